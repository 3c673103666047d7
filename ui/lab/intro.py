"""A lab before it is begun: its story, its steps, and what is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from grader.rules.modes import PRACTICE
from grader.views.learners import LearnerView
from ui import format as fmt
from ui import request
from ui.app_context import app_context
from ui.components.prose import prose
from ui.lab.catalogue import offer
from ui.lab.link import LAB_SCREEN
from ui.lab.list import scenario_facts
from ui.navigation import begin
from ui.widgets.notice import draw_flash, draw_notice
from ui.widgets.text import heading, markdown_line, muted, title

if TYPE_CHECKING:
    from grader.service import Grader
    from labs.reading.model import Scenario


def draw_intro(learner: LearnerView, scenario: Scenario) -> None:
    """Everything but the solution, and the way in."""
    title(f"{scenario.number} · {scenario.title}")
    muted(scenario_facts(scenario))
    draw_flash()
    prose(scenario.story, key=f"story-{scenario.slug}", tone="lead")
    heading("Steps")
    draw_steps(scenario)
    heading("What is judged")
    _draw_points(scenario)
    trouble = app_context().labs.connection.trouble()
    if trouble:
        draw_notice(f"This lab cannot be opened now. {trouble}")
    _draw_actions(learner, scenario, closed=bool(trouble))


def draw_steps(scenario: Scenario) -> None:
    """What to do, in order."""
    st.markdown("\n".join(f"{at}. {markdown_line(step)}" for at, step in enumerate(scenario.steps, 1)))


def draw_practice_link(learner: LearnerView, skill: str, *, key: str) -> None:
    """The way back to the problems of the same skill, if the bank has any; a practice that is open first."""
    if request.grader().bank.has_problems_of(skill):
        going = [one for one in request.grader().progress.home(learner.id).going if one.mode == PRACTICE]
        st.button(
            f"Continue: {fmt.continue_label(going[0])}" if going else "Practise this skill",
            key=key,
            on_click=begin,
            args=(learner, PRACTICE, skill),
        )


def _draw_points(scenario: Scenario) -> None:
    judged = [f"- {markdown_line(one.title)}, {fmt.count(one.points, 'point')}" for one in scenario.checks]
    st.markdown("\n".join(judged))


def _draw_actions(learner: LearnerView, scenario: Scenario, *, closed: bool) -> None:
    with st.container(key="actions", horizontal=True, gap="small"):
        if closed:
            st.button("Check again", key="look-again", type="primary")
        else:
            st.button(
                "Open the lab", key="open-lab", type="primary", on_click=_begin, args=(learner, scenario)
            )
        draw_practice_link(learner, scenario.skill, key="practise")
        st.button("All labs", key="all-labs", on_click=request.redirect, args=(LAB_SCREEN,))


def _begin(learner: LearnerView, scenario: Scenario) -> None:
    from labs.namespace.lifecycle import namespace_of  # noqa: PLC0415 - the kubernetes client takes a second to import
    from labs.settings import read_settings  # noqa: PLC0415

    offered, lifetime = offer(scenario), read_settings().workspace_life

    def call(grader: Grader) -> str:
        return grader.labs.begin(learner.id, offered, namespace_of=namespace_of, lifetime=lifetime).id

    attempt = request.call_grader(call)
    if attempt is not None:
        request.redirect(LAB_SCREEN, attempt=attempt)
