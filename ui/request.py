"""The request whose page is drawn: its learner, its calls of the grader, and the message after one.

An action is a single call of the grader in a callback. Nothing of value stays in the session: after the
call the page draws what the database has, and the flash holds only the sentence about it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from grader.errors import GraderError, NotSaved
from ui.app_context import app_context
from ui.errors import Closed

if TYPE_CHECKING:
    from grader.rules.classroom import Instructor
    from grader.service import Grader
    from grader.views.learners import LearnerView

Result = TypeVar("Result")
FlashKind = Literal["note", "trouble", "unsaved"]

_FLASH = "flash"
_LEARNER = "drawn-for"
_REDIRECT = "redirect"


@dataclass(frozen=True, slots=True)
class Flash:
    """A sentence about the last action. `unsaved`: nothing was stored, and trying again may help."""

    text: str
    kind: FlashKind = "note"


def grader() -> Grader:
    """The way to everything that is stored. Raises Closed."""
    return app_context().grader


def this_device() -> str | None:
    """The device of the browser whose page is drawn; None where it sent no cookie of ours."""
    return app_context().devices.find(st.context.cookies)


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
        return call(grader()) if _is_still_the_learners() else None
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
        left = not _is_still_the_learners()
    except (GraderError, Closed):
        return
    if left:
        st.rerun()


def draw_for(learner: LearnerView | None) -> None:
    """Remember whom this page is drawn for. What the session kept of somebody else is forgotten."""
    now = learner.id if learner else None
    if st.session_state.get(_LEARNER, now) != now:
        for key in set(st.session_state) - {_FLASH}:
            del st.session_state[key]
    st.session_state[_LEARNER] = now


def _is_still_the_learners() -> bool:
    """Whether this browser is still that of whom the page was drawn for; if not, the flash says so.

    Another tab may have left it, and somebody else may learn in it by now.
    """
    drawn_for: str | None = st.session_state.get(_LEARNER)
    if drawn_for is None:
        return True
    current = learner()
    if current is not None and current.id == drawn_for:
        return True
    flash(Flash("This browser was left in another tab, so nothing was done.", "trouble"))
    return False


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
