"""Registers a component from the files beside this one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

import streamlit as st

from ui.components.wire import WireData

_HERE = Path(__file__).parent


class Mount(Protocol):
    """Draws the component named by `key`; other arguments are callbacks, `on_<state>_change`."""

    def __call__(self, *, key: str, data: WireData, **callbacks: Callable[[], None]) -> Mapping[str, Any]: ...


def register(name: str, *helpers: str) -> Mount:
    """The component of `<name>.js` and `<name>.css`, with shared and helper files put in front.

    Its styles and elements live in a shadow root. Call it once, when the wrapper is imported.
    """
    parts = ("shared", *helpers, name)
    draw = st.components.v2.component(
        f"cutover.{name}",
        js="\n".join((_HERE / f"{part}.js").read_text(encoding="utf-8") for part in parts),
        css="\n".join(_style(part) for part in parts),
    )

    def mount(*, key: str, data: WireData, **callbacks: Any) -> Mapping[str, Any]:
        # Of each list and mapping in a mapping Streamlit asks whether it is a table. That imports pandas,
        # which costs the first page a second and the process 80 MB, and is asked again at every click.
        # Into a tuple it does not look.
        return draw(key=key, data=(data,), **callbacks)

    return mount


def _style(part: str) -> str:
    """The helper's style sheet; it need not have one."""
    path = _HERE / f"{part}.css"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def noop() -> None:
    """A callback that does nothing: Streamlit keeps a state or a trigger only if there is a callback."""
