"""A grader to test with: a clock that is set by hand, random bits that repeat, and one learner."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from grader.rules.lab_attempt import LabAttempt, LabCheck, LabOffer
from grader.rules.modes import Mode
from grader.service import Grader
from grader.store import Store
from grader.views.attempts import AttemptView, ItemView, Receipt
from problems.bank import Bank
from tests.grader.sample_bank import RIGHT, WRONG, make_bank

OFFER = LabOffer("one-field-switch", "The switch is one field", "0123456789abcdef", 5)
LIFETIME = timedelta(hours=2)
CHECKS = (
    LabCheck("selector", "Service model selects green", 3, "pass", "version=green"),
    LabCheck("nobody-dropped", "No request was dropped", 2, "not-yet", "Watching for 4 s more."),
)
NOON = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)


class ManualClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Client:
    """One learner at one grader. What a test does with a problem of any kind reads alike."""

    store: Store
    bank: Bank = field(default_factory=make_bank)
    clock: ManualClock = field(default_factory=ManualClock)
    seed: int = 1

    def __post_init__(self) -> None:
        self.random_bits = random.Random(self.seed).getrandbits
        self.grader = Grader(self.store, self.bank, self.clock, self.random_bits)
        self.learner = self.grader.learners.join(f"device-{self.seed}", "Ada").id
        self.attempt = ""

    def begin(self, mode: Mode, *, start: bool = True) -> AttemptView:
        self.attempt = self.grader.attempts.begin(self.learner, mode)
        if start and mode != "practice":
            self.start()
        return self.look()

    def look(self) -> AttemptView:
        return self.grader.attempts.look(self.learner, self.attempt)

    def item(self) -> ItemView:
        return self.look().item

    def start(self) -> Receipt:
        return self.grader.items.start_clock(self.learner, self.attempt, self.look().position)

    def right(self) -> object:
        return RIGHT[_kind(self.item())]

    def wrong(self, number: int = 0) -> object:
        return WRONG[_kind(self.item())][number]

    def answer(self, raw: object, *, request: str | None = None) -> Receipt:
        return self.grader.items.answer(
            self.learner, self.attempt, self.look().position, raw, request=request
        )

    def save(self, raw: object, revision: int | None = None) -> Receipt:
        item = self.item()
        own = item.draft_revision if revision is None else revision
        return self.grader.items.save(self.learner, self.attempt, item.position, raw, own)

    def hint(self, number: int) -> Receipt:
        return self.grader.items.show_hint(self.learner, self.attempt, self.look().position, number)

    def next(self) -> Receipt:
        """On to the next problem, with its clock running."""
        moved = self.grader.attempts.go(self.learner, self.attempt, self.look().position + 1)
        if self.item().state == "ready":
            self.start()
        return moved

    def begin_lab(self, offer: LabOffer = OFFER) -> LabAttempt:
        return self.grader.labs.begin(self.learner, offer, namespace_of=namespace_of, lifetime=LIFETIME)

    def finish(self, *, right: bool = True) -> None:
        """Answers whatever is left, all rightly or all wrongly, to the end."""
        while not (view := self.look()).finished:
            if view.item.state == "ready":
                self.grader.items.start_clock(self.learner, self.attempt, view.position)
            elif view.item.state == "closed":
                self.grader.attempts.go(self.learner, self.attempt, view.position + 1)
            else:
                tried = view.item.tries_allowed - view.item.tries_left
                raw = RIGHT[_kind(view.item)] if right else WRONG[_kind(view.item)][tried]
                self.grader.items.answer(self.learner, self.attempt, view.position, raw)


def learn(store: Store) -> Client:
    """Something in every table of attempts: a finished challenge and a test with a draft."""
    client = Client(store)
    client.begin("challenge")
    client.answer(client.wrong())
    client.finish()
    client.begin("test")
    client.save(client.right())
    return client


def namespace_of(attempt: str) -> str:
    return f"lab-{attempt[:16]}"


def _kind(item: ItemView) -> str:
    assert item.problem is not None
    return item.problem.kind
