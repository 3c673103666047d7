"""A lab's report for the store and for download: as JSON that the grader keeps, and as Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from grader.rules.lab_attempt import LabAttempt, LabCheck, LabEnd
from labs.checks.times import clock
from labs.session.report import ClassView, LabReport
from problems.verdict import Verdict
from ui import format as fmt

SIGNS = {"pass": "✓", "not-yet": "…", "fail": "✕", "inconclusive": "?"}
STATES = {"pass": "holds", "not-yet": "not yet", "fail": "failed", "inconclusive": "can't tell"}
_FIELDS = {"tries": "runs", "acts": "changes", "told": "summary"}
# A lab that closes always has a verdict; this one is for a report that has none all the same.
_NONE = Verdict("inconclusive", "The lab ended before it could be judged.")
NOT_RUNNING = LabEnd(
    Verdict("inconclusive", "The lab was not running when it ended. It says nothing of you."), (), None
)


def end_of(report: LabReport) -> LabEnd:
    """What the grader is told of a lab that has closed."""
    return LabEnd(report.verdict or _NONE, checks_of(report), _adapter().dump_json(report).decode())


def checks_of(report: LabReport) -> tuple[LabCheck, ...]:
    """How the checks stand, in the grader's words."""
    return tuple(
        LabCheck(check.id, check.title, check.points, check.state, check.verdict.reason)
        for check in report.checks
    )


def stored_report(lab: LabAttempt) -> LabReport | None:
    """The report that a lab left; None without one, or with one that cannot be read any more."""
    try:
        return _adapter().validate_python(_renamed(json.loads(lab.report))) if lab.report else None
    except (ValueError, TypeError, AttributeError, LookupError):
        return None


def _renamed(stored: dict[str, Any]) -> dict[str, Any]:
    """A stored report with the names of its fields as they are called here; reports outlive names."""
    fields = {_FIELDS.get(name, name): value for name, value in stored.items()}
    fields["classes"] = [
        {_FIELDS.get(name, name): value for name, value in one.items()} for one in fields["classes"]
    ]
    if "checks" in (fields["verdict"] or {}):
        fields["verdict"] = fields["verdict"]["verdict"]
    return fields


def as_text(lab: LabAttempt, report: LabReport) -> str:
    """The report as Markdown, to be kept or handed in."""
    return "\n".join([*_head(lab, report), *_classes(report), *_checks(lab), *_acts(report)]) + "\n"


def failures_text(one: ClassView) -> str:
    """ "0 of 500 failed", and how many more were late while the machine was busy."""
    text = f"{one.failed:,} of {one.of:,} failed".replace(",", "\N{NARROW NO-BREAK SPACE}")
    return f"{text}, and {one.unsure} were late on a busy machine" if one.unsure else text


def duration_text(seconds: float | None) -> str:
    """A length of time, "0.4 s"; a dash for one that never came."""
    return "–" if seconds is None else f"{seconds:.1f} s"


def _head(lab: LabAttempt, report: LabReport) -> Iterator[str]:
    verdict = lab.verdict or _NONE
    yield f"# {report.title}"
    yield ""
    yield f"{fmt.LAB_VERDICTS[verdict.outcome]}: {verdict.reason}"
    yield ""
    yield f"- {lab.earned} of {fmt.count(lab.points, 'point')}"
    yield f"- Time: {fmt.span(timedelta(seconds=round(report.elapsed)))}"
    yield f"- Resets: {lab.resets}"
    yield f"- Solution shown: {'yes' if lab.revealed_at else 'no'}"
    yield f"- Begun: {lab.started_at:%Y-%m-%d %H:%M} UTC"


def _classes(report: LabReport) -> Iterator[str]:
    yield from ("", "## Who answered", "")
    yield from ("| clients | requests | to switch | to roll back | what they saw |", "|---|---|---|---|---|")
    for one in report.classes:
        cells = (
            one.title,
            failures_text(one),
            duration_text(one.to_switch),
            duration_text(one.to_roll_back),
            one.summary,
        )
        yield f"| {' | '.join(cells)} |"


def _checks(lab: LabAttempt) -> Iterator[str]:
    yield from ("", "## Checks", "")
    for check in lab.checks:
        yield f"- {SIGNS[check.state]} {check.title} ({fmt.count(check.points, 'point')}): {check.reason}"


def _acts(report: LabReport) -> Iterator[str]:
    yield from ("", "## Who did what", "")
    for act in report.changes:
        what = "; ".join(act.fields)
        yield f"- {clock(act.at)} {act.who} {act.did} {act.on}{': ' if what else ''}{what}"
    if report.more_changes:
        yield f"- and {fmt.count(report.more_changes, 'more change')}"
    if not report.changes:
        yield "Nobody changed anything."


@cache
def _adapter() -> TypeAdapter[LabReport]:
    return TypeAdapter(LabReport)
