"""What a learner reports as wrong with a problem: by problem and attempt, without a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

# Characters of what a learner may add in words.
LONGEST_REPORT = 500
# Enough for whoever reads a whole bank with care; more is somebody who floods its authors.
MOST_REPORTS = 20
REPORT_WINDOW = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ProblemReport:
    """One report; `fingerprint` is that of the problem as it was asked, `text` may be empty."""

    id: str
    learner: str
    attempt: str
    position: int
    bank: str
    problem: str
    fingerprint: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReportedProblem:
    """How often a problem was reported, how often as it stands now, and when last."""

    problem: str
    reports: int
    current: int
    newest: datetime


@dataclass(frozen=True, slots=True)
class ReportDetail:
    """One report as authors get it, with what was answered to the problem; no word of who it was.

    `answers` are (canonical JSON, whether it was right) in their order; `current`: the problem still asks the
    same as then.
    """

    attempt: str
    position: int
    at: datetime
    text: str
    current: bool
    answers: tuple[tuple[str, bool], ...]


def by_problem(reports: Iterable[ProblemReport], fingerprints: Mapping[str, str]) -> list[ReportedProblem]:
    """The reported problems, those with most reports of today's text first; `fingerprints` are by problem."""
    found: dict[str, list[ProblemReport]] = {}
    for report in reports:
        found.setdefault(report.problem, []).append(report)
    counted = [
        ReportedProblem(
            problem,
            reports=len(some),
            current=sum(one.fingerprint == fingerprints.get(problem) for one in some),
            newest=max(one.at for one in some),
        )
        for problem, some in found.items()
    ]
    return sorted(counted, key=lambda one: (-one.current, -one.reports, one.problem))
