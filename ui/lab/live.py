"""What happens in a lab, second by second: who answered, whom a Service selects, how the checks stand."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from labs.checks.evaluate import CheckResult
from labs.session.report import LabReport
from ui import format as fmt
from ui import request
from ui.components.announcer import announce
from ui.components.changes import follow_changes
from ui.components.picture import picture
from ui.lab import charts
from ui.lab.connection import unix_seconds
from ui.lab.report_export import SIGNS, STATES, failures_text
from ui.lab.session import LabSession
from ui.widgets.notice import draw_notice
from ui.widgets.text import escaped, heading, markdown_line, muted

_SAY_PHASE = {
    "connecting": "The clients connect. Touch nothing yet.",
    "baseline": "Calm traffic is measured first. Touch nothing yet.",
    "closing": "Waiting for the last requests.",
}


@st.fragment
def draw_live(session: LabSession) -> None:
    """Drawn anew whenever the lab changes, and every second while its picture moves."""
    request.rerun_if_left()
    attempt, report = session.view.attempt.id, session.report
    follow_changes(f"lab-changes/{attempt}", key=f"changes-{attempt}")
    if session.view.state == "over":
        _rerun_on_change(session, "over")
    elif session.view.state == "stuck":
        _draw_stuck(session)
    elif report is None:
        _draw_steps(session)
    else:
        _draw_report(session, report)


def _draw_report(session: LabSession, report: LabReport) -> None:
    if session.view.outage:
        draw_notice(
            f"{session.view.outage} The picture goes on when it is back; nobody fails for what went unseen."
        )
    if report.phase in _SAY_PHASE:
        draw_notice(_SAY_PHASE[report.phase])
    heading("Who answered")
    drawn = charts.traffic_picture(report, last=charts.LIVE_SECONDS)
    if drawn is None:
        muted("The first answers come in a moment.")
    else:
        picture(*drawn, key=f"live-{session.view.attempt.id}", can_save=False)
        muted(_totals(report))
    _draw_checks(session, report)
    heading("Who the Service selects")
    for service in charts.services_to_draw(report.services):
        picture(*charts.service_picture(report, service), key=f"service-{service.name}", can_save=False)
    _rerun_on_change(session, report.phase)


def _totals(report: LabReport) -> str:
    """ "New connections: 0 of 500 failed. Keep-alive: 0 of 500 failed." """
    return " ".join(f"{one.title}: {failures_text(one)}." for one in report.classes)


def _draw_checks(session: LabSession, report: LabReport) -> None:
    heading(f"Checks: {report.earned} of {fmt.count(report.points, 'point')}")
    if not report.checks:
        muted("They begin to be judged when the lab is open.")
    for check in report.checks:
        draw_check(check.title, check.points, check.state, check.verdict.reason, key=check.id)
    if report.phase == "open" and report.verdict is not None:
        _draw_verdict(report)
    announce(
        _announcement(report.checks),
        item=session.view.attempt.id,
        key=f"announcer-lab-{session.view.attempt.id}",
    )


def draw_check(name: str, points: int, state: str, reason: str, *, key: str) -> None:
    """A check with its sign, and why it stands so; the state is said in words, not by the sign alone."""
    with st.container(key=f"check-{key}", horizontal=True):
        st.markdown(f"{SIGNS[state]} {STATES[state]}", width=90)
        with st.container(gap=None):
            st.markdown(f"{markdown_line(name)} ({fmt.count(points, 'point')})")
            if reason:
                muted(reason)


def _draw_verdict(report: LabReport) -> None:
    assert report.verdict is not None
    if report.verdict.outcome == "pass":
        draw_notice("Every check holds. End the lab to have the report.")
    elif report.verdict.outcome == "inconclusive":
        draw_notice("Not everything can be judged as it went. Reset it for a clean try, or end it.")
    else:
        draw_notice(
            "It cannot be passed any more as it went. Reset it to try again, or end it for the report."
        )


def _announcement(checks: Sequence[CheckResult]) -> str:
    """For those who hear the page: what holds now."""
    held = sum(check.state == "pass" for check in checks)
    return f"Checks that hold: {held} of {len(checks)}." if held else ""


def _draw_steps(session: LabSession) -> None:
    """What is being done, with its seconds."""
    heading("Getting ready")
    view = session.view
    steps = view.steps
    ends = [*(step.since for step in steps[1:]), unix_seconds()]
    for step, end in zip(steps, ends, strict=False):
        sign = "…" if step is steps[-1] else "✓"
        st.markdown(f"{sign} {escaped(step.say)}, {max(0.0, end - step.since):.0f} s")
    if session.is_requested("end") and view.state == "preparing":
        muted("The lab ends as soon as this is done.")
    elif not steps:
        muted("The last requests are waited for." if view.state == "ending" else "In a moment.")
    _rerun_on_change(session, "steps")


def _draw_stuck(session: LabSession) -> None:
    draw_notice(session.view.trouble, trouble=True)
    st.button("Try again", key="retry-lab", type="primary", on_click=request.only_for_learner(session.retry))


def _rerun_on_change(session: LabSession, phase: str) -> None:
    """Draw the rest of the page anew when there is something new for it: the terminal, the clock, the end."""
    view = session.view
    asked = session.is_requested("end"), session.is_requested("reset")
    stands = (phase, view.state, view.workspace is not None, view.attempt.resets, asked)
    key = f"stands-{view.attempt.id}"
    before, st.session_state[key] = st.session_state.get(key), stands
    if before not in (None, stands):
        st.rerun()
