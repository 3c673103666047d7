"""The tasks of the switch to play with: none is solved by its start, each by its way, none by a wrong one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from ui.charts.requests import request_marks
from ui.learn.sandbox import (
    RATE,
    SandboxRun,
    label_green_deployment,
    label_green_pods,
    outcome_summary,
    scale_to,
    select_version,
    wait_for_rollout,
    wait_one_second,
)
from ui.learn.sandbox_tasks import TASKS

Act = Callable[[SandboxRun], SandboxRun]
FLIP: Act = partial(select_version, version="green")
TYPO: Act = partial(select_version, version="gren")
GROW: Act = partial(scale_to, colour="green", replicas=2)
NO_BLUE: Act = partial(scale_to, colour="blue", replicas=0)
LABEL: Act = partial(label_green_pods, version="green")

RIGHT: dict[str, list[tuple[Act, ...]]] = {
    "flip": [(FLIP,)],
    "begin": [(GROW, wait_for_rollout, FLIP)],
    "label": [(label_green_deployment, LABEL, FLIP), (LABEL, FLIP, label_green_deployment)],
    "outage": [(TYPO, FLIP), (TYPO, wait_one_second, partial(select_version, version="blue"))],
    "probe": [(GROW, wait_one_second, wait_one_second, FLIP)],
    "cut": [(FLIP, NO_BLUE), (FLIP, wait_one_second, NO_BLUE)],
    "drain": [(FLIP, NO_BLUE)],
}
WRONG: dict[str, list[tuple[Act, ...]]] = {
    "flip": [(TYPO, FLIP), (wait_one_second,)],
    "begin": [(FLIP,), (GROW, FLIP, wait_for_rollout)],
    "label": [(label_green_deployment, FLIP), (LABEL, FLIP), (label_green_deployment, LABEL)],
    "outage": [(FLIP,), (TYPO,)],
    "probe": [(GROW, wait_for_rollout, FLIP), (GROW, FLIP, wait_one_second, wait_one_second)],
    "cut": [(NO_BLUE, FLIP), (FLIP,)],
    "drain": [(NO_BLUE, FLIP), (FLIP,)],
}


def run_of(task: str, acts: tuple[Act, ...]) -> tuple[SandboxRun, bool]:
    found = next(one for one in TASKS if one.id == task)
    run = SandboxRun(found.start)
    for act in acts:
        run = act(run)
    return run, found.is_solved(run)


def test_every_task_has_its_ways_here() -> None:
    assert {task.id for task in TASKS} == set(RIGHT) == set(WRONG)


@pytest.mark.parametrize("task", RIGHT)
def test_a_task_is_solved_by_its_ways_alone(task: str) -> None:
    assert [run_of(task, acts)[1] for acts in RIGHT[task]] == [True] * len(RIGHT[task])
    assert [run_of(task, acts)[1] for acts in [(), *WRONG[task]]] == [False] * (1 + len(WRONG[task]))


def test_waiting_for_a_rollout_takes_as_long_as_the_pods_load() -> None:
    run, _ = run_of("begin", (GROW, wait_for_rollout))
    assert [len(step.seconds) for step in run.steps] == [1, 3]
    at_once, _ = run_of("probe", (GROW, wait_for_rollout))
    assert [len(step.seconds) for step in at_once.steps] == [1, 1]


def test_each_request_is_a_mark_and_the_words_say_the_same() -> None:
    run, _ = run_of("outage", (TYPO, FLIP))
    words = outcome_summary(run.seconds)
    assert words == "New connections: 20 green, 7 refused, 13 late. Kept alive: 40 blue."
    legend, titles = 8, 2
    drawn = request_marks(run.seconds, words, rate=RATE)
    assert len(drawn.shapes) == 4 * RATE + legend + titles
    assert drawn.finding == words
    longer = request_marks(run.seconds * 20, words, rate=RATE)
    assert all(getattr(shape, "x", 0) <= longer.width for shape in longer.shapes)
