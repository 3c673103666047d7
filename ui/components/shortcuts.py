"""Keyboard shortcuts of a page, and the list of them on `?`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ui.components.registration import noop, register
from ui.components.wire import triggered

_MOUNT = register("shortcuts", "sticky_actions")
# Streamlit reruns on r and clears its caches on c; `?` is the list's own.
_TAKEN = frozenset("rc?")


@dataclass(frozen=True, slots=True)
class Binding:
    """Keys that mean an action. A key is one character ("a") or a chord ("Ctrl+Enter")."""

    action: str
    keys: tuple[str, ...]
    label: str

    def __post_init__(self) -> None:
        if taken := _TAKEN.intersection(self.keys):
            raise ValueError(f"the key {min(taken)} is taken; choose another for {self.action}")


def shortcuts(
    bindings: Sequence[Binding],
    *,
    key: str,
    others: Sequence[tuple[tuple[str, ...], str]] = (),
    on_press: Callable[[], None] | None = None,
) -> str | None:
    """The action whose key was pressed, in that run only; None otherwise.

    Single characters never fire while somebody types and can be switched off in the list; chords always
    work. `others` are keys that widgets listen to themselves, for the list only. `on_press` runs before the
    page and may ask `pressed_action`.
    """
    data = {
        "bindings": [
            {"action": each.action, "keys": list(each.keys), "label": each.label} for each in bindings
        ],
        "others": [{"keys": list(names), "label": label} for names, label in others],
    }
    result = _MOUNT(key=key, data=data, on_pressed_change=on_press or noop)
    return read_action(result.get("pressed"), bindings)


def pressed_action(key: str, bindings: Sequence[Binding]) -> str | None:
    """Inside `on_press`: the action that was pressed, or None for what is not bound."""
    return read_action(triggered(key, "pressed"), bindings)


def read_action(raw: object, bindings: Sequence[Binding]) -> str | None:
    """The action, if one of the bindings has it."""
    return next((each.action for each in bindings if each.action == raw), None)
