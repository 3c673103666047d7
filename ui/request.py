"""The request whose page is drawn: its learner, its calls of the grader, and the message after one.

An action is a single call of the grader in a callback. Nothing of value stays in the session: after the
call the page draws what the database has, and the flash holds only the sentence about it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from grader.clock import now
from grader.errors import GraderError, NotSaved
from ui.app_context import app_context
from ui.device import RENEWAL_SECONDS
from ui.errors import Closed

if TYPE_CHECKING:
    from grader.rules.classroom import Instructor
    from grader.service import Grader
    from grader.views.learners import LearnerView

Result = TypeVar("Result")
FlashKind = Literal["note", "trouble", "unsaved"]

# Ids that the browser of a page may still have: the one it was opened with, and those it got since.
_MOST_OLD = 4

_FLASH = "flash"
# Whom the page is drawn for, and whom the last page of each role was: {"learner": id}.
_PAGE, _LAST = "drawn-for", "last-drawn-for"
_REDIRECT = "redirect"
_RENEWAL = "device-renewal"

_Role = Literal["learner", "instructor"]
_LEFT: Mapping[_Role, str] = {
    "learner": "This browser was left in another tab, so nothing was done.",
    "instructor": "You signed out in another tab, or your session has ended, so nothing was done.",
}
_CAME: Mapping[_Role, str] = {
    "learner": "Somebody joined in another tab of this browser, so nothing was done.",
    "instructor": "Somebody signed in in another tab of this browser, so nothing was done.",
}


@dataclass(frozen=True, slots=True)
class Flash:
    """A sentence about the last action. `unsaved`: nothing was stored, and trying again may help."""

    text: str
    kind: FlashKind = "note"


@dataclass(frozen=True, slots=True)
class _Renewal:
    """A fresh id for the browser instead of its `old` ones, and the token that it is taken with."""

    old: tuple[str, ...]
    fresh: str
    token: str
    at: datetime


def grader() -> Grader:
    """The way to everything that is stored. Raises Closed."""
    return app_context().grader


def this_device() -> str | None:
    """The device of the browser whose page is drawn; None where it sent no cookie of ours.

    The cookies are those with which the page was opened; an id that the page got since is newer.
    """
    device = app_context().devices.find(st.context.cookies)
    renewal = _renewal()
    return renewal.fresh if renewal is not None and device in renewal.old else device


def is_outdated() -> bool:
    """Whether somebody joined or left in another tab of this browser, so that this page knows an old id."""
    device = this_device()
    return device is not None and app_context().devices.seconds_since_renewal(device) is not None


def renew_device(call: Callable[[Grader, str, str], Result]) -> Result | None:
    """Make a call that changes who learns here, under a fresh id: `call(grader, old id, fresh id)`.

    Whoever knew the old id is nobody afterwards. None when it was refused, with the reason as the flash.
    """
    device = this_device()
    if device is None:
        return None
    if is_outdated():
        flash(Flash("Somebody joined or left in another tab. Reload this page.", "trouble"))
        return None
    fresh = app_context().devices.new_device()
    result = call_grader(lambda grader: call(grader, device, fresh))
    if result is not None:
        st.session_state[_RENEWAL] = _make_renewal(device, fresh)
        draw_for(learner())
    return result


def _make_renewal(device: str, fresh: str) -> _Renewal:
    before = _renewal()
    old = (*before.old, device) if before is not None else (device,)
    old = tuple(dict.fromkeys(old))[-_MOST_OLD:]
    return _Renewal(old, fresh, app_context().devices.renew(old, fresh), now())


def renewal_token() -> str | None:
    """What the browser brings to the server for its fresh id, as long as that is new."""
    renewal = _renewal()
    if renewal is None or now() - renewal.at > timedelta(seconds=RENEWAL_SECONDS):
        return None
    return renewal.token


def _renewal() -> _Renewal | None:
    renewal: _Renewal | None = st.session_state.get(_RENEWAL)
    return renewal


def learner() -> LearnerView | None:
    """The learner of this browser; None until somebody has given a name in it."""
    device = this_device()
    return grader().learners.of_device(device) if device and not is_before_opening() else None


def instructor() -> Instructor | None:
    """Who is signed in to teach in this browser, if anybody is."""
    token = app_context().sessions.find(st.context.cookies)
    return grader().instructors.of_session(token) if token else None


def has_session() -> bool:
    """Whether this browser was signed in to teach; its session may be over by now."""
    return app_context().sessions.find(st.context.cookies) is not None


def public_address(page: str) -> str:
    """A page's address: below the base URL that is set, or where this browser found the app."""
    settings = app_context().settings
    here = urlsplit(st.context.url or "")
    found = f"{here.scheme}://{here.netloc}" if here.netloc else f"http://{settings.host}:{settings.port}"
    return f"{settings.base_url or found}/{page}"


