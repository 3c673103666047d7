"""Shows a picture in the theme's colours and lets the learner save it; no request leaves the browser."""

from __future__ import annotations

import re

from ui.charts.svg import Picture, Text, attributes
from ui.components.registration import register
from ui.components.wire import WireData

_MOUNT = register("picture")


def picture(
    wide: Picture, narrow: Picture | None = None, *, key: str, file: str = "", can_save: bool = True
) -> None:
    """Draws `wide`, or `narrow` where less than 480 px are left for it. Screen readers hear the finding.

    "Save as PNG" and "Save as SVG" make files named after `file`, or else after the title.
    """
    _MOUNT(
        key=key,
        data={
            "wide": wire_picture(wide),
            "narrow": wire_picture(narrow or wide),
            "finding": wide.finding,
            "file": file_name(file or wide.title),
            "can_save": can_save,
        },
    )


def wire_picture(shown: Picture) -> WireData:
    return {
        "width": shown.width,
        "height": shown.height,
        "shapes": [
            {
                "tag": type(shape).__name__.lower(),
                "attributes": attributes(shape),
                "text": shape.text if isinstance(shape, Text) else "",
            }
            for shape in shown.shapes
        ],
    }


def file_name(title: str) -> str:
    """The title in small letters and dashes: "Who answered" is `who-answered`."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "picture"
