"""What can be done now: one primary action, always in sight, each by button and by key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

import streamlit as st

from grader.rules.modes import MODES
from grader.views.attempts import ItemView
from ui import format as words
from ui.attempt.controller import Desk
from ui.components.shortcuts import Binding, pressed_action, shortcuts
from ui.navigation import see_result

# What the components of a problem listen to themselves; listed on `?`, bound by them.
_PICKING = ((("1", "…", "8"), "Pick an option"),)
_MOVING = (
    (("Space", "↑", "↓"), "Take up a step or a chip, move it, and put it down"),
    (("Esc",), "Put it back where it was"),
)


@dataclass(frozen=True, slots=True)
class Action:
    """A button, the key that does the same, and what both do. `onward` leaves this problem behind."""

    name: str
    label: str
    keys: tuple[str, ...]
    do: Callable[[], None]
    kind: Literal["primary", "secondary", "tertiary"] = "secondary"
    onward: bool = False


def actions_of(desk: Desk) -> Iterator[Action]:
    """What can be done with the problem as it stands, the primary action first."""
    match desk.item.state:
        case "ready":
            yield from _before(desk)
        case "open":
            yield from _during(desk)
        case "closed":
            yield _after(desk)


def draw_actions(desk: Desk) -> None:
    """The row at the foot of the page."""
    actions = list(actions_of(desk))
    with st.container(key="actions", horizontal=True, vertical_alignment="center", gap="small"):
        for action in actions:
            if action.onward:
                # At the other end of the row, so that a second click on "Answer" cannot hit it.
                st.space("stretch")
            st.button(action.label, key=f"do-{action.name}-{desk.key}", type=action.kind, on_click=action.do)
    _draw_keys(desk, actions)


def _before(desk: Desk) -> Iterator[Action]:
    timed = desk.item.time_limit is not None
    label = "Start the clock" if timed else "Show the problem"
    yield Action("start", label, ("Ctrl+Enter",), desk.start_clock, "primary")
    if desk.attempt.position > 1:
        yield Action("end", "End here", (), desk.end, "tertiary")


def _during(desk: Desk) -> Iterator[Action]:
    yield Action("answer", "Answer", ("Ctrl+Enter",), desk.answer, "primary")
    offer = desk.item.next_hint
    if offer is not None:
        yield Action(
            f"hint-{offer.number}", words.hint_label(offer), ("h",), partial(desk.show_hint, offer.number)
        )
    if MODES[desk.attempt.mode].roams:
        yield Action("solution", "Show the solution", ("s",), desk.show_solution)


def _after(desk: Desk) -> Action:
    attempt = desk.attempt
    if attempt.finished:
        do = partial(see_result, attempt.id)
        return Action("result", "See the result", ("Ctrl+Enter",), do, "primary", onward=True)
    if attempt.position == len(attempt.marks):
        label = f"Finish the {attempt.mode}"
        return Action("finish", label, ("Ctrl+Enter",), desk.end, "primary", onward=True)
    clock = MODES[attempt.mode].starts_when_reached and desk.item.time_limit is not None
    label = "Next problem, starts its clock" if clock else "Next problem"
    do = partial(desk.go, attempt.position + 1)
    return Action("next", label, ("Ctrl+Enter", "n"), do, "primary", onward=True)


def component_keys(item: ItemView) -> Sequence[tuple[tuple[str, ...], str]]:
    """The keys that the answer itself takes, with what they do, while it can be given."""
    if item.problem is None or item.state != "open":
        return ()
    return _PICKING if item.problem.kind in ("choice", "choices") else _MOVING


def _draw_keys(desk: Desk, actions: list[Action]) -> None:
    bindings = [Binding(action.name, action.keys, action.label) for action in actions if action.keys]
    key = f"shortcuts-{desk.key}"

    def press() -> None:
        pressed = pressed_action(key, bindings)
        for action in actions:
            if action.name == pressed:
                action.do()

    shortcuts(bindings, key=key, others=component_keys(desk.item), on_press=press)
