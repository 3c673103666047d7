"""The actions of a problem: one primary one, always in sight, each by button and by key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

import streamlit as st

from grader.rules.modes import MODES
from grader.views.attempts import ItemView
from ui import format as fmt
from ui.attempt.controller import ItemController
from ui.components.shortcuts import Binding, Press, find_press, shortcuts
from ui.navigation import back_to_class, see_result

# Keys that the components of a problem bind themselves; listed on `?` with the others.
_PICKING = ((("1", "…", "8"), "Pick an option"),)
_MOVING = (
    (("Space", "↑", "↓"), "Take up a step or a chip, move it, and put it down"),
    (("Esc",), "Put it back where it was"),
)


@dataclass(frozen=True, slots=True)
class Action:
    """A button, the keys that do the same, and what both do.

    `onward` leaves this problem behind. Without `button` there are only the keys. A press that the browser
    sends with the answer in it goes to `take`, where there is one.
    """

    name: str
    label: str
    keys: tuple[str, ...]
    run: Callable[[], None]
    kind: Literal["primary", "secondary", "tertiary"] = "secondary"
    take: Callable[[Press], None] | None = None
    onward: bool = False
    button: bool = True


def actions_of(controller: ItemController) -> Iterator[Action]:
    """What can be done with the problem as it stands, the primary action first."""
    match controller.item.state:
        case "ready":
            yield from _before(controller)
        case "open":
            yield from _during(controller)
        case "closed":
            yield _after(controller)


def draw_actions(controller: ItemController, actions: Sequence[Action]) -> None:
    """The row of buttons at the bottom of the page, and the keys."""
    with st.container(key="actions", horizontal=True, vertical_alignment="center", gap="small"):
        for action in actions:
            if action.onward:
                # At the other end of the row, so that a second click on "Answer" cannot hit it.
                st.space("stretch")
            if action.button:
                key = _button_key(action, controller)
                st.button(action.label, key=key, type=action.kind, on_click=action.run)
    _draw_shortcuts(controller, actions)


def _before(controller: ItemController) -> Iterator[Action]:
    timed = controller.item.time_limit is not None
    label = "Start the clock" if timed else "Show the problem"
    yield Action("start", label, ("Ctrl+Enter",), controller.start_clock, "primary")
    if controller.attempt.position > 1:
        yield Action("end", "End here", (), controller.end, "tertiary")


def _during(controller: ItemController) -> Iterator[Action]:
    yield Action(
        "answer", "Answer", ("Ctrl+Enter",), controller.submit, "primary", take=controller.submit_press
    )
    offer = controller.item.next_hint
    if offer is not None:
        show = partial(controller.show_hint, offer.number)
        yield Action(f"hint-{offer.number}", fmt.hint_label(offer), ("h",), show)
    if MODES[controller.attempt.mode].free_navigation:
        yield Action("solution", "Show the solution", ("s",), controller.show_solution)


def _after(controller: ItemController) -> Action:
    attempt = controller.attempt
    if attempt.withheld and (attempt.finished or attempt.position == len(attempt.marks)):
        back = partial(back_to_class, attempt.part or "")
        return Action("class", "Back to the class", ("Ctrl+Enter",), back, "primary", onward=True)
    if attempt.finished:
        show = partial(see_result, attempt.id)
        return Action("result", "See the result", ("Ctrl+Enter",), show, "primary", onward=True)
    if attempt.position == len(attempt.marks):
        label = f"Finish the {attempt.mode}"
        return Action("finish", label, ("Ctrl+Enter",), controller.end, "primary", onward=True)
    starts_clock = MODES[attempt.mode].starts_when_reached and controller.item.time_limit is not None
    label = "Next problem, starts its clock" if starts_clock else "Next problem"
    go = partial(controller.go, attempt.position + 1)
    return Action("next", label, ("Ctrl+Enter", "n"), go, "primary", onward=True)


def component_keys(item: ItemView) -> Sequence[tuple[tuple[str, ...], str]]:
    """The keys that the answer itself takes, with what they do, while it can be given."""
    if item.problem is None or item.state != "open":
        return ()
    return _PICKING if item.problem.kind in ("choice", "choices") else _MOVING


def _button_key(action: Action, controller: ItemController) -> str:
    return f"do-{action.name}-{controller.widget_key}"


def _draw_shortcuts(controller: ItemController, actions: Sequence[Action]) -> None:
    key = f"shortcuts-{controller.widget_key}"
    handled_key = f"handled-{key}"

    def on_press() -> None:
        press = find_press(key)
        if press is None or st.session_state.get(handled_key) == press.request:
            return
        for action in actions:
            if action.name == press.action:
                action.take(press) if action.take else action.run()
        st.session_state[handled_key] = press.request

    shortcuts(
        [Binding(action.name, action.keys, action.label) for action in actions if action.keys],
        key=key,
        others=component_keys(controller.item),
        buttons={action.name: _button_key(action, controller) for action in actions if action.button},
        handled=st.session_state.get(handled_key),
        on_press=on_press,
    )
