"""Labs: the list, a lab before it is begun, the room while it is open, and the report that it leaves."""

from __future__ import annotations

import streamlit as st

from grader.errors import NotFound
from grader.views import LearnerView
from ui import visit
from ui.lab import catalogue
from ui.parts.lab import LAB_SCREEN
from ui.parts.lab_front import draw_front
from ui.parts.lab_list import draw_list
from ui.parts.lab_report import draw_report
from ui.parts.lab_room import draw_room
from ui.parts.notice import draw_notice
from ui.parts.text import title
from ui.parts.welcome import learner_or_welcome


def draw(learner: LearnerView, slug: str, attempt: str) -> None:
    if attempt:
        _draw_attempt(learner, attempt)
    elif slug in catalogue.scenarios():
        draw_front(learner, catalogue.scenarios()[slug])
    elif slug:
        _draw_none("This lab is not here", "It has another name, or it was taken back.")
    else:
        draw_list(learner)


def _draw_attempt(learner: LearnerView, attempt: str) -> None:
    try:
        lab = visit.grader().look_lab(learner.id, attempt)
    except NotFound:
        _draw_none("This lab is not here", "It is another learner's, or it was deleted.")
        return
    scenario = catalogue.scenarios().get(lab.scenario)
    if lab.ended_at is not None:
        draw_report(learner, lab, scenario)
    elif scenario is None:
        _draw_none("This lab was taken back", "It ends by itself, and counts for nothing.")
    else:
        draw_room(learner, lab, scenario)


def _draw_none(heading: str, why: str) -> None:
    title(heading)
    draw_notice(why)
    st.page_link(LAB_SCREEN, label="All labs")


draw(learner_or_welcome(), st.query_params.get("lab", ""), st.query_params.get("attempt", ""))
