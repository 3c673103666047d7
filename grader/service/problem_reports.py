"""Problems that seem wrong: a learner reports one, and its authors see which and how often."""

from __future__ import annotations

from grader.errors import NotFound, Refused
from grader.rules.problem_report import (
    LONGEST_REPORT,
    MOST_REPORTS,
    REPORT_WINDOW,
    ProblemReport,
    ReportDetail,
    ReportedProblem,
    by_problem,
)
from grader.service.learners import visible_line
from grader.service.unit_of_work import Transactions, UnitOfWork, item_at
from grader.store import attempts, learners, problem_reports
from problems.fingerprint import fingerprint


class ProblemReportService:
    """Reports of problems of the served bank."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def report(self, learner: str, attempt: str, position: int, text: str = "") -> ProblemReport:
        """Keeps that this problem seems wrong, with what the learner says of it, which may be nothing.

        A second report of the same problem in the same attempt takes the first one's place. Raises NotFound
        for a problem that was not shown yet, Refused for too long a text and for too many in a day.
        """
        return self._transactions.write(_report, learner, attempt, position, text)

    def counts(self) -> list[ReportedProblem]:
        """Every reported problem of the bank, the most reported first."""
        return self._transactions.read(_counts)

    def of_problem(self, problem: str, most: int) -> list[ReportDetail]:
        """Its newest reports, `most` of them."""
        return self._transactions.read(_of_problem, problem, most)


def _report(unit: UnitOfWork, learner: str, attempt: str, position: int, text: str) -> ProblemReport:
    learners.lock(unit.tx, learner)
    found = unit.find_attempt(learner, attempt)
    item = item_at(found, position)
    if item.started_at is None:
        raise NotFound("This problem has not been shown yet.")
    report = ProblemReport(
        id=unit.new_id(),
        learner=learner,
        attempt=attempt,
        position=position,
        bank=found.bank,
        problem=item.problem,
        fingerprint=item.fingerprint,
        text=_clean(text),
        at=unit.now,
    )
    if problem_reports.count_others(unit.tx, report, unit.now - REPORT_WINDOW) >= MOST_REPORTS:
        raise Refused(f"You reported {MOST_REPORTS} problems in a day, which is the most. Go on tomorrow.")
    problem_reports.put(unit.tx, report)
    unit.record_event(learner, "reported", attempt=attempt, position=position)
    return report


def _clean(text: str) -> str:
    """In one line, without invisible characters. Raises Refused for more than LONGEST_REPORT."""
    clean = visible_line(text)
    if len(clean) > LONGEST_REPORT:
        raise Refused(f"A report has up to {LONGEST_REPORT} characters; this one has {len(clean)}.")
    return clean


def _counts(unit: UnitOfWork) -> list[ReportedProblem]:
    return by_problem(problem_reports.of_bank(unit.tx, unit.bank.id), _fingerprints(unit))


def _of_problem(unit: UnitOfWork, problem: str, most: int) -> list[ReportDetail]:
    now = _fingerprints(unit).get(problem)
    newest = problem_reports.of_bank(unit.tx, unit.bank.id, problem)[:most]
    return [
        ReportDetail(one.attempt, one.position, one.at, one.text, one.fingerprint == now, _answers(unit, one))
        for one in newest
    ]


def _answers(unit: UnitOfWork, report: ProblemReport) -> tuple[tuple[str, bool], ...]:
    found = attempts.find(unit.tx, report.learner, report.attempt)
    item = found.item(report.position) if found else None
    return tuple((one.answer, one.passed) for one in item.tries) if item else ()


def _fingerprints(unit: UnitOfWork) -> dict[str, str]:
    return {name: fingerprint(problem) for name, problem in unit.bank.problems.items()}
