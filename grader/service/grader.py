"""The grader: one service for each noun, all over the same store, bank and clock."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

from grader.clock import Clock, now
from grader.errors import NotFound
from grader.service import attempts, lab_attempts
from grader.service.attempts import AttemptService
from grader.service.bank import BankService, EvidenceOf, LessonService, no_evidence
from grader.service.classes import classrooms
from grader.service.classes.board import BoardService
from grader.service.classes.classrooms import ClassroomService
from grader.service.classes.instructors import InstructorService
from grader.service.classes.membership import MembershipService
from grader.service.classes.results import ClassResultService
from grader.service.classes.roster import RosterService
from grader.service.export import ExportService
from grader.service.item_statistics import StatisticsService
from grader.service.items import ItemService
from grader.service.lab_attempts import LabAttemptService
from grader.service.learners import LearnerService
from grader.service.problem_reports import ProblemReportService
from grader.service.progress import ProgressService
from grader.service.progress_import import ProgressImportService
from grader.service.regrading import RegradingService
from grader.service.unit_of_work import RandomBits, Transactions, UnitOfWork
from grader.store import Store
from grader.views.attempts import SweepReport
from problems.bank import Bank

_LOG = logging.getLogger(__name__)


class Grader:
    """Attempts at one bank, kept in one store. Safe to share between threads.

    Everywhere `device` is a browser's secret id, `learner` is `LearnerView.id`, `attempt` an attempt's id and
    `position` counts from 1. Every call is one use case: it raises NotSaved when the store does not answer,
    NotFound for what is not this learner's, and doing it twice comes to the same end as doing it once.
    """

    def __init__(
        self,
        store: Store,
        bank: Bank,
        clock: Clock = now,
        random_bits: RandomBits = secrets.randbits,
        *,
        evidence_of: EvidenceOf = no_evidence,
        code_key: bytes = b"",
    ) -> None:
        """`code_key` is the secret under which codes for other devices are stored."""
        self._transactions = Transactions(store, bank, clock, random_bits)
        self.bank = BankService(self._transactions, evidence_of)
        self.learners = LearnerService(self._transactions, code_key)
        self.attempts = AttemptService(self._transactions)
        self.items = ItemService(self._transactions)
        self.progress = ProgressService(self._transactions)
        self.labs = LabAttemptService(self._transactions)
        self.problem_reports = ProblemReportService(self._transactions)
        self.lessons = LessonService(self._transactions)
        self.exports = ExportService(self._transactions)
        self.progress_imports = ProgressImportService(self._transactions)
        self.regrading = RegradingService(self._transactions)
        self.statistics = StatisticsService(self._transactions)
        self.classrooms = ClassroomService(self._transactions)
        self.rosters = RosterService(self._transactions)
        self.memberships = MembershipService(self._transactions)
        self.boards = BoardService(self._transactions)
        self.class_results = ClassResultService(self._transactions)
        self.instructors = InstructorService(self._transactions)

    def sweep(self) -> SweepReport:
        """Closes every overdue problem of everybody, an attempt at a time; a bad one stops no other.

        Then the personal data of classes goes whose day has come.

        Then every attempt whose clock still runs was last seen now, so that a clock that is set back later
        gives no time back.
        """
        at = self._transactions.now()
        closed = failed = 0
        for close, learner, attempt in self._transactions.read_at(at, _overdue):
            try:
                closed += self._transactions.write_at(at, close, learner, attempt)
            except NotFound:
                continue
            except Exception:
                _LOG.exception("attempt %s could not be swept", attempt)
                failed += 1
        for classroom in self._transactions.read_at(at, classrooms.deletions_due):
            self._transactions.write_at(at, classrooms.delete_when_due, classroom)
        self._transactions.erase_again()
        if self._transactions.read_at(at, attempts.clocks_run):
            self._transactions.write_at(at, attempts.advance_running)
        return SweepReport(closed, failed)


def _overdue(unit: UnitOfWork) -> list[tuple[Callable[[UnitOfWork, str, str], int], str, str]]:
    """(how to close it, learner, attempt) of everything whose time is up."""
    problems = [(attempts.close_overdue, *found) for found in attempts.overdue(unit)]
    return [*problems, *((lab_attempts.close_overdue, *found) for found in lab_attempts.overdue(unit))]
