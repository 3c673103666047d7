"""Prose, code and images of a bank, as text that can never become markup."""

from __future__ import annotations

from typing import Literal

from problems.model import Code
from problems.public_views import PublicImage
from ui.components.registration import register
from ui.components.wire import wire_blocks, wire_code

_PROSE = register("prose")
_IMAGE = register("image")
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


def image(shown: PublicImage, *, key: str) -> None:
    """An image from the route of `ui.web.image_routes`; its text alternative where it can't be seen."""
    # Relative like the page's own files, so that it is right below a base path too.
    _IMAGE(key=key, data={"source": f"./images/{shown.key}", "alt": shown.alt})
