"""The markup of prose: `code`, **strong**, blank lines between paragraphs, "- " before a bullet.

There is no HTML and no nesting. A mark without its partner is text, so that every text has a meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

# As in CommonMark, text that is strong touches its stars: `2 ** 3 ** 2` is a sum.
_MARKED = re.compile(r"`([^`]+)`|\*\*(?=[^\s*`])([^*`]+)(?<=\S)\*\*")
_MARK = re.compile(r"`|\*\*")
_BULLET = "- "


@dataclass(frozen=True, slots=True)
class MarkupSpan:
    """A run of text of one kind, without its marks."""

    kind: Literal["text", "code", "strong"]
    text: str


@dataclass(frozen=True, slots=True)
class MarkupBlock:
    """A paragraph or a bullet; its lines are joined by spaces."""

    kind: Literal["paragraph", "bullet"]
    spans: tuple[MarkupSpan, ...]


def parse(text: str) -> tuple[MarkupBlock, ...]:
    """The blocks of a text: `"Run **this**:\\n\\n- `ls`"` is a paragraph and a bullet."""
    return tuple(MarkupBlock(kind, parse_line(" ".join(lines))) for kind, lines in _blocks(text))


def parse_line(text: str) -> tuple[MarkupSpan, ...]:
    """The spans of one line; joined, they are the text without the marks that had a partner."""
    spans: list[MarkupSpan] = []
    end = 0
    for found in _MARKED.finditer(text):
        if found.start() > end:
            spans.append(MarkupSpan("text", text[end : found.start()]))
        spans.append(MarkupSpan("code", found[1]) if found[1] is not None else MarkupSpan("strong", found[2]))
        end = found.end()
    if end < len(text):
        spans.append(MarkupSpan("text", text[end:]))
    return tuple(spans)


def unpaired_mark(text: str) -> str | None:
    """The first backtick or pair of stars that marks nothing, and would be shown as it is."""
    shown = (span.text for block in parse(text) for span in block.spans if span.kind == "text")
    return next((found[0] for found in map(_MARK.search, shown) if found), None)


def plain(text: str) -> str:
    """The text without its marks, in one line: for titles of windows, for screen readers, for comparing."""
    return " ".join("".join(span.text for span in block.spans) for block in parse(text))


def _blocks(text: str) -> Iterator[tuple[Literal["paragraph", "bullet"], list[str]]]:
    """Kind and lines of each block; a line below a bullet belongs to it until a blank line."""
    kind: Literal["paragraph", "bullet"] = "paragraph"
    lines: list[str] = []
    for line in text.splitlines():
        words = line.strip()
        bullet = words.startswith(_BULLET)
        if (bullet or not words) and lines:
            yield kind, lines
            lines = []
        if not words:
            kind = "paragraph"
            continue
        if bullet:
            kind = "bullet"
            words = words.removeprefix(_BULLET).strip()
        lines.append(words)
    if lines:
        yield kind, lines
