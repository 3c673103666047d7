"""What a class adds to its learners' pages: notes, a pause, the end, and the call for help."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from ui import format as fmt
from ui import request
from ui.components.class_changes import hear_changes
from ui.navigation import CLASS_SCREEN
from ui.widgets.notice import draw_notice
from ui.widgets.text import escaped, muted

if TYPE_CHECKING:
    from grader.views.classroom import ClassForLearner
    from grader.views.learners import LearnerView

LONGEST_CALL = 200
# Older ones stand on the page of the class.
_NOTES_SHOWN = 2
_ABOUT = "call-about"


def draw_class_bar(learner: LearnerView, part: str) -> None:
    """Above a problem of a class: the way back, what the instructor wrote, and whether clocks stand still."""
    own = request.grader().memberships.of_part(learner.id, part)
    with st.container(key="class-bar", horizontal=True, vertical_alignment="center"):
        st.page_link(CLASS_SCREEN, label=escaped(own.title), query_params={"class": own.id})
        muted(times_of(own))
    draw_state(own)
    draw_notes(own, _NOTES_SHOWN)
    hear_changes(own.id, own.revision, key=f"changes-{own.id}")


def times_of(own: ClassForLearner) -> str:
    """When the class begins or ends, in the reader's time."""
    zone = request.time_zone()
    if own.state == "ended":
        return "The class has ended."
    if own.state == "planned":
        return f"Begins {fmt.day_and_time(own.starts_at, zone)}" if own.starts_at else "Has not begun yet"
    return f"Until about {fmt.hour_and_minute(own.planned_end, zone)}" if own.planned_end else ""


def draw_state(own: ClassForLearner) -> None:
    """Says that everybody's clock stands still."""
    if own.state == "paused":
        draw_notice("The class is paused. Every clock stands still, and what you have saved is safe.")


def draw_notes(own: ClassForLearner, most: int | None = None) -> None:
    """What the instructor wrote, newest first."""
    for note in own.notes[:most]:
        name = "Hint" if note.kind == "hint" else "Note"
        at = fmt.hour_and_minute(note.sent_at, request.time_zone())
        st.info(f"**{name} from your instructor, {escaped(at)}.** {escaped(note.text)}")


def draw_call(learner: LearnerView, own: ClassForLearner) -> None:
    """The button that calls somebody, and what became of the call."""
    if own.state not in ("running", "paused"):
        return
    if own.call is not None:
        answer = "Somebody is on the way." if own.call.claimed else "Your instructor sees it."
        with st.container(key="call", horizontal=True, vertical_alignment="center"):
            st.markdown(f"**You called for help.** {answer} {escaped(own.call.about)}")
            st.button("Take it back", key="take-back", on_click=partial(_take_back, learner.id, own.id))
        return
    with st.expander("Call for help"), st.form("call-form", border=False, clear_on_submit=True):
        st.text_input("What is it about?", key=_ABOUT, max_chars=LONGEST_CALL)
        st.form_submit_button("Call", on_click=partial(_call, learner.id, own.id))


def _call(learner: str, classroom: str) -> None:
    about = str(st.session_state.get(_ABOUT, ""))
    request.call_grader(lambda grader: grader.memberships.call(learner, classroom, about))


def _take_back(learner: str, classroom: str) -> None:
    request.call_grader(lambda grader: grader.memberships.take_back_call(learner, classroom))
