"""Problems as the HTML that other systems show.

Everything is escaped; the only elements are the few that this module writes. `problems.exchange.html_reader`
reads them back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from problems.markup import MarkupBlock, MarkupSpan, MarkupTable, parse, parse_line
from problems.model import Code, Option, Solution

_SPANS = {"text": "{}", "code": "<code>{}</code>", "strong": "<strong>{}</strong>"}


def prose_html(text: str) -> str:
    """Paragraphs, bullets and tables as the app shows them."""
    groups = groupby(parse(text), lambda block: isinstance(block, MarkupBlock) and block.kind == "bullet")
    return "".join(_bullets(blocks) if bullets else _blocks(blocks) for bullets, blocks in groups)


def code_html(code: Code) -> str:
    """A block of code; its language is a class, as in HTML's own example."""
    return f'<pre><code class="language-{code.language}">{_escaped(code.text)}</code></pre>'


def option_html(option: Option) -> str:
    """An option's code or its line."""
    return code_html(option.code) if option.code else line_html(option.text or "")


def solution_html(solution: Solution, source: str | None) -> str:
    """Steps, takeaway, mistakes and source, each in an element that names it."""
    steps = "".join(f"<li>{line_html(step)}</li>" for step in solution.steps)
    mistakes = "".join(f"<li>{line_html(mistake)}</li>" for mistake in solution.mistakes)
    named = f'<p class="source">{line_html(source)}</p>' if source else ""
    takeaway = f'<p class="takeaway">{line_html(solution.takeaway)}</p>'
    return f'<ol class="steps">{steps}</ol>{takeaway}<ul class="mistakes">{mistakes}</ul>{named}'


def line_html(text: str) -> str:
    """A line of our markup whose double spaces, as kubectl's columns have them, survive a browser."""
    return _line(parse_line(text))


def plain_html(text: str) -> str:
    """A text without markup as HTML that shows it, line by line."""
    return "<br>".join(_spaced(line) for line in text.split("\n"))


def _blocks(blocks: Iterable[MarkupBlock | MarkupTable]) -> str:
    return "".join(
        _table(block) if isinstance(block, MarkupTable) else f"<p>{_line(block.spans)}</p>"
        for block in blocks
    )


def _bullets(blocks: Iterable[MarkupBlock | MarkupTable]) -> str:
    items = "".join(f"<li>{_line(block.spans)}</li>" for block in blocks if isinstance(block, MarkupBlock))
    return f"<ul>{items}</ul>"


def _table(table: MarkupTable) -> str:
    headings, *rows = table.rows
    return f"<table>{_row('th', headings)}{''.join(_row('td', row) for row in rows)}</table>"


def _row(tag: str, cells: Sequence[tuple[MarkupSpan, ...]]) -> str:
    return f"<tr>{''.join(f'<{tag}>{_line(cell)}</{tag}>' for cell in cells)}</tr>"


def _line(spans: Iterable[MarkupSpan]) -> str:
    return "".join(_SPANS[span.kind].format(_spaced(span.text)) for span in spans)


def _spaced(text: str) -> str:
    return _escaped(text).replace("  ", " \u00a0")


def _escaped(text: str) -> str:
    """Text with nothing in it that HTML or Moodle's `[[1]]` could take for more than text."""
    return escape(text, quote=False).replace("[", "&#91;")
