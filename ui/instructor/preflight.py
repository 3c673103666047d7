"""Before a class: what was looked at, what was found, and the cure of what is not well."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import streamlit as st

from grader.errors import GraderError
from ui import format as fmt
from ui.app_context import AppContext, app_context
from ui.preflight import UNWRITABLE_CURE, folder_problem
from ui.widgets.notice import draw_notice
from ui.widgets.text import escaped, muted

if TYPE_CHECKING:
    from grader.rules.classroom import Classroom, Instructor
    from grader.service import Grader

TickState = Literal["good", "wrong", "off"]
_MARKS = {"good": "✓", "wrong": "✕", "off": "–"}
# SQLite needs room for its log beside the data; below this a class's answers may not fit.
_LEAST_FREE_BYTES = 100 * 2**20
_CLASS_WITHOUT_ROSTER = 30


@dataclass(frozen=True, slots=True)
class Tick:
    """One thing that was looked at. `cure` is what to do where it is not well."""

    name: str
    state: TickState
    found: str
    cure: str = ""


def draw_preflight(instructor: Instructor, classroom: Classroom) -> None:
    """Everything is looked at anew each time that this is drawn."""
    ticks = [*ticks_of(app_context(), instructor.id, classroom)]
    wrong = sum(tick.state == "wrong" for tick in ticks)
    if wrong:
        draw_notice(f"{fmt.count(wrong, 'thing')} to mend before the class begins.", trouble=True)
    else:
        draw_notice("Nothing stands in the way of this class.")
    for tick in ticks:
        _draw_tick(tick)
    st.button("Look again", key="look-again")


def ticks_of(context: AppContext, instructor: str, classroom: Classroom) -> Iterator[Tick]:
    """Bank, problems of the class, people, store, disk, and labs where there are any."""
    grader = context.grader
    members = len(grader.rosters.members(instructor, classroom.id))
    yield bank_tick(grader)
    yield problems_tick(grader, classroom)
    yield people_tick(classroom, members)
    yield store_tick(grader)
    yield _disk_tick(context)
    yield from _lab_ticks(context, members or _CLASS_WITHOUT_ROSTER)


def bank_tick(grader: Grader) -> Tick:
    """Whether every problem of the bank is sound."""
    bank = grader.bank.summary()
    errors = sum(finding.severity == "error" for finding in bank.findings)
    found = f"{bank.title}, {fmt.count(bank.problem_count, 'problem')}"
    if not errors:
        return Tick("Bank", "good", found)
    excluded = fmt.count(errors, "mistake keeps", "mistakes keep")
    return Tick(
        "Bank",
        "wrong",
        f"{found}; {excluded} others out",
        "On the server, cutover problems check names them.",
    )


def problems_tick(grader: Grader, classroom: Classroom) -> Tick:
    """Whether the bank still has what this class asks."""
    asked = [name for part in classroom.parts for name in part.problems]
    gone = [name for name in asked if not grader.bank.has(name)]
    if gone:
        cure = "Copy the class: another one is drawn from the bank as it is now."
        return Tick("Problems of this class", "wrong", f"the bank has no {fmt.join(gone)} any more", cure)
    parts = fmt.count(len(classroom.parts), "part")
    return Tick("Problems of this class", "good", f"{fmt.count(len(asked), 'problem')} in {parts}")


def people_tick(classroom: Classroom, members: int) -> Tick:
    """Whether anybody can come in."""
    if members:
        return Tick("People", "good", f"{fmt.count(members, 'person', 'people')} on the list")
    if classroom.open_to_all:
        return Tick("People", "good", f"whoever has the code {classroom.code} may come")
    return Tick("People", "wrong", "nobody can join: there is no roster", "Add one under People.")


def store_tick(grader: Grader) -> Tick:
    """Whether a change can be committed now, and how long that takes."""
    begun = time.perf_counter()
    try:
        grader.memberships.record_presence(())
    except GraderError as refused:
        return Tick("Store", "wrong", "nothing can be saved", str(refused))
    return Tick("Store", "good", f"saves in {(time.perf_counter() - begun) * 1000:.0f} ms")


def _disk_tick(context: AppContext) -> Tick:
    folder = context.settings.data
    trouble = folder_problem(folder)
    if trouble:
        return Tick("Data folder", "wrong", f"it cannot be written ({trouble})", UNWRITABLE_CURE)
    free = shutil.disk_usage(folder).free
    found = f"{free // 2**20:,} MB free"
    if free < _LEAST_FREE_BYTES:
        return Tick("Data folder", "wrong", found, "Make room on its disk.")
    return Tick("Data folder", "good", found)


def _lab_ticks(context: AppContext, learners: int) -> Iterator[Tick]:
    """Where no cluster is up labs are off, which stops nobody: a class needs none."""
    trouble = context.labs.connection.trouble()
    if trouble:
        yield Tick("Labs", "off", trouble)
        return
    yield _capacity_tick(context, learners)
    how = "On the server, cutover labs selftest tries what learners must not do, and says what was refused."
    yield Tick("Fences of the labs", "off", "not tried from this page", how)


def _capacity_tick(context: AppContext, learners: int) -> Tick:
    """Places times what each takes, against what is free on the cluster, and what runs out first."""
    from labs import operations  # noqa: PLC0415 - the kubernetes client takes a second to import
    from labs.cluster import capacity  # noqa: PLC0415
    from labs.errors import LabError  # noqa: PLC0415

    try:
        cluster = context.labs.connection.cluster()
        plan = capacity.plan(
            learners, capacity.budget(cluster.settings), operations.free_resources(cluster.kube)
        )
    except LabError as error:
        return Tick("Capacity for labs", "wrong", "the cluster does not say", str(error))
    return Tick("Capacity for labs", "good" if plan.enough else "wrong", plan.sentence)


def _draw_tick(tick: Tick) -> None:
    with st.container(key=f"tick-{tick.name.lower().replace(' ', '-')}", gap=None):
        st.markdown(f"{_MARKS[tick.state]} **{tick.name}:** {escaped(tick.found)}")
        if tick.cure:
            muted(tick.cure)
