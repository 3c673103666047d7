"""Registers a component from the files beside this one."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

_HERE = Path(__file__).parent


def register(name: str, *helpers: str) -> ComponentRenderer:
    """The component of `<name>.js` and `<name>.css`, with shared and helper files put in front.

    Its styles and elements live in a shadow root. Call it once, when the wrapper is imported.
    """
    parts = ("shared", *helpers, name)
    return st.components.v2.component(
        f"cutover.{name}",
        js="\n".join((_HERE / f"{part}.js").read_text(encoding="utf-8") for part in parts),
        css="\n".join(_style(part) for part in parts),
    )


def _style(part: str) -> str:
    """A helper need not have a look of its own."""
    path = _HERE / f"{part}.css"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def nobody() -> None:
    """Listens where a page does not: Streamlit keeps a state or an event only if somebody does."""
