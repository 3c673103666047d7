"""Any order of start, save, answer, hint, reload and waiting does what a small model says."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from grader.service import Grader
from grader.store import Store
from tests.grader.client import Client, ManualClock
from tests.grader.sample_bank import LIMIT, make_bank, make_problem

pytestmark = pytest.mark.faults

ANSWERS = st.sampled_from([None, "a", "b", "c", "d"])
BANK = make_bank(
    [make_problem(f"choice-{at}", "choice", at=at).model_copy(update={"tries": 3}) for at in range(5)]
)


class OneProblem(RuleBasedStateMachine):
    """The first problem of a challenge: three tries among four options, of which `b` is right."""

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        self.store = Store.open(f"sqlite:///{Path(self.folder.name)}/cutover.db")
        self.client = Client(self.store, BANK, ManualClock())
        self.client.begin("challenge", start=False)
        self.deadline: datetime | None = None
        self.draft: str | None = None
        self.revision = self.hints = 0
        self.tries: list[str] = []
        self.closed = False

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    @property
    def open(self) -> bool:
        return self.deadline is not None and not self.closed

    @rule(seconds=st.sampled_from([0, 1, 30, 119, 120, 3600]))
    def wait(self, seconds: int) -> None:
        self.client.clock.move(seconds=seconds)
        if self.deadline is not None and not self.closed and self.client.clock.now >= self.deadline:
            self.closed = True
            if self.draft is not None and self.draft not in self.tries:
                self.tries.append(self.draft)

    @rule()
    def start(self) -> None:
        receipt = self.client.grader.items.start_clock(self.client.learner, self.client.attempt, 1)
        if self.deadline is None:
            self.deadline = self.client.clock.now + LIMIT
            assert receipt.recorded
        else:
            assert not receipt.recorded

    @rule(raw=ANSWERS, stale=st.booleans())
    def save(self, raw: str | None, stale: bool) -> None:
        revision = self.revision - stale
        receipt = self.client.grader.items.save(self.client.learner, self.client.attempt, 1, raw, revision)
        if not self.open:
            assert receipt.kind in {"closed", "time-up"}
        elif raw == self.draft:
            assert receipt.kind == "saved"
        elif stale:
            assert receipt.kind == "changed-elsewhere"
        else:
            assert receipt.kind == "saved"
            self.draft, self.revision = raw, self.revision + 1

    @rule(raw=ANSWERS)
    def answer(self, raw: str | None) -> None:
        receipt = self.client.grader.items.answer(self.client.learner, self.client.attempt, 1, raw)
        if not self.open:
            assert receipt.kind in {"closed", "time-up"}
        elif raw is None:
            assert receipt.kind == "blank"
        elif raw in self.tries:
            assert receipt.kind == "repeated"
        else:
            assert receipt.kind == ("right" if raw == "b" else "wrong")
            self.tries.append(raw)
            self.draft, self.revision = raw, self.revision + 1
            self.closed = raw == "b" or len(self.tries) == 3

    @precondition(lambda self: self.hints < 2)
    @rule()
    def hint(self) -> None:
        number = self.hints + 1
        receipt = self.client.grader.items.show_hint(self.client.learner, self.client.attempt, 1, number)
        assert (receipt.kind == "hint") == self.open
        self.hints += self.open

    @rule()
    def restart(self) -> None:
        """Another process, which knows nothing but what is kept."""
        self.store.close()
        self.store = Store.open(f"sqlite:///{Path(self.folder.name)}/cutover.db")
        self.client.grader = Grader(self.store, BANK, self.client.clock)

    @rule()
    def sweep(self) -> None:
        assert self.client.grader.sweep().failed == 0

    @invariant()
    def what_is_shown_is_what_happened(self) -> None:
        item = self.client.grader.attempts.look(self.client.learner, self.client.attempt).item
        state = "ready" if self.deadline is None else "closed" if self.closed else "open"
        assert item.state == state
        assert [one.answer for one in item.tries] == self.tries
        assert (item.draft_revision >= self.revision, len(item.hints)) == (True, self.hints)
        assert (item.solution is not None) == self.closed
        if self.deadline is not None and not self.closed:
            assert item.remaining is not None
            assert item.remaining == self.deadline - self.client.clock.now
            assert (item.draft, timedelta(0) < item.remaining <= LIMIT) == (self.draft, True)


OneProblem.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
test_any_order_of_actions_does_what_the_model_says = OneProblem.TestCase
