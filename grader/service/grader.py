"""The grader's only door. Each method is one use case: the clock is read once, and all of it is kept or none.

Every method raises NotSaved when the store does not answer, and NotFound for what is not this learner's.
Doing the same thing twice comes to the same end as doing it once.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Concatenate, ParamSpec, TypeVar

from grader.clock import Clock, now
from grader.errors import NotFound
from grader.rules.attempt import ExtraTime
from grader.rules.item_statistics import Observation
from grader.rules.lab_attempt import LabAttempt, LabCheck, LabEnd, LabOffer
from grader.rules.modes import Mode
from grader.service import attempts as sittings
from grader.service import export, regrading, results
from grader.service import item_statistics as observing
from grader.service import items as answers
from grader.service import lab_attempts as lab_work
from grader.service import learners as people
from grader.service import progress as learning
from grader.service.unit_of_work import Desk, Dice, Place
from grader.store import Store, Transaction
from grader.views.views import (
    AttemptView,
    CarryCode,
    HomeView,
    ItemView,
    LearnerView,
    ProgressView,
    Receipt,
    Regrade,
    ResultView,
    Sweep,
)
from problems.bank import Bank

P = ParamSpec("P")
T = TypeVar("T")

_LOG = logging.getLogger(__name__)


class Grader:
    """Attempts at one bank, kept in one store. Safe to share between threads.

    `device` is a browser's secret id, `learner` is `LearnerView.id`. Raw answers have the shapes of
    `problems.answer.read_answer`; one that fits no shape of the problem raises Refused.
    """

    def __init__(self, store: Store, bank: Bank, clock: Clock = now, dice: Dice = secrets.randbits) -> None:
        self._store, self._bank, self._clock, self._dice = store, bank, clock, dice

    def learner_of(self, device: str) -> LearnerView | None:
        """Who uses this browser, if anybody has said so."""
        return self._read(people.of_device, device)

    def join(self, device: str, name: str) -> LearnerView:
        """A new learner in this browser; the one it has already, if it has. Raises Refused for no name."""
        return self._write(people.join, device, name)

    def rename(self, learner: str, name: str) -> LearnerView:
        """Raises Refused unless the name has 1 to 40 visible characters."""
        return self._write(people.rename, learner, name)

    def set_extra_time(self, learner: str, extra: ExtraTime) -> LearnerView:
        """Counts for clocks that are started from now on."""
        return self._write(people.set_extra_time, learner, extra)

    def carry_code(self, learner: str) -> CarryCode:
        """A code for another device: ten minutes, one use; it replaces an earlier one."""
        return self._write(people.carry_code, learner)

    def redeem(self, device: str, code: str) -> LearnerView:
        """The learner of the code, now in this browser too. Raises NotFound for a wrong, used or old one."""
        found = self._write(people.redeem, device, code)
        if isinstance(found, str):
            raise NotFound(found)
        return found

    def leave(self, device: str) -> None:
        """This browser forgets its learner; nothing of the learner's is deleted."""
        self._write(people.leave, device)

    def forget(self, learner: str) -> None:
        """Deletes everything of the learner's, for good."""
        self._write(people.forget, learner)

    def begin(self, learner: str, mode: Mode, *, skill: str | None = None) -> str:
        """The id of a new attempt, or of the unfinished one of this mode.

        Raises Refused when too few problems are left that are not open elsewhere.
        """
        return self._write(sittings.begin, learner, mode, skill)

    def look(self, learner: str, attempt: str) -> AttemptView:
        """The attempt now; what is overdue is closed first, its saved draft graded, once."""
        at = self._clock()
        peeked = self._read_at(at, sittings.peek, learner, attempt)
        return peeked or self._write_at(at, sittings.look, learner, attempt)

    def start_clock(self, learner: str, attempt: str, position: int) -> Receipt:
        """Opens the problem at which the learner stands; a clock that runs goes on."""
        return self._write(answers.start_clock, Place(learner, attempt, position))

    def save(self, learner: str, attempt: str, position: int, raw: object, revision: int) -> Receipt:
        """Keeps a draft if nobody changed it since `revision` (`ItemView.draft_revision`)."""
        return self._write(answers.save_draft, Place(learner, attempt, position), raw, revision)

    def answer(
        self, learner: str, attempt: str, position: int, raw: object, *, request: str | None = None
    ) -> Receipt:
        """Spends a try on a new and complete answer.

        `request` names the learner's intention: whatever comes again under it gets the first one's receipt.
        """
        own = request or secrets.token_hex(16)
        return self._write(answers.answer, Place(learner, attempt, position), raw, own)

    def show_hint(self, learner: str, attempt: str, position: int, number: int) -> Receipt:
        """Shows the next hint. Raises NotFound for one that does not exist or is not next."""
        return self._write(answers.hint, Place(learner, attempt, position), number)

    def show_solution(self, learner: str, attempt: str, position: int) -> Receipt:
        """In practice: closes the problem and shows its solution."""
        return self._write(answers.solution, Place(learner, attempt, position))

    def go(self, learner: str, attempt: str, position: int) -> Receipt:
        """Moves to a problem; in a test, the clock of the next one starts with it."""
        return self._write(sittings.go, learner, attempt, position)

    def end(self, learner: str, attempt: str) -> Receipt:
        """Finishes the attempt; where a clock runs, the saved draft is graded."""
        return self._write(sittings.finish, learner, attempt)

    def extend(self, learner: str, attempt: str) -> Receipt:
        """Lets an undecided test go on with the five most informative questions."""
        return self._write(sittings.go_on, learner, attempt)

    def result(self, learner: str, attempt: str) -> ResultView:
        """Raises NotFound while the attempt goes on."""
        return self._read(results.result, learner, attempt)

    def home(self, learner: str) -> HomeView:
        """What can be begun, continued and shown off."""
        return self._read(learning.home, learner)

    def progress(self, learner: str) -> ProgressView:
        """Everything that was done, newest first."""
        return self._read(learning.progress, learner)

    def past(self, learner: str, attempt: str, position: int) -> ItemView:
        """A problem to read again. Raises NotFound while it is not revealed."""
        return self._read(learning.past, learner, attempt, position)

    def export_json(self, learner: str) -> str:
        """Everything that is kept of the learner, except marks that are still hidden."""
        return self._read(export.as_json, learner)

    def export_csv(self, learner: str) -> str:
        """A row for each problem that was met."""
        return self._read(export.as_csv, learner)

    def begin_lab(
        self, learner: str, offer: LabOffer, *, place_of: Callable[[str], str], life: timedelta
    ) -> LabAttempt:
        """A new attempt at a lab, or the unfinished one; `place_of` names its place by its id.

        Raises Refused while another lab of the learner's is open.
        """
        return self._write(lab_work.begin, learner, offer, place_of, life)

    def look_lab(self, learner: str, attempt: str) -> LabAttempt:
        """The attempt now; one whose place is over is ended first, as inconclusive."""
        at = self._clock()
        peeked = self._read_at(at, lab_work.peek, learner, attempt)
        return peeked or self._write_at(at, lab_work.look, learner, attempt)

    def reset_lab(self, learner: str, attempt: str, number: int) -> LabAttempt:
        """The lab was set back to its start for the `number`th time."""
        return self._write(lab_work.reset, learner, attempt, number)

    def reveal_lab(self, learner: str, attempt: str) -> LabAttempt:
        """The solution is shown from now on, and that is kept."""
        return self._write(lab_work.reveal, learner, attempt)

    def record_lab(self, learner: str, attempt: str, checks: tuple[LabCheck, ...]) -> LabAttempt:
        """How the checks stand now."""
        return self._write(lab_work.record, learner, attempt, checks)

    def end_lab(self, learner: str, attempt: str, found: LabEnd) -> LabAttempt:
        """Ends the attempt with what the labs found; one that has ended stays as it is."""
        return self._write(lab_work.end, learner, attempt, found)

    def going_lab(self, learner: str) -> LabAttempt | None:
        """The lab that is open, if one is."""
        return self._read(lab_work.going, learner)

    def past_labs(self, learner: str) -> tuple[LabAttempt, ...]:
        """Every attempt at a lab, newest first, without the reports."""
        return self._read(lab_work.past, learner)

    def preview_regrade(self, problem: str) -> Regrade:
        """Whose marks would change if logged answers were marked again by the problem as it is now."""
        return self._read(regrading.preview, problem)

    def regrade(self, problem: str) -> Regrade:
        """Marks logged answers again; the old marks stay in the history. Raises NotFound."""
        return self._write(regrading.carry_out, problem)

    def observed(self) -> dict[str, Observation]:
        """By problem, how it went with everybody who met it for the first time."""
        return self._read(observing.observed)

    def sweep(self) -> Sweep:
        """Closes every overdue problem of everybody, an attempt at a time; a bad one stops no other."""
        at = self._clock()
        closed = failed = 0
        for sweep_up, learner, attempt in self._read_at(at, _overdue):
            try:
                closed += self._write_at(at, sweep_up, learner, attempt)
            except NotFound:
                continue
            except Exception:
                _LOG.exception("attempt %s could not be swept", attempt)
                failed += 1
        return Sweep(closed, failed)

    def _read(self, case: Callable[Concatenate[Desk, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return self._read_at(self._clock(), case, *args, **kwargs)

    def _write(self, case: Callable[Concatenate[Desk, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return self._write_at(self._clock(), case, *args, **kwargs)

    def _read_at(
        self, at: datetime, case: Callable[Concatenate[Desk, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return self._store.read(lambda tx: case(self._desk(tx, at), *args, **kwargs))

    def _write_at(
        self, at: datetime, case: Callable[Concatenate[Desk, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return self._store.write(lambda tx: case(self._desk(tx, at), *args, **kwargs))

    def _desk(self, tx: Transaction, at: datetime) -> Desk:
        return Desk(tx, self._bank, at, self._dice)


def _overdue(desk: Desk) -> list[tuple[Callable[[Desk, str, str], int], str, str]]:
    """(how to close it, learner, attempt) of everything whose time is up."""
    problems = [(sittings.sweep_up, *one) for one in sittings.overdue(desk)]
    return [*problems, *((lab_work.sweep_up, *one) for one in lab_work.overdue(desk))]
