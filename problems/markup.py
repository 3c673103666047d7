r"""The markup of prose: `code`, **strong**, blank lines between paragraphs, "- " before a bullet, tables.

There is no HTML and no nesting. A mark without its partner is text, so that every text has a meaning; `\*`
and a backtick behind a backslash are text too. A table is written as in GitHub's Markdown: a row of
headings, a row of dashes, and the other rows, each beginning with `|`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

# As in CommonMark, `**` begins strong text only before a character and ends it only behind one, so that
# `2 ** 3 ** 2` keeps its stars.
_MARKED = re.compile(
    r"\\(?P<escaped>[*`])"
    r"|`(?P<code>[^`]+)`"
    r"|\*\*(?=\S)(?P<strong>(?:[^*`\\]|\\[*`]?)+)(?<=\S)\*\*"
)
_MARK = re.compile(r"`|\*\*")
_ESCAPED = re.compile(r"\\([*`])")
_BULLET = "- "
_DASHES = re.compile(r"\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?")
_BETWEEN_CELLS = re.compile(r"(?<!\\)\|")

MarkupSpanKind = Literal["text", "code", "strong"]
BlockKind = Literal["paragraph", "bullet"]
UnparsedBlock = tuple[BlockKind, str] | list[list[str]]


@dataclass(frozen=True, slots=True)
class MarkupSpan:
    """A run of text of one kind, without its marks."""

    kind: MarkupSpanKind
    text: str


@dataclass(frozen=True, slots=True)
class MarkupBlock:
    """A paragraph or a bullet; its lines are joined by spaces."""

    kind: BlockKind
    spans: tuple[MarkupSpan, ...]


@dataclass(frozen=True, slots=True)
class MarkupTable:
    """Rows of cells, all of one length; the first row is the headings. An empty cell has no spans."""

    rows: tuple[tuple[tuple[MarkupSpan, ...], ...], ...]


def parse(text: str) -> tuple[MarkupBlock | MarkupTable, ...]:
    """The blocks of a text: `"Run **this**:\\n\\n- `ls`"` is a paragraph and a bullet."""
    return tuple(
        _table(block) if isinstance(block, list) else MarkupBlock(block[0], parse_line(block[1]))
        for block in _unparsed_blocks(text)
    )


def parse_line(text: str) -> tuple[MarkupSpan, ...]:
    """The spans of one line; joined, they are the text without the marks that had a partner."""
    spans: list[MarkupSpan] = []
    end = 0
    for found in _MARKED.finditer(text):
        spans.append(MarkupSpan("text", text[end : found.start()]))
        if found["escaped"] is not None:
            spans.append(MarkupSpan("text", found["escaped"]))
        elif found["code"] is not None:
            spans.append(MarkupSpan("code", found["code"]))
        else:
            spans.append(MarkupSpan("strong", _ESCAPED.sub(r"\1", found["strong"])))
        end = found.end()
    return _joined([*spans, MarkupSpan("text", text[end:])])


def write_line(spans: Iterable[MarkupSpan]) -> str:
    """A line that `parse_line` reads as these spans, with a backslash before a mark only where it needs one.

    What the markup can't hold is written as the nearest that it can: a backtick in code makes the code text,
    and white space at the ends of strong text stands outside of it.
    """
    wanted = _joined(piece for span in spans for piece in _writable(span))
    for escape in (False, True):
        line = "".join(_written(span, escape=escape) for span in wanted)
        if parse_line(line) == wanted:
            return line
    return "".join(_written(MarkupSpan("text", span.text), escape=True) for span in wanted)


def literal(text: str) -> str:
    """A line of markup that shows the text letter by letter: for names and whatever else people typed."""
    return write_line([MarkupSpan("text", text)])


def unpaired_mark(text: str) -> str | None:
    """The first backtick or pair of stars that marks nothing, and would be shown as it is."""
    for block in _unparsed_blocks(text):
        for line in [cell for row in block for cell in row] if isinstance(block, list) else [block[1]]:
            if found := _MARK.search(_MARKED.sub(" ", line)):
                return found[0]
    return None


def plain(text: str) -> str:
    """The text without its marks, in one line: for titles of windows, for screen readers, for comparing."""
    return " ".join("".join(span.text for span in line) for line in _lines_of(text) if line)


def _lines_of(text: str) -> Iterable[tuple[MarkupSpan, ...]]:
    for block in parse(text):
        if isinstance(block, MarkupTable):
            yield from (cell for row in block.rows for cell in row)
        else:
            yield block.spans


def _joined(spans: Iterable[MarkupSpan]) -> tuple[MarkupSpan, ...]:
    """The spans without empty ones, neighbours that are both text as one."""
    joined: list[MarkupSpan] = []
    for is_text, group in groupby((span for span in spans if span.text), lambda span: span.kind == "text"):
        neighbours = list(group)
        joined += [MarkupSpan("text", "".join(span.text for span in neighbours))] if is_text else neighbours
    return tuple(joined)


def _writable(span: MarkupSpan) -> Iterable[MarkupSpan]:
    if span.kind == "code" and "`" in span.text:
        return (MarkupSpan("text", span.text),)
    if span.kind != "strong":
        return (span,)
    inner = span.text.strip()
    before, _, after = span.text.partition(inner) if inner else (span.text, "", "")
    return MarkupSpan("text", before), MarkupSpan("strong", inner), MarkupSpan("text", after)


def _written(span: MarkupSpan, *, escape: bool) -> str:
    if span.kind == "code":
        return f"`{span.text}`"
    text = re.sub(r"[*`]", r"\\\g<0>", span.text) if escape else span.text
    return f"**{text}**" if span.kind == "strong" else text


def _unparsed_blocks(text: str) -> Iterator[UnparsedBlock]:
    """Each paragraph or bullet with its kind, its lines as one, and each table as rows of cells."""
    lines = text.splitlines()
    begin = at = 0
    while at < len(lines):
        end = _end_of_table(lines, at)
        if end > at:
            yield from _unparsed_prose(lines[begin:at])
            yield [_cells(line) for number, line in enumerate(lines[at:end]) if number != 1]
            begin = at = end
        else:
            at += 1
    yield from _unparsed_prose(lines[begin:])


def _unparsed_prose(lines: Iterable[str]) -> Iterator[tuple[BlockKind, str]]:
    """A line below a bullet belongs to it until a blank line."""
    kind: BlockKind = "paragraph"
    held: list[str] = []
    for line in lines:
        words = line.strip()
        bullet = words.startswith(_BULLET)
        if (bullet or not words) and held:
            yield kind, " ".join(held)
            held = []
        if not words:
            kind = "paragraph"
            continue
        if bullet:
            kind = "bullet"
            words = words.removeprefix(_BULLET).strip()
        held.append(words)
    if held:
        yield kind, " ".join(held)


def _end_of_table(lines: list[str], at: int) -> int:
    """Behind the last row of the table that begins in this line; the line itself where none does."""
    rows = lines[at : at + 2]
    if len(rows) < 2 or not _is_row(rows[0]) or not _DASHES.fullmatch(rows[1].strip()):
        return at
    if len(_cells(rows[0])) != len(_cells(rows[1])):
        return at
    end = at + 2
    while end < len(lines) and _is_row(lines[end]):
        end += 1
    return end


def _is_row(line: str) -> bool:
    return line.strip().startswith("|")


def _table(rows: list[list[str]]) -> MarkupTable:
    width = max(map(len, rows))
    return MarkupTable(tuple(tuple(map(parse_line, [*row, *[""] * (width - len(row))])) for row in rows))


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [cell.strip().replace("\\|", "|") for cell in _BETWEEN_CELLS.split(inner)]