def sign_out() -> None:
    """The session of this browser ends."""
    token = app_context().sessions.find(st.context.cookies)
    if token:
        grader().instructors.sign_out(token)


def is_before_opening() -> bool:
    """Whether the backend is not open yet and this browser is new to us, so that it belongs to no learner.

    Its page, the first of a process, need not wait for the database's libraries.
    """
    return not app_context().was_opened and app_context().devices.is_new(this_device() or "")


def call_grader(call: Callable[[Grader], Result]) -> Result | None:
    """Make one call; None when it was refused, with the reason as the flash of the page that follows."""
    st.session_state.pop(_FLASH, None)
    try:
        return call(grader()) if _is_still_theirs() else None
    except NotSaved as refused:
        flash(Flash(str(refused), "unsaved"))
    except (GraderError, Closed) as refused:
        flash(Flash(str(refused), "trouble"))
    return None


def only_for_learner(action: Callable[[], None]) -> Callable[[], None]:
    """The action as a callback that does nothing once this browser is another's."""
    return lambda: call_grader(lambda _: action())


def rerun_if_left() -> None:
    """At the top of a fragment: draw the whole page anew once this browser is another's.

    A fragment is drawn by itself, again and again, with what it was given when its page was drawn. It goes on
    while the store does not answer: nobody can leave meanwhile.
    """
    try:
        left = not _is_still_theirs()
    except (GraderError, Closed):
        return
    if left:
        st.rerun()


def begin_page() -> None:
    """Before a page is drawn: nobody has said yet whom it is for."""
    st.session_state[_PAGE] = {}


def draw_for(learner: LearnerView | None) -> None:
    """Remember which learner this page is drawn for. What the session kept of somebody else is forgotten."""
    _draw_for("learner", learner.id if learner else None)


def draw_for_instructor(instructor: Instructor | None) -> None:
    """Remember who this page is drawn for as one who teaches; the same for them."""
    _draw_for("instructor", instructor.id if instructor else None)


def _draw_for(role: _Role, person: str | None) -> None:
    page, last = dict(st.session_state.get(_PAGE, {})), dict(st.session_state.get(_LAST, {}))
    if last.get(role, person) != person:
        for key in set(st.session_state) - {_FLASH, _RENEWAL}:
            del st.session_state[key]
    st.session_state[_PAGE], st.session_state[_LAST] = {**page, role: person}, {**last, role: person}


def _is_still_theirs() -> bool:
    """Whether this browser is still that of whom the page was drawn for; if not, the flash says so.

    In another tab they may have left it, and somebody else may learn or teach in it by now.
    """
    page: dict[_Role, str | None] = st.session_state.get(_PAGE, {})
    for role, person in page.items():
        current = learner() if role == "learner" else instructor()
        if (current.id if current else None) != person:
            flash(Flash(_LEFT[role] if person else _CAME[role], "trouble"))
            return False
    return True


def field_text(key: str) -> str:
    """In a callback: what stands in a text field; nothing where a forged press came without it."""
    return str(st.session_state.get(key, ""))


def flash(message: Flash) -> None:
    """Show the message on the page that follows."""
    st.session_state[_FLASH] = message


def pop_flash() -> Flash | None:
    """The message about the last action, once."""
    message: Flash | None = st.session_state.pop(_FLASH, None)
    return message


def redirect(screen: str, **query: str) -> None:
    """In a callback: the run that follows shows another page."""
    st.session_state[_REDIRECT] = (screen, query)


def apply_redirect(current: str) -> None:
    """Show the page that a callback asked for instead of `current`, the address of this one."""
    target: tuple[str, dict[str, str]] | None = st.session_state.pop(_REDIRECT, None)
    if target is None:
        return
    if Path(target[0]).stem == current:
        # The same page under another address is drawn in this very run.
        st.query_params.from_dict(target[1])
    else:
        st.switch_page(target[0], query_params=target[1])


def time_zone() -> tzinfo:
    """The reader's time zone as the browser gives it; UTC where it gives none that is known."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
