"""One visit: who it is, the one door to the grader, and what became of the last action.

An action is a single call of the grader in a callback. Nothing of value stays in the session: after the
call the page draws what the database says, and `what_happened` holds only the sentence to say about it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from grader.errors import GraderError, NotSaved
from ui.app_context import app_context
from ui.errors import Closed

if TYPE_CHECKING:
    from grader.service import Grader
    from grader.views.learners import LearnerView

Outcome = TypeVar("Outcome")
Tone = Literal["note", "trouble", "unsaved"]

_HAPPENED = "what-happened"
_TURN = "turn-to"


@dataclass(frozen=True, slots=True)
class Happened:
    """A sentence about the last action. `unsaved` is ours to mend: the same action may be made again."""

    say: str
    tone: Tone = "note"


def grader() -> Grader:
    """The door. Raises Closed."""
    return app_context().grader


def this_device() -> str | None:
    """The device of the browser whose page is drawn; None where it sent no cookie of ours."""
    return app_context().devices.find(st.context.cookies)


def learner() -> LearnerView | None:
    """Who this browser belongs to, if anybody has said a name in it."""
    device = this_device()
    return grader().learners.of_device(device) if device and not is_before_opening() else None


def is_before_opening() -> bool:
    """Whether the backend is not open yet and this browser is new to us, so that it belongs to no learner.

    Its page, the first of a process, need not wait for the database's libraries.
    """
    return not app_context().was_opened and app_context().devices.is_new(this_device() or "")


def act(call: Callable[[Grader], Outcome]) -> Outcome | None:
    """Make one call of the grader; None when it refused, with its sentence kept for the page that follows."""
    st.session_state.pop(_HAPPENED, None)
    try:
        return call(grader())
    except NotSaved as refused:
        tell(Happened(str(refused), "unsaved"))
    except (GraderError, Closed) as refused:
        tell(Happened(str(refused), "trouble"))
    return None


def tell(happened: Happened) -> None:
    """Keep a sentence for the page that follows."""
    st.session_state[_HAPPENED] = happened


def what_happened() -> Happened | None:
    """The sentence about the last action, once."""
    happened: Happened | None = st.session_state.pop(_HAPPENED, None)
    return happened


def turn_to(screen: str, **query: str) -> None:
    """In a callback: the run that follows shows another page."""
    st.session_state[_TURN] = (screen, query)


def turn_if_asked(here: str) -> None:
    """Show the page that the callback asked for instead of this one, `here` by its address."""
    turn: tuple[str, dict[str, str]] | None = st.session_state.pop(_TURN, None)
    if turn is None:
        return
    if Path(turn[0]).stem == here:
        # The same page under another address is drawn in this very run.
        st.query_params.from_dict(turn[1])
    else:
        st.switch_page(turn[0], query_params=turn[1])


def zone() -> tzinfo:
    """The reader's time zone as the browser says it; UTC where it says nothing that we know."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
