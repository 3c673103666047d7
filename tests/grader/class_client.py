"""A class to test with: an instructor, an assistant, a colleague with a class of their own, and learners."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from argon2 import PasswordHasher

from grader.rules.classroom import ClassMember
from grader.rules.modes import Mode
from grader.service.classes.classrooms import ClassPlan, PartPlan
from grader.service.classes.instructors import InstructorService
from grader.store import Store
from grader.views.attempts import AttemptView
from grader.views.classroom import BoardRow, BoardView
from tests.grader.client import Client
from tests.grader.sample_lessons import bank_with_lesson

# A password costs a tenth of a second by design; a test's may be cheap.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "correct horse battery"
ROSTER = "name,id,e-mail,extra time\nAda,u1,ada@example.org,\nGrace,u2,grace@example.org,2\n"


@dataclass
class ClassClient:
    """A class of two on the roster, open to all, with a challenge and then a practice in order."""

    store: Store
    base: Client = field(init=False)
    plan: ClassPlan = field(
        default_factory=lambda: ClassPlan(
            "Tuesday", (PartPlan("challenge"), PartPlan("practice")), minutes=60
        )
    )

    def __post_init__(self) -> None:
        self.base = Client(self.store, bank_with_lesson())
        self.grader, self.clock = self.base.grader, self.base.clock
        self.grader.instructors = InstructorService(self.grader._transactions, CHEAP)
        self.instructor = self.grader.instructors.add("kay", "instructor").instructor.id
        self.assistant = self.grader.instructors.add("alan", "assistant").instructor.id
        self.colleague = self.grader.instructors.add("barbara", "instructor").instructor.id
        self.id = self.grader.classrooms.make(self.instructor, self.plan)
        self.grader.classrooms.add_staff(self.instructor, self.id, "alan")
        self.grader.rosters.upload(self.instructor, self.id, ROSTER)

    @property
    def code(self) -> str:
        return self.grader.classrooms.look(self.instructor, self.id).code

    def part(self, position: int = 1) -> str:
        return self.grader.classrooms.look(self.instructor, self.id).parts[position - 1].id

    def open(self) -> None:
        self.grader.classrooms.open(self.instructor, self.id)

    def personal_code(self, name: str) -> str:
        return next(one.code for one in self.members() if one.name == name)

    def members(self) -> list[ClassMember]:
        return self.grader.rosters.members(self.instructor, self.id)

    def member(self, name: str) -> str:
        return next(one.id for one in self.members() if one.name == name)

    def join(self, name: str) -> ClassLearner:
        """Somebody on the roster joins with their personal code; anybody else with the class code."""
        device = f"device of {name}"
        on_roster = [one.code for one in self.members() if one.name == name and one.on_roster]
        if on_roster:
            self.grader.memberships.join_by_personal_code(device, on_roster[0])
        else:
            self.grader.memberships.join_by_class_code(device, self.code, name)
        learner = self.grader.learners.of_device(device)
        assert learner is not None
        return ClassLearner(self, learner.id)

    def board(self) -> BoardView:
        return self.grader.boards.look(self.instructor, self.id)

    def row(self, name: str) -> BoardRow:
        return next(one for one in self.board().rows if one.name == name)

    def mode(self, position: int = 1) -> Mode:
        return self.grader.classrooms.look(self.instructor, self.id).parts[position - 1].mode


@dataclass
class ClassLearner:
    """A learner in a class; `begin` starts the clock of the first problem."""

    of: ClassClient
    learner: str
    attempt: str = ""

    def begin(self, position: int = 1) -> AttemptView:
        self.attempt = self.of.grader.memberships.begin(self.learner, self.of.id, self.of.part(position))
        if self.look().item.state == "ready":
            self.of.grader.items.start_clock(self.learner, self.attempt, self.look().position)
        return self.look()

    def look(self) -> AttemptView:
        return self.of.grader.attempts.look(self.learner, self.attempt)

    @property
    def remaining(self) -> timedelta:
        left = self.look().item.remaining
        assert left is not None
        return left

    def client(self) -> Client:
        """The same learner as the attempts' own tests have one."""
        client = Client(self.of.store, self.of.base.bank, self.of.clock)
        client.learner, client.attempt = self.learner, self.attempt
        return client
