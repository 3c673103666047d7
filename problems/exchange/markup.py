"""Problems as the HTML that other systems show, and back.

Everything is escaped; the only tags are the few that this module writes. Reading takes any HTML: what it
does not know becomes text, so that nothing of it is ever shown as markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from typing import get_args

from problems.exchange.yaml_shape import Raw
from problems.markup import MarkupSpan, parse, parse_line
from problems.model import Code, Language, Option, Problem, Solution

_PROSE = '<div style="white-space: pre-wrap">'
_BREAKS = {"p", "div", "li", "ul", "ol", "pre", "table", "tr", "blockquote", "section", "br"}
_BREAKS |= {f"h{level}" for level in range(1, 7)}
_SPANS = {"text": "{}", "code": "<code>{}</code>", "strong": "<strong>{}</strong>"}
_MARKS = {"code": "`", "strong": "**", "b": "**"}
_LANGUAGE = re.compile(r"language-([a-z]+)")


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text between two breaks; `code` is the language of a `<pre>`, `part` a class of ours."""

    text: str
    code: str | None = None
    part: str = ""


def prompt_html(problem: Problem) -> str:
    """The prompt with its line breaks, then its code."""
    return f"{_PROSE}{_spans_html(problem.prompt)}</div>" + (code_html(problem.code) if problem.code else "")


def prose_html(text: str) -> str:
    """Paragraphs and bullets as the app shows them, for a reader who need not get them back."""
    return "".join(
        f"<p>{_line(block.spans)}</p>"
        if block.kind == "paragraph"
        else f"<ul><li>{_line(block.spans)}</li></ul>"
        for block in parse(text)
    )


def code_html(code: Code) -> str:
    return f'<pre><code class="language-{code.language}">{_kept_html(code.text)}</code></pre>'


def option_html(option: Option) -> str:
    return code_html(option.code) if option.code else text_html(option.text or "")


def solution_html(solution: Solution, source: str | None) -> str:
    """Steps, takeaway, mistakes and source, each in an element that names it."""
    steps = "".join(f"<li>{text_html(step)}</li>" for step in solution.steps)
    mistakes = "".join(f"<li>{text_html(mistake)}</li>" for mistake in solution.mistakes)
    named = f'<p class="source">{text_html(source)}</p>' if source else ""
    takeaway = f'<p class="takeaway">{text_html(solution.takeaway)}</p>'
    return f'<ol class="steps">{steps}</ol>{takeaway}<ul class="mistakes">{mistakes}</ul>{named}'


def text_html(text: str) -> str:
    """A line whose double spaces, as kubectl's columns have them, survive a browser."""
    return _spans_html(text).replace("  ", " \u00a0")


def _spans_html(text: str) -> str:
    return _line(parse_line(text))


def _line(spans: tuple[MarkupSpan, ...]) -> str:
    return "".join(_SPANS[span.kind].format(_kept_html(span.text)) for span in spans)


def _kept_html(text: str) -> str:
    """Text with nothing in it that HTML or Moodle's `[[1]]` could take for more than text."""
    return escape(text, quote=False).replace("[", "&#91;")


def read_prompt(html: str) -> Raw:
    """`prompt` and `code` of a question's text; later blocks of code are kept in the prompt."""
    blocks = read_blocks(html)
    code = next((block for block in blocks if block.code), None)
    prose = "\n\n".join(block.text for block in blocks if block is not code)
    return {"prompt": prose} | ({"code": code_raw(code)} if code else {})


def code_raw(block: Block) -> Raw:
    return {"language": block.code, "text": block.text}


def read_option(html: str) -> Raw:
    """`code` for an option that is one block of code, `text` for every other."""
    blocks = read_blocks(html)
    if len(blocks) == 1 and blocks[0].code:
        return {"code": code_raw(blocks[0])}
    return {"text": one_line(html)}


def one_line(html: str) -> str:
    return " ".join(block.text for block in read_blocks(html))


def read_solution(html: str) -> Raw:
    """`solution` and `source`; feedback that is not ours becomes steps, and `check` asks for the rest."""
    found: dict[str, list[str]] = {}
    for block in read_blocks(html):
        found.setdefault(block.part, []).append(block.text)
    source = found.pop("source", [])
    solution: Raw = {
        "steps": found.pop("steps", []),
        "takeaway": " ".join(found.pop("takeaway", [])),
        "mistakes": found.pop("mistakes", []),
    }
    solution["steps"] += [line for text in found.values() for one in text for line in one.splitlines()]
    kept = {key: value for key, value in solution.items() if value}
    return ({"solution": kept} if kept else {}) | ({"source": source[0]} if source else {})


def read_blocks(html: str) -> list[Block]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return reader.blocks


class _Reader(HTMLParser):
    """Cuts HTML into blocks; keeps white space where the page would."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._text: list[str] = []
        self._code: str | None = None
        self._kept = False
        self._part = ""
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("script", "style"):
            self._silent += 1
        if tag in _BREAKS:
            self.end_block()
        if tag == "pre":
            self._code = "text"
        elif tag == "div":
            self._kept = "pre-wrap" in given.get("style", "")
        elif tag == "code" and self._code:
            self._code = _language(given.get("class", "")) or self._code
        elif tag in _MARKS and not self._code:
            self._text.append(_MARKS[tag])
        if given.get("class") in ("steps", "takeaway", "mistakes", "source"):
            self._part = given["class"]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent = max(0, self._silent - 1)
        if tag in _BREAKS:
            self.end_block()
        if tag == "pre":
            self._code = None
        elif tag == "div":
            self._kept = False
        elif tag in _MARKS and not self._code:
            self._text.append(_MARKS[tag])
        if tag in ("ol", "ul", "p"):
            self._part = ""

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._text.append(data)

    def end_block(self) -> None:
        text = "".join(self._text)
        self._text.clear()
        shown = text if self._code or self._kept else _as_shown(text)
        if shown.strip():
            self.blocks.append(Block(shown, self._code, self._part))


def _as_shown(text: str) -> str:
    """White space as a browser shows it; editors write a no-break space where two spaces were typed."""
    return re.sub(r"[ \t\r\n\f]+", " ", text).strip().replace("\u00a0", " ")


def _language(names: str) -> str | None:
    found = _LANGUAGE.search(names)
    if found is None:
        return None
    return found[1] if found[1] in get_args(Language) else "text"
