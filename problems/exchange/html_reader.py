"""HTML of other people's as blocks of our own markup.

Reading takes any HTML: what it does not know becomes text, so that nothing of it is ever shown as markup.
What can't be kept is named in `losses`; what would be missed is in `images` or in `unsupported`, for the
caller to decide about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import groupby
from typing import Literal, get_args

from problems.markup import MarkupSpan, MarkupSpanKind, write_line
from problems.model import Language

_BREAKS = {"p", "div", "li", "ul", "ol", "dl", "dt", "dd", "pre", "blockquote", "section", "article", "hr"}
_BREAKS |= {"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "figure", "figcaption"}
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_STRONG = {"strong", "b", *_HEADINGS}
_CODE = {"code", "tt", "kbd", "samp"}
_SILENT = {"script", "style", "template", "title"}
_PLAIN_HERE = {"i", "em", "u", "s", "strike", "del", "ins", "mark", "font", "q", "cite", "small", "big"}
_PARTS = {"steps", "takeaway", "mistakes", "source"}
_UNSUPPORTED = {
    "audio": "a recording",
    "video": "a film",
    "iframe": "a page within the page",
    "object": "an embedded object",
    "embed": "an embedded object",
    "applet": "an embedded object",
    "canvas": "a drawing",
    "svg": "an SVG drawing",
    "math": "a formula in MathML",
    "input": "a field to fill in",
    "select": "a field to fill in",
    "textarea": "a field to fill in",
}
_LANGUAGE = re.compile(r"language-([a-z]+)")
_RAISED = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
# A page of text has 3,000 characters; images within it are a few 100 kB of base64.
_LONGEST = 4_000_000

Kind = Literal["prose", "bullet", "code", "table"]


@dataclass(frozen=True, slots=True)
class HtmlBlock:
    """What stands between two breaks: a line of markup, a block of code as it is, or a Markdown table.

    `plain` is the same without marks, `part` the class of ours that it stands in.
    """

    kind: Kind
    text: str
    plain: str
    language: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class HtmlImage:
    """An `<img>`: its address as it is written, and its text alternative."""

    source: str
    alt: str


@dataclass(slots=True)
class HtmlContent:
    """What some HTML shows. `losses` are changes of looks, `unsupported` what no problem can hold."""

    blocks: list[HtmlBlock] = field(default_factory=list)
    images: list[HtmlImage] = field(default_factory=list)
    losses: set[str] = field(default_factory=set)
    unsupported: set[str] = field(default_factory=set)


def read_html(html: str) -> HtmlContent:
    """The blocks of any HTML, in order; never raises."""
    if len(html) > _LONGEST:
        return HtmlContent(unsupported={"a text of more than 4 MB"})
    reader = _Reader()
    # HTMLParser raises an error at what Word writes as `<![if ...]>` and browsers pass over.
    reader.feed(re.sub(r"<!\[[^>]*>?", "", html))
    reader.close()
    reader.finish()
    return reader.content


def read_code_language(names: str) -> str | None:
    """The language in the classes of an element, `text` for one that is not ours, None for no language."""
    found = _LANGUAGE.search(names)
    if found is None:
        return None
    return found[1] if found[1] in get_args(Language) else "text"


class _Reader(HTMLParser):
    """Cuts HTML into blocks; keeps white space where the page would."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.content = HtmlContent()
        self._spans: list[MarkupSpan] = []
        self._strong = self._code = self._silent = 0
        self._language: str | None = None
        self._keeps_space = False
        self._part = ""
        self._lists: list[int | None] = []
        self._prefix = ""
        self._scripts: list[tuple[str, list[str]]] = []
        self._links: list[tuple[str, list[str]]] = []
        self._tables = 0
        self._rows: list[list[str]] = []
        self._in_cell = False

    # -- tags

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _SILENT or tag in {"svg", "math"}:
            self._silent += 1
        self._note(tag, given)
        self._begin_block(tag, given)
        self._begin_span(tag, given)
        if given.get("class") in _PARTS:
            self._part = given["class"]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in {"svg", "math", *_SILENT}:
            self._silent = max(0, self._silent - 1)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT or tag in {"svg", "math"}:
            self._silent = max(0, self._silent - 1)
        self._end_span(tag)
        self._end_block(tag)

    def _note(self, tag: str, given: dict[str, str]) -> None:
        if tag == "img":
            self.content.images.append(HtmlImage(given.get("src", "").strip(), given.get("alt", "").strip()))
        elif tag in _UNSUPPORTED and given.get("type") != "hidden":
            self.content.unsupported.add(_UNSUPPORTED[tag])
        elif tag in _PLAIN_HERE:
            self.content.losses.add("emphasis other than bold is plain text here")
        if not {given.get("colspan", "1"), given.get("rowspan", "1")} <= {"1", ""}:
            self.content.losses.add("merged cells of a table are single ones here")

    def _begin_block(self, tag: str, given: dict[str, str]) -> None:
        if tag == "br":
            self._break_line()
        elif tag in _BREAKS or tag in _HEADINGS:
            self._flush()
        if tag == "pre":
            self._language = read_code_language(given.get("class", "")) or "text"
        elif tag == "div":
            self._keeps_space = "pre-wrap" in given.get("style", "")
        elif tag in {"ul", "ol"}:
            self._lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._prefix = self._next_prefix()
        elif tag in {"table", "tr", "td", "th"}:
            self._begin_table_part(tag)

    def _end_block(self, tag: str) -> None:
        if tag in _BREAKS or tag in _HEADINGS:
            self._flush()
        if tag == "pre":
            self._language = None
        elif tag == "div":
            self._keeps_space = False
        elif tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        elif tag == "li":
            self._prefix = ""
        elif tag in {"td", "th"} and self._tables == 1:
            self._end_cell()
        elif tag == "table":
            self._end_table()
        if tag in {"ol", "ul", "p"}:
            self._part = ""

    def _begin_span(self, tag: str, given: dict[str, str]) -> None:
        if tag in _CODE and self._language is None:
            self._code += 1
        elif tag == "code":
            self._language = read_code_language(given.get("class", "")) or self._language
        elif tag in _STRONG:
            self._strong += 1
        elif tag in {"sup", "sub"}:
            self._scripts.append((tag, []))
        elif tag == "a":
            self._links.append((given.get("href", ""), []))

    def _end_span(self, tag: str) -> None:
        if tag in _CODE and self._language is None:
            self._code = max(0, self._code - 1)
        elif tag in _STRONG:
            self._strong = max(0, self._strong - 1)
        elif tag in {"sup", "sub"} and self._scripts:
            self._end_script()
        elif tag == "a" and self._links:
            self._end_link()

    # -- text

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._links:
            self._links[-1][1].append(data)
        if self._scripts:
            self._scripts[-1][1].append(data)
        else:
            self._add(data)

    def _add(self, text: str) -> None:
        kind: MarkupSpanKind = "code" if self._code else "strong" if self._strong else "text"
        self._spans.append(MarkupSpan(kind, text))

    def _take_spans(self) -> list[MarkupSpan]:
        """What stands since the last break, neighbours of one kind as one."""
        spans, self._spans = self._spans, []
        groups = groupby(spans, lambda span: span.kind)
        return [MarkupSpan(kind, "".join(span.text for span in group)) for kind, group in groups]

    def _break_line(self) -> None:
        if self._language is not None or self._keeps_space:
            self._add("\n")
        elif self._in_cell or self._prefix or self._lists:
            self._add(" ")
        else:
            self._flush()

    def _end_script(self) -> None:
        """`2<sup>10</sup>` as 2¹⁰, or as ^(…) where a sign has no raised form."""
        tag, pieces = self._scripts.pop()
        text = "".join(pieces).strip()
        small = text.translate(_RAISED if tag == "sup" else _LOWERED)
        if any(sign in small for sign in text if not sign.isspace()):
            small = f"{'^' if tag == 'sup' else '_'}({text})"
            self.content.losses.add("raised or lowered text is written as ^(…) or _(…) here")
        if text and self._scripts:
            self._scripts[-1][1].append(small)
        elif text:
            self._add(small)

    def _end_link(self) -> None:
        address, pieces = self._links.pop()
        if address.startswith(("http:", "https:", "mailto:")) and address not in "".join(pieces):
            self._add(f" ({address})")

    # -- blocks

    def finish(self) -> None:
        """Close whatever the HTML left open."""
        while self._scripts:
            self._end_script()
        self._flush()
        while self._tables:
            self._end_table()

    def _flush(self) -> None:
        if self._in_cell:
            self._add(" ")
            return
        while self._scripts:
            self._end_script()
        spans = self._take_spans()
        if self._language is not None:
            text = "".join(span.text for span in spans)
            # A browser drops the line end right behind `<pre>`.
            self._keep("code", text, text, self._language)
            return
        shown = spans if self._keeps_space else _as_shown(spans)
        plain = "".join(span.text for span in shown)
        prefix = "" if self._part else self._prefix
        if plain.strip() and prefix:
            self._prefix = ""
        number = "" if prefix == "-" else prefix and f"{prefix} "
        self._keep("bullet" if prefix == "-" else "prose", number + write_line(shown), number + plain)

    def _keep(self, kind: Kind, text: str, plain: str, language: str = "") -> None:
        if plain.strip():
            self.content.blocks.append(HtmlBlock(kind, text, plain, language, self._part))

    def _next_prefix(self) -> str:
        if not self._lists or self._lists[-1] is None:
            return "-"
        self._lists[-1] += 1
        return f"{self._lists[-1]}."

    # -- tables

    def _begin_table_part(self, tag: str) -> None:
        if tag == "table":
            self._tables += 1
            if self._tables > 1:
                self.content.losses.add("a table within a table is a line of text here")
        elif self._tables == 1 and tag == "tr":
            self._rows.append([])
        elif self._tables == 1:
            self._end_cell()
            self._rows = self._rows or [[]]
            self._in_cell = True

    def _end_cell(self) -> None:
        if self._in_cell:
            self._rows[-1].append(write_line(_as_shown(self._take_spans())).replace("|", "\\|"))
            self._in_cell = False

    def _end_table(self) -> None:
        self._tables = max(0, self._tables - 1)
        if self._tables:
            return
        self._end_cell()
        rows, self._rows = [row for row in self._rows if any(row)], []
        if len(rows) == 1 and len(rows[0]) == 1:
            self._keep("prose", rows[0][0], rows[0][0])
        elif rows:
            self._keep("table", *[_markdown_table(rows)] * 2)


def _markdown_table(rows: list[list[str]]) -> str:
    width = max(map(len, rows))
    headings, *others = ([*row, *[""] * (width - len(row))] for row in rows)
    return "\n".join(f"| {' | '.join(row)} |" for row in (headings, ["---"] * width, *others))


def _as_shown(spans: Iterable[MarkupSpan]) -> list[MarkupSpan]:
    """White space as a browser shows it; editors write a no-break space where two spaces were typed."""
    shown: list[MarkupSpan] = []
    ends_in_space = True
    for span in spans:
        text = re.sub(r"[ \t\r\n\f]+", " ", span.text)
        if ends_in_space:
            text = text.removeprefix(" ")
        if text:
            ends_in_space = text.endswith(" ")
            shown.append(MarkupSpan(span.kind, text))
    if shown:
        shown[-1] = MarkupSpan(shown[-1].kind, shown[-1].text.removesuffix(" "))
    return [MarkupSpan(span.kind, span.text.replace("\u00a0", " ")) for span in shown if span.text]
