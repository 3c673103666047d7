"""A picture as a list of plain shapes: drawn by the browser, saved by the learner, written as SVG.

Colours are names of the theme's tokens, so one picture is right in light and in dark. A shape can hold text
and numbers and nothing else, so whatever a learner or a cluster is called, it cannot become markup.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

Paint = Literal[
    "none",
    "text",
    "muted",
    "line",
    "edge",
    "surface",
    "background",
    "blue",
    "green",
    "fail",
    "blue-tint",
    "green-tint",
    "fail-tint",
    "hatch",  # failed requests: fail on its tint, in stripes
    "black",  # for what a camera reads, which may not follow the theme
    "white",
]
Anchor = Literal["start", "middle", "end"]

# What a path may hold: commands and numbers.
_PATH = re.compile(r"[MLHVCSQTAZmlhvcsqtaz0-9 ,.\-]*")
# Characters that XML 1.0 cannot represent, whatever a name contains.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FONT = "'Source Sans', 'Source Sans 3', 'Source Sans Pro', system-ui, sans-serif"


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle; `radius` rounds its corners."""

    x: float
    y: float
    width: float
    height: float
    fill: Paint = "none"
    stroke: Paint = "none"
    stroke_width: float = 1
    radius: float = 0
    dashes: str = ""


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle around (x, y)."""

    x: float
    y: float
    r: float
    fill: Paint = "none"
    stroke: Paint = "none"
    stroke_width: float = 1
    dashes: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """A line or an area by SVG path commands; `dashes` like "4 4"."""

    d: str
    fill: Paint = "none"
    stroke: Paint = "none"
    stroke_width: float = 1
    dashes: str = ""

    def __post_init__(self) -> None:
        if not _PATH.fullmatch(self.d):
            raise ValueError(f"a path holds commands and numbers only: {self.d[:60]!r}")


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text on the baseline `y`; `size` in px of the picture, `weight` 400 or 600."""

    x: float
    y: float
    text: str
    size: float = 13
    weight: int = 400
    anchor: Anchor = "start"
    fill: Paint = "text"


Shape = Rect | Circle | Path | Text


@dataclass(frozen=True, slots=True)
class Picture:
    """Shapes from back to front. `finding` is the text alternative: a sentence about what they show."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    title: str
    finding: str


def attributes(shape: Shape) -> dict[str, str | float]:
    """The shape as its SVG attributes, with paints still named; what is at its default is left out."""
    match shape:
        case Rect():
            own: dict[str, str | float] = {
                "x": shape.x,
                "y": shape.y,
                "width": shape.width,
                "height": shape.height,
            }
            return own | ({"rx": shape.radius} if shape.radius else {}) | _outline(shape)
        case Circle():
            return {"cx": shape.x, "cy": shape.y, "r": shape.r} | _outline(shape)
        case Path():
            return {"d": shape.d} | _outline(shape)
        case Text():
            own = {"x": shape.x, "y": shape.y, "font-size": shape.size, "font-weight": shape.weight}
            return own | {"text-anchor": shape.anchor, "fill": shape.fill}


def to_svg(picture: Picture, colours: Mapping[Paint, str]) -> str:
    """The picture as an SVG document. `colours` gives every paint of the theme; KeyError if not."""
    width, height = f"{picture.width:g}", f"{picture.height:g}"
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    background = _element(Rect(0, 0, picture.width, picture.height, fill="background"), colours)
    drawn = "".join(_element(shape, colours) for shape in picture.shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family="{_FONT}">'
        f"<title>{_escaped(picture.title)}</title><desc>{_escaped(picture.finding)}</desc>"
        f"{_hatch(colours)}{background}{drawn}</svg>"
    )


def _outline(shape: Rect | Circle | Path) -> dict[str, str | float]:
    line: dict[str, str | float] = {"fill": shape.fill}
    if shape.stroke != "none":
        line |= {"stroke": shape.stroke, "stroke-width": shape.stroke_width}
    return line | ({"stroke-dasharray": shape.dashes} if shape.dashes else {})


def _element(shape: Shape, colours: Mapping[Paint, str]) -> str:
    named = attributes(shape)
    for role in ("fill", "stroke"):
        if role in named:
            named[role] = _colour(named[role], colours)
    pairs = " ".join(f"{name}={quoteattr(_number(value))}" for name, value in named.items())
    tag = type(shape).__name__.lower()
    return (
        f"<{tag} {pairs}>{_escaped(shape.text)}</{tag}>" if isinstance(shape, Text) else f"<{tag} {pairs}/>"
    )


def _colour(paint: str | float, colours: Mapping[Paint, str]) -> str:
    if paint == "hatch":
        return "url(#hatch)"
    if paint in ("none", "black", "white"):
        return str(paint)
    return colours[paint]  # type: ignore[index]  # the shapes' fields are typed as Paint


def _hatch(colours: Mapping[Paint, str]) -> str:
    tint, ink = quoteattr(colours["fail-tint"]), quoteattr(colours["fail"])
    return (
        '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="6" height="6" fill={tint}/>'
        f'<line x1="0" y1="0" x2="0" y2="6" stroke={ink} stroke-width="3"/></pattern></defs>'
    )


def _number(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _escaped(text: str) -> str:
    return escape(_NO_XML.sub("", text))
