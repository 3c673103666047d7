"""Hears of the changes of a class, and has the page drawn again. It shows nothing."""

from __future__ import annotations

from ui.components.registration import noop, register

_MOUNT = register("class_changes")


def hear_changes(classroom: str, revision: int, *, key: str) -> None:
    """The page is drawn again when the class has another number than `revision`."""
    data = {"socket": f"class-changes/{classroom}", "revision": revision}
    _MOUNT(key=key, data=data, on_changed_change=noop)
