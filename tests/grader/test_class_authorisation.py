"""Every use case of a class, by everybody who might try it: a table, and each cell is tested.

A learner's cells are about a class that they are in, "other learner" is in no class, and the colleague is an
instructor with classes of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from grader.errors import NotFound, Refused
from grader.store import Store
from tests.grader.class_client import ROSTER, ClassClient

Case = Callable[[ClassClient, str], object]
PEOPLE = ("nobody", "learner", "other learner", "assistant", "instructor", "colleague")

# What an assistant of the class may do as well as its instructor.
FOR_STAFF: dict[str, Case] = {
    "classrooms.look": lambda c, who: c.grader.classrooms.look(who, c.id),
    "classrooms.staff": lambda c, who: c.grader.classrooms.staff(who, c.id),
    "classrooms.open": lambda c, who: c.grader.classrooms.open(who, c.id),
    "classrooms.open_next_part": lambda c, who: c.grader.classrooms.open_next_part(who, c.id),
    "classrooms.pause": lambda c, who: c.grader.classrooms.pause(who, c.id),
    "classrooms.resume": lambda c, who: c.grader.classrooms.resume(who, c.id),
    "classrooms.add_time": lambda c, who: c.grader.classrooms.add_time(who, c.id, timedelta(minutes=1)),
    "classrooms.lock_solutions": lambda c, who: c.grader.classrooms.lock_solutions(who, c.id),
    "classrooms.release_solutions": lambda c, who: c.grader.classrooms.release_solutions(who, c.id),
    "classrooms.send": lambda c, who: c.grader.classrooms.send(who, c.id, "Well done.", kind="note"),
    "classrooms.take_back_note": lambda c, who: c.grader.classrooms.take_back_note(who, c.id, "none"),
    "rosters.members": lambda c, who: c.grader.rosters.members(who, c.id),
    "rosters.rename": lambda c, who: c.grader.rosters.rename(who, c.id, c.member("Ada"), "Ada"),
    "rosters.reassign": lambda c, who: c.grader.rosters.reassign(who, c.id, c.member("Ada"), c.member("Ada")),
    "rosters.let_in_again": lambda c, who: c.grader.rosters.let_in_again(who, c.id, c.member("Ada")),
    "rosters.set_extra_time": lambda c, who: c.grader.rosters.set_extra_time(
        who, c.id, c.member("Ada"), "1.5"
    ),
    "boards.look": lambda c, who: c.grader.boards.look(who, c.id),
    "boards.work_of": lambda c, who: c.grader.boards.work_of(who, c.id, c.member("Ada")),
    "boards.claim": lambda c, who: c.grader.boards.claim(who, c.id, _call(c)),
    "boards.close": lambda c, who: c.grader.boards.close(who, c.id, _call(c)),
}
# What only its instructor may do.
FOR_INSTRUCTORS: dict[str, Case] = {
    "classrooms.copy": lambda c, who: c.grader.classrooms.copy(who, c.id),
    "classrooms.add_staff": lambda c, who: c.grader.classrooms.add_staff(who, c.id, "alan"),
    "rosters.upload": lambda c, who: c.grader.rosters.upload(who, c.id, ROSTER),
    "classrooms.end": lambda c, who: c.grader.classrooms.end(who, c.id),
    "rosters.remove": lambda c, who: c.grader.rosters.remove(who, c.id, c.member("Grace")),
}
FOR_INSTRUCTORS |= {
    "class_results.results": lambda c, who: c.grader.class_results.results(who, c.id),
    "class_results.as_csv": lambda c, who: c.grader.class_results.as_csv(who, c.id),
    "class_results.as_xlsx": lambda c, who: c.grader.class_results.as_xlsx(who, c.id),
    "class_results.as_moodle": lambda c, who: c.grader.class_results.as_moodle(who, c.id),
    "class_results.fill_canvas": lambda c, who: c.grader.class_results.fill_canvas(
        who, c.id, "Student,ID,Quiz (1)\n", "Quiz"
    ),
    "class_results.reports": lambda c, who: c.grader.class_results.reports(who, c.id),
    "class_results.items": lambda c, who: c.grader.class_results.items(who, c.id),
}
# The last of an instructor's acts: nothing is left to act on.
LAST: dict[str, Case] = {
    "classrooms.delete_personal_data": lambda c, who: c.grader.classrooms.delete_personal_data(who, c.id),
}
# What only a learner who is in the class may do.
FOR_LEARNERS: dict[str, Case] = {
    "memberships.look": lambda c, who: c.grader.memberships.look(who, c.id),
    "memberships.of_part": lambda c, who: c.grader.memberships.of_part(who, c.part()),
    "memberships.begin": lambda c, who: c.grader.memberships.begin(who, c.id, c.part()),
    "memberships.call": lambda c, who: c.grader.memberships.call(who, c.id, "I am lost."),
    "memberships.take_back_call": lambda c, who: c.grader.memberships.take_back_call(who, c.id),
}
# For everybody who may have classes at all: the lists hold no class of others.
LISTS = {"classrooms.all", "classrooms.make", "memberships.all"}
# By a secret of the caller's own, or for the server itself: they have tests of their own.
BY_SECRET = {
    "instructors.add",
    "instructors.reset",
    "instructors.all",
    "instructors.of_link",
    "instructors.choose_password",
    "instructors.sign_in",
    "instructors.open_session",
    "instructors.of_session",
    "instructors.sign_out",
    "memberships.offer",
    "memberships.join_by_personal_code",
    "memberships.join_by_class_code",
    "memberships.revisions",
    "memberships.record_presence",
}
ALL = {**FOR_LEARNERS, **FOR_STAFF, **FOR_INSTRUCTORS, **LAST}
CLASS_USE_CASES = {*ALL, *LISTS, *BY_SECRET}


def _call(c: ClassClient) -> str:
    """A call that waits."""
    ada = next(one.learner for one in c.members() if one.name == "Ada") or ""
    c.grader.memberships.call(ada, c.id, "I am lost.")
    return c.board().calls[0].id


@pytest.fixture
def people(store: Store) -> tuple[ClassClient, dict[str, str]]:
    """A running class in which Ada called for help, and the ids of everybody who tries."""
    c = ClassClient(store)
    c.open()
    ada = c.join("Ada").learner
    c.grader.memberships.call(ada, c.id, "I am lost.")
    ids = ("f" * 32, ada, c.base.learner, c.assistant, c.instructor, c.colleague)
    return c, dict(zip(PEOPLE, ids, strict=True))


def may(case: str, who: str) -> bool:
    if case in FOR_LEARNERS:
        return who == "learner"
    return who == "instructor" or (who == "assistant" and case in FOR_STAFF)


@pytest.mark.parametrize("who", PEOPLE)
def test_each_cell_of_a_persons_row(people: tuple[ClassClient, dict[str, str]], who: str) -> None:
    c, ids = people
    for case, call in ALL.items():
        if may(case, who):
            call(c, ids[who])
            continue
        with pytest.raises((NotFound, Refused)):
            pytest.fail(f"{who} got {call(c, ids[who])} of {case}")


def test_the_lists_hold_no_class_of_others(people: tuple[ClassClient, dict[str, str]]) -> None:
    c, ids = people
    assert [one.classroom.id for one in c.grader.classrooms.all(c.instructor)] == [c.id]
    assert c.grader.classrooms.all(c.colleague) == []
    assert [one.id for one in c.grader.memberships.all(ids["learner"])] == [c.id]
    assert c.grader.memberships.all(ids["other learner"]) == []
    for who in ("nobody", "learner", "assistant"):
        with pytest.raises((NotFound, Refused)):
            c.grader.classrooms.make(ids[who], c.plan)


def test_a_member_of_another_class_is_nobody_here(people: tuple[ClassClient, dict[str, str]]) -> None:
    c, _ = people
    other = c.grader.classrooms.make(c.colleague, c.plan)
    for case in (
        lambda: c.grader.rosters.rename(c.colleague, other, c.member("Ada"), "Eve"),
        lambda: c.grader.boards.work_of(c.colleague, other, c.member("Ada")),
        lambda: c.grader.boards.claim(c.colleague, other, _call(c)),
        lambda: c.grader.classrooms.send(c.colleague, other, "Hello", (c.member("Ada"),), kind="hint"),
    ):
        with pytest.raises((NotFound, Refused)):
            case()
