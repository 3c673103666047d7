"""A lab while it is open: what to do and the terminal on one side, who is served by whom on the other."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from grader.rules.lab_attempt import LabAttempt
from grader.views.learners import LearnerView
from problems.model import Code
from ui import request
from ui.app_context import app_context
from ui.components.countdown import countdown
from ui.components.prose import code, prose
from ui.components.terminal import terminal
from ui.lab.command_box import draw_command_box
from ui.lab.intro import draw_steps
from ui.lab.link import LAB_SCREEN
from ui.lab.live import draw_live
from ui.lab.session import LabSession
from ui.widgets.notice import draw_flash
from ui.widgets.text import heading, markdown_line, muted, title

if TYPE_CHECKING:
    from labs.reading.model import Scenario, ScenarioSolution


def draw_workspace(learner: LearnerView, lab: LabAttempt, scenario: Scenario) -> None:
    """The page of a lab that is going on; its session is opened if this process has none yet."""
    session = app_context().labs.sessions.enter(lab, scenario, request.grader())
    with st.container(key="lab-room"):
        _draw_top(session, lab)
        draw_flash()
        work, picture = st.columns([6, 5], gap="large")
        with work:
            _draw_task(scenario, lab)
            _draw_terminal(session, lab)
        with picture:
            draw_live(session)
    _draw_actions(learner, session, lab)


def _draw_top(session: LabSession, lab: LabAttempt) -> None:
    scenario, report = session.scenario, session.report
    with st.container(key="top", horizontal=True, vertical_alignment="center"):
        with st.container(key="lab-name"):
            title(f"{scenario.number} · {scenario.title}")
        if report is not None and report.phase == "open":
            whole = timedelta(minutes=scenario.minutes)
            countdown(timedelta(seconds=report.remaining), whole, key=f"clock-lab-{lab.id}-{lab.resets}")


def _draw_task(scenario: Scenario, lab: LabAttempt) -> None:
    prose(scenario.story, key=f"story-{scenario.slug}")
    draw_steps(scenario)
    shown = st.session_state.get(_hints_key(lab), 0)
    for number, hint in enumerate(scenario.hints[:shown], 1):
        st.markdown(f"**Hint {number}.** {markdown_line(hint)}")
    if lab.revealed_at is not None:
        draw_solution(scenario.solution, key=lab.id)


def draw_solution(solution: ScenarioSolution, *, key: str) -> None:
    """The commands and why they work."""
    heading("A solution")
    commands = Code(language="shell", text="\n".join(solution.run))
    code(commands, key=f"solution-{key}", label="Commands of the solution")
    st.markdown("\n".join(f"{at}. {markdown_line(step)}" for at, step in enumerate(solution.steps, 1)))
    st.markdown(markdown_line(solution.takeaway))


def _draw_terminal(session: LabSession, lab: LabAttempt) -> None:
    heading("Terminal")
    if session.view.workspace is None:
        muted("It opens as soon as your workspace is made.")
    elif app_context().labs.terminal_files.are_complete():
        terminal(lab.id, key=f"terminal-{lab.id}")
    else:
        draw_command_box(session)
    if session.view.workspace is not None:
        st.link_button("Kubeconfig for your own terminal", f"kubeconfig/{lab.id}", type="tertiary")
        muted("It works on the machine that runs the cluster, and dies with this lab. Keep it to yourself.")


def _draw_actions(learner: LearnerView, session: LabSession, lab: LabAttempt) -> None:
    with st.container(key="actions", horizontal=True, gap="small"):
        ends = session.view.state == "ending" or session.is_requested("end")
        resets = ends or session.view.state == "preparing" or session.is_requested("reset")
        _draw_end(session, is_under_way=ends)
        _draw_reset(session, is_under_way=resets)
        if st.session_state.get(_hints_key(lab), 0) < len(session.scenario.hints):
            st.button("Hint", key="hint-lab", on_click=_hint, args=(lab,))
        if lab.revealed_at is None:
            with st.popover("Solution"):
                st.markdown("Your report will say that you looked at it.")
                st.button("Show the solution", key="reveal-lab", on_click=_reveal, args=(learner, session))
        st.button("All labs", key="all-labs", on_click=request.redirect, args=(LAB_SCREEN,))


def _draw_end(session: LabSession, *, is_under_way: bool) -> None:
    """The way out, which asks first; a plain button while it can't be used, so that the question is gone."""
    if is_under_way:
        st.button("End the lab", key="ending-lab", disabled=True)
        return
    with st.popover("End the lab", type="primary"):
        st.markdown("The lab is judged as it stands, and your workspace is taken away. You get a report.")
        st.button("End it now", key="end-lab", on_click=request.only_for_learner(session.end))


def _draw_reset(session: LabSession, *, is_under_way: bool) -> None:
    """The way back to the start, which asks first."""
    if is_under_way:
        st.button("Reset to the start", key="resetting-lab", disabled=True)
        return
    with st.popover("Reset to the start"):
        st.markdown("All that you made in this lab is taken away, and it begins anew with its whole time.")
        st.button("Reset it now", key="reset-lab", on_click=request.only_for_learner(session.reset))


def _hints_key(lab: LabAttempt) -> str:
    return f"hints-{lab.id}"


def _hint(lab: LabAttempt) -> None:
    st.session_state[_hints_key(lab)] = st.session_state.get(_hints_key(lab), 0) + 1


def _reveal(learner: LearnerView, session: LabSession) -> None:
    if (
        request.call_grader(lambda grader: grader.labs.reveal_solution(learner.id, session.view.attempt.id))
        is not None
    ):
        session.reveal()
