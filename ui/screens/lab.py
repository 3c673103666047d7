"""Labs: the list, a lab before it is begun, its workspace while it is open, and the report that it leaves."""

from __future__ import annotations

import streamlit as st

from grader.errors import NotFound
from grader.views.learners import LearnerView
from ui import request
from ui.app_context import app_context
from ui.lab.intro import draw_intro
from ui.lab.link import LAB_SCREEN
from ui.lab.list import draw_list
from ui.lab.report import draw_report
from ui.lab.workspace import draw_workspace
from ui.widgets.notice import draw_notice
from ui.widgets.sign_in import require_learner
from ui.widgets.text import title


def draw(learner: LearnerView, slug: str, attempt: str) -> None:
    if attempt:
        _draw_attempt(learner, attempt)
    elif slug in app_context().labs.catalogue.scenarios:
        draw_intro(learner, app_context().labs.catalogue.scenarios[slug])
    elif slug:
        _draw_none("This lab is not here", "It has another name, or it was taken back.")
    else:
        draw_list(learner)


def _draw_attempt(learner: LearnerView, attempt: str) -> None:
    try:
        lab = request.grader().labs.look(learner.id, attempt)
    except NotFound:
        _draw_none("This lab is not here", "It is another learner's, or it was deleted.")
        return
    scenario = app_context().labs.catalogue.scenarios.get(lab.scenario)
    if lab.ended_at is not None:
        session = app_context().labs.sessions.find(attempt)
        if session is not None and session.view.notice:
            draw_notice(session.view.notice)
        draw_report(learner, lab, scenario)
    elif scenario is None:
        _draw_none("This lab was taken back", "It ends by itself, and counts for nothing.")
    else:
        draw_workspace(learner, lab, scenario)


def _draw_none(heading: str, reason: str) -> None:
    title(heading)
    draw_notice(reason)
    st.page_link(LAB_SCREEN, label="All labs")


draw(require_learner(), st.query_params.get("lab", ""), st.query_params.get("attempt", ""))
