"""Keyboard shortcuts of a page, and the list of them on `?`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ui.components.registration import noop, register
from ui.components.wire import triggered

_MOUNT = register("shortcuts", "sticky_actions", "presses")
# Streamlit reruns on r and clears its caches on c; `?` is the list's own.
_TAKEN = frozenset("rc?")


_REQUEST = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Press:
    """A button or a key that was pressed; `request` names the press, `value` is what the answer was then."""

    action: str
    request: str
    value: object = None


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
    buttons: Mapping[str, str] = MappingProxyType({}),
    handled: str | None = None,
    on_press: Callable[[], None] | None = None,
) -> str | None:
    """The action whose key was pressed, in that run only; None otherwise.

    Single characters never fire while somebody types and can be switched off in the list; chords always
    work. `others` are keys that widgets listen to themselves, for the list only. `buttons` are keys of
    buttons by action: a click on one is a press, too. A press comes again until `handled` is its request.
    `on_press` runs before the page and may ask `find_press`.
    """
    if on_press is None and (press := find_press(key)) is not None:
        # Whoever has no callback reads the press from what this call gives.
        handled = press.request
    data = {
        "bindings": [
            {"action": each.action, "keys": list(each.keys), "label": each.label} for each in bindings
        ],
        "others": [{"keys": list(names), "label": label} for names, label in others],
        "buttons": dict(buttons),
        "pressed": handled,
    }
    result = _MOUNT(key=key, data=data, on_pressed_change=on_press or noop)
    press = read_press(result.get("pressed"))
    return read_action(press and press.action, bindings)


def find_press(key: str) -> Press | None:
    """Inside `on_press`: what was pressed; its action may be any."""
    return read_press(triggered(key, "pressed"))


def read_press(raw: object) -> Press | None:
    """A press as a browser sends it, its action and value not validated; None for anything else."""
    if not isinstance(raw, Mapping):
        return None
    action, request = raw.get("action"), raw.get("request")
    if not isinstance(action, str) or not isinstance(request, str) or not _REQUEST.fullmatch(request):
        return None
    return Press(action, request, raw.get("value"))


def read_action(raw: object, bindings: Sequence[Binding]) -> str | None:
    """The action, if one of the bindings has it."""
    return next((each.action for each in bindings if each.action == raw), None)
