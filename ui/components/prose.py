"""Prose and code of a bank, as text that can never become markup."""

from __future__ import annotations

from typing import Literal

from problems.model import Code
from ui.components.registration import register
from ui.components.wire import wire_blocks, wire_code

_PROSE = register("prose")
_CODE = register("code", "syntax")

Tone = Literal["lead", "body", "quiet"]


def prose(text: str, *, key: str, tone: Tone = "body") -> None:
    """Paragraphs, bullets and tables; `lead` is for what is asked, `quiet` for what stands beside it."""
    _PROSE(key=key, data={"blocks": wire_blocks(text), "tone": tone})


def code(block: Code, *, key: str, label: str = "Code") -> None:
    """A block of code or of printed output. `label` is its name for those who do not see it.

    Streamlit's own block colours words blue and green, which here mean the two versions and nothing else.
    """
    _CODE(key=key, data={**wire_code(block), "label": label})
