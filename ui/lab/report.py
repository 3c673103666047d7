"""The report of a lab: the verdict and its reasons, who answered all along, and who did what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from grader.rules.lab_attempt import LabAttempt
from grader.views.learners import LearnerView
from labs.checks.times import clock
from labs.session.report import ClassView, LabReport
from ui import format as fmt
from ui import request
from ui.components.picture import picture
from ui.lab import charts, report_export
from ui.lab.intro import draw_practice_link
from ui.lab.link import LAB_SCREEN
from ui.lab.live import draw_check
from ui.lab.workspace import draw_solution
from ui.widgets.notice import draw_flash
from ui.widgets.text import code_span, escaped, heading, muted, title

if TYPE_CHECKING:
    from labs.reading.model import Scenario

_BOX = {"pass": "verdict-right", "fail": "verdict-not-yet", "inconclusive": "verdict-unsure"}


def draw_report(learner: LearnerView, lab: LabAttempt, scenario: Scenario | None) -> None:
    """Everything that is kept of a lab that has ended."""
    report = report_export.stored_report(lab)
    title(lab.title)
    muted(summary(lab))
    draw_flash()
    _draw_verdict(lab)
    if report is not None:
        _draw_traffic(report)
    _draw_checks(lab)
    if report is not None:
        _draw_changes(report)
        _draw_downloads(lab)
    if scenario is not None and _may_be_solved(lab):
        draw_solution(scenario.solution, key=lab.id)
    _draw_actions(learner, lab, scenario)


def _may_be_solved(lab: LabAttempt) -> bool:
    """Whether its solution spoils nothing: a lab that never ran was never tried."""
    return bool(lab.checks) or lab.revealed_at is not None


def summary(lab: LabAttempt) -> str:
    """ "24 November 2026, 12:01, 5 of 6 points, 1 reset, the solution was shown"."""
    parts = [fmt.day_and_time(lab.started_at, request.time_zone())]
    parts.append(f"{lab.earned} of {fmt.count(lab.points, 'point')}")
    parts += [fmt.count(lab.resets, "reset")] if lab.resets else []
    parts += ["the solution was shown"] if lab.revealed_at else []
    return ", ".join(parts)


def _draw_verdict(lab: LabAttempt) -> None:
    assert lab.verdict is not None, "a lab that has ended has a verdict"
    with st.container(key=_BOX[lab.verdict.outcome]):
        st.markdown(f"**{fmt.LAB_VERDICTS[lab.verdict.outcome]}.** {escaped(lab.verdict.reason)}")


def _draw_traffic(report: LabReport) -> None:
    heading("Who answered")
    drawn = charts.traffic_picture(report)
    if drawn is not None:
        picture(*drawn, key="report-traffic", file=f"{report.slug}-who-answered")
    for one in report.classes:
        st.markdown(
            f"**{escaped(one.title)}**: {escaped(report_export.failures_text(one))}. {escaped(_times(one))}"
        )


def _times(one: ClassView) -> str:
    """ "0.4 s to switch and 0.2 s to roll back."; empty where neither was done."""
    parts = [f"{report_export.duration_text(one.to_switch)} to switch"] if one.to_switch is not None else []
    parts += (
        [f"{report_export.duration_text(one.to_roll_back)} to roll back"]
        if one.to_roll_back is not None
        else []
    )
    return f"{fmt.join(parts)}." if parts else ""


def _draw_checks(lab: LabAttempt) -> None:
    heading(f"Checks: {lab.earned} of {fmt.count(lab.points, 'point')}")
    if not lab.checks:
        muted("None was judged.")
    for check in lab.checks:
        draw_check(check.title, check.points, check.state, check.reason, key=check.id)


def _draw_changes(report: LabReport) -> None:
    heading("Who did what")
    if not report.changes:
        muted("Nobody changed anything.")
    for act in report.changes:
        fields = f": {code_span('; '.join(act.fields))}" if act.fields else ""
        st.markdown(f"- {clock(act.at)} {escaped(act.who)} {escaped(act.did)} {code_span(act.on)}{fields}")
    if report.more_changes:
        muted(f"And {fmt.count(report.more_changes, 'more change')}.")


def _draw_downloads(lab: LabAttempt) -> None:
    with st.container(key="downloads", horizontal=True, gap="small"):
        st.link_button("Download the report", f"download/labs/{lab.id}.md")
        st.link_button("Download it as JSON", f"download/labs/{lab.id}.json")


def _draw_actions(learner: LearnerView, lab: LabAttempt, scenario: Scenario | None) -> None:
    with st.container(key="actions", horizontal=True, gap="small"):
        st.button(
            "Do it again",
            key="again",
            type="primary",
            on_click=request.redirect,
            args=(LAB_SCREEN,),
            kwargs={"lab": lab.scenario},
        )
        if scenario is not None:
            draw_practice_link(learner, scenario.skill, key="practise")
        st.button("All labs", key="all-labs", on_click=request.redirect, args=(LAB_SCREEN,))
