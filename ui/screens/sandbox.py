"""Try: a task, the Service and its pods, what can be changed, and what becomes of each request."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import streamlit as st

from problems.proofs.request_model import COLOURS, Colour
from ui import format as fmt
from ui.charts.requests import request_marks
from ui.charts.svg import Picture
from ui.charts.topology import Pod, service_topology
from ui.components.announcer import announce
from ui.components.picture import picture
from ui.learn.sandbox import (
    MOST_PODS,
    RATE,
    VERSIONS,
    SandboxRun,
    label_green_deployment,
    label_green_pods,
    outcome_summary,
    scale_to,
    select_version,
    wait_for_rollout,
    wait_one_second,
)
from ui.learn.sandbox_tasks import TASKS, SandboxControl, SandboxTask
from ui.widgets.text import code_span, escaped, heading, muted, prose_line, subheading, title

_ActOnChoice = Callable[[SandboxRun, str], SandboxRun]

_NARROW, _WIDE = 340, 640  # px
_SHOWN_STEPS = 8
_RUNS, _SOLVED, _TASK = "sandbox-runs", "sandbox-solved", "sandbox-task"


def draw() -> None:
    """The whole page. What was done lives in the browser's session and nowhere else."""
    title("Try the switch")
    muted("A model in the page, without a cluster. Every act is followed by a second of requests.")
    task = _draw_tasks()
    run = run_of(task)
    picture(_topology(run, _WIDE), _topology(run, _NARROW), key="sandbox-service", can_save=False)
    _draw_controls(task, run)
    _draw_outcome(task, run)


def run_of(task: SandboxTask) -> SandboxRun:
    """What was done for a task in this session."""
    runs: dict[str, SandboxRun] = st.session_state.setdefault(_RUNS, {})
    return runs.setdefault(task.id, SandboxRun(task.start))


def _solved() -> set[str]:
    found: set[str] = st.session_state.setdefault(_SOLVED, set())
    return found


def _draw_tasks() -> SandboxTask:
    solved = _solved()
    by_id = {task.id: task for task in TASKS}
    chosen = st.selectbox(
        "Task",
        [*by_id],
        format_func=lambda id_: f"{by_id[id_].title}{' (solved)' if id_ in solved else ''}",
        key=_TASK,
    )
    task = by_id[chosen]
    prose_line(task.ask)
    return task


def _act(task: SandboxTask, act: Callable[[SandboxRun], SandboxRun]) -> None:
    """Callback: do it, and note a task that it solves."""
    run = act(run_of(task))
    st.session_state[_RUNS][task.id] = run
    if task.is_solved(run):
        _solved().add(task.id)


def _start_over(task: SandboxTask) -> None:
    st.session_state[_RUNS][task.id] = SandboxRun(task.start)


def _topology(run: SandboxRun, width: float) -> Picture:
    selector = "\n".join(f"{key}={value}" for key, value in run.traffic.switch.selector.items())
    return service_topology("model", selector, list(_pods(run)), width=width)


def _pods(run: SandboxRun) -> Iterator[Pod]:
    switch = run.traffic.switch
    for colour in COLOURS:
        group = switch.groups[colour]
        labels = (f"version={group.labels['version']}",)
        for number in range(group.replicas):
            note = "" if number < run.traffic.loaded(colour) else "loading"
            name, ready = f"model-{colour}-{number + 1}", number < group.ready
            yield Pod(name, colour, ready, switch.is_live(colour), note, labels)


def _draw_controls(task: SandboxTask, run: SandboxRun) -> None:
    with st.container(key="sandbox-controls"):
        for control in task.controls:
            _CONTROLS[control](task, run)


def _draw_selector(task: SandboxTask, run: SandboxRun) -> None:
    versions = [one for one in VERSIONS if one != "candidate" or "labels" in task.controls]
    current = run.traffic.switch.selector["version"]
    _draw_choice(task, "The Service selects version", versions, current, select_version)


def _draw_replicas(task: SandboxTask, run: SandboxRun, colour: Colour) -> None:
    numbers = [str(number) for number in range(MOST_PODS + 1)]
    current = str(run.traffic.switch.replicas(colour))
    _draw_choice(
        *(task, f"Pods of model-{colour}", numbers, current),
        act=lambda run, number: scale_to(run, colour, int(number)),
    )


def _draw_choice(
    task: SandboxTask, label: str, options: Sequence[str], current: str, act: _ActOnChoice
) -> None:
    """What is so now is pressed; pressing another does it, and pressing the same does nothing."""
    key = f"sandbox-{task.id}-{label}"
    st.session_state[key] = current

    def change() -> None:
        chosen: str | None = st.session_state[key]
        if chosen is not None:
            _act(task, lambda run: act(run, chosen))

    st.segmented_control(label, options, key=key, on_change=change)


def _draw_labels(task: SandboxTask) -> None:
    with st.container(horizontal=True):
        _draw_button(task, "Label the Deployment", label_green_deployment)
        _draw_button(task, "Label its pods", lambda run: label_green_pods(run, "green"))


def _draw_time(task: SandboxTask, run: SandboxRun) -> None:
    with st.container(horizontal=True):
        if "green" in task.controls:
            _draw_button(task, "Wait for green's rollout", wait_for_rollout)
        _draw_button(task, "Wait a second", wait_one_second)
        st.button("Start over", on_click=_start_over, args=(task,), type="tertiary", disabled=not run.steps)


def _draw_button(task: SandboxTask, label: str, act: Callable[[SandboxRun], SandboxRun]) -> None:
    st.button(label, key=f"sandbox-{label}", on_click=_act, args=(task, act))


def _draw_outcome(task: SandboxTask, run: SandboxRun) -> None:
    """Each request, what each act led to, and whether the task is solved."""
    solved = task.is_solved(run)
    last = outcome_summary(run.steps[-1].seconds) if run.steps else ""
    say = f"Solved. {last}" if solved else last
    announce(say, item="sandbox", act=len(run.steps), key="sandbox-announcer")
    if solved:
        with st.container(key="verdict-right"):
            prose_line(f"**Solved.** {task.lesson}")
    if not run.steps:
        return
    heading("Who answered")
    finding = outcome_summary(run.seconds)
    wide, narrow = (request_marks(run.seconds, finding, rate=RATE, width=width) for width in (_WIDE, _NARROW))
    picture(wide, narrow, key="sandbox-requests", can_save=False)
    st.markdown(f"In {fmt.count(len(run.seconds), 'second')}: {escaped(finding)}")
    subheading("What you did")
    first = max(0, len(run.steps) - _SHOWN_STEPS)
    for number, step in enumerate(run.steps[first:], first + 1):
        st.markdown(f"{number}\\. {code_span(step.command)}  \n{escaped(outcome_summary(step.seconds))}")


_CONTROLS: dict[SandboxControl, Callable[[SandboxTask, SandboxRun], None]] = {
    "selector": _draw_selector,
    "green": lambda task, run: _draw_replicas(task, run, "green"),
    "blue": lambda task, run: _draw_replicas(task, run, "blue"),
    "labels": lambda task, _: _draw_labels(task),
    "time": _draw_time,
}


draw()
