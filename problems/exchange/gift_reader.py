"""Reads GIFT, Moodle's text format: https://docs.moodle.org/en/GIFT_format.

Questions are parted by blank lines. Every one of them, a mere description too, becomes a problem or an
omission with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from markdown_it import MarkdownIt

from problems.errors import ExchangeError
from problems.exchange.html_writer import line_html, plain_html
from problems.exchange.question_import import (
    ImportResult,
    QuestionCollector,
    QuestionImport,
    UnsupportedQuestion,
)
from problems.exchange.question_kinds import (
    MatchingPair,
    OfferedAnswer,
    choice_raw,
    gaps_raw,
    matching_raw,
    order_raw,
    read_fraction,
)
from problems.exchange.raw_problem import RawProblem
from problems.exchange.tags import own_kind

NOT_A_STEP = "not a step"
# One character each for what stands behind a backslash, from a plane that no text uses, so that the
# signs of the format can be looked for plainly.
_ESCAPES = {char: chr(0xF0000 + ord(char)) for char in "~=#{}:n\\"}
_UNESCAPED = str.maketrans({held: "\n" if char == "n" else char for char, held in _ESCAPES.items()})
_TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
_HTML = re.compile(r"</?[a-z][a-z0-9]*\b[^>]*>|&#?\w+;", re.IGNORECASE)
_WEIGHT = re.compile(r"\s*%(-?[\d.]+)%")
_OWN_GAP = re.compile(r"\{\{([a-z0-9]+(?:-[a-z0-9]+)*)\}\}")
_TRUE_FALSE = re.compile(r"(T|F|TRUE|FALSE)\s*(#.*)?", re.DOTALL)
_TOO_LONG = 5_000_000


def from_gift(text: str) -> ImportResult:
    """The questions of a GIFT file. Raises ExchangeError for text that holds none."""
    if len(text) > _TOO_LONG:
        raise ExchangeError("The file is longer than 5 MB: split it.")
    paragraphs = list(_whole_paragraphs(list(_paragraphs(text))))
    if not all(any(sign in paragraph.text for paragraph in paragraphs) for sign in "{}"):
        raise ExchangeError("No question was found: a GIFT question has its answers between { and }.")
    collector = QuestionCollector()
    for paragraph in paragraphs:
        if paragraph.category:
            reason = "a category is not carried; each problem names its skill"
            collector.lose(paragraph.category, "category", reason, paragraph.location)
        else:
            question = QuestionImport(_title_of(paragraph), paragraph.location, paragraph.id)
            kind = own_kind(paragraph.tags)
            collector.read(question, partial(_build, text=paragraph.text, kind=kind), paragraph.tags)
    return collector.result()


@dataclass(slots=True)
class _Paragraph:
    """The lines between two blank ones, comments apart; `category` is set where the line names one."""

    line: int
    lines: list[str] = field(default_factory=list)
    id: str = ""
    tags: list[str] = field(default_factory=list)
    category: str = ""

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def location(self) -> str:
        return f"line {self.line}"

    def read_comment(self, line: str) -> None:
        """Moodle writes a question's id and tags into the comment above it."""
        named = re.search(r"\[id:([^\]]+)\]", line)
        self.id = named[1].strip() if named else self.id
        self.tags += re.findall(r"\[tag:([^\]]+)\]", line)


def _paragraphs(text: str) -> Iterator[_Paragraph]:
    """The file cut at blank lines and at categories, its escapes held apart."""
    held = re.sub(r"\\([~=#{}:n\\])", lambda found: _ESCAPES[found[1]], text.removeprefix("\ufeff"))
    paragraph = _Paragraph(1)
    for number, line in enumerate((*re.split(r"\r\n|\r|\n", held), ""), 1):
        words = line.strip()
        if words.startswith("//"):
            paragraph.read_comment(words)
        elif words and not words.startswith("$CATEGORY"):
            if not paragraph.lines:
                paragraph.line = number
            paragraph.lines.append(line)
        else:
            if paragraph.lines:
                yield paragraph
                paragraph = _Paragraph(number + 1)
            if words:
                yield _Paragraph(
                    number, category=words.partition(":")[2].strip().translate(_UNESCAPED) or words
                )
                paragraph = _Paragraph(number + 1)


def _whole_paragraphs(paragraphs: Sequence[_Paragraph]) -> Iterator[_Paragraph]:
    """The paragraphs, those joined whose braces a blank line parts: editors leave one among the answers."""
    at = 0
    while at < len(paragraphs):
        end = _end_of_braces(paragraphs, at)
        whole = paragraphs[at]
        for later in paragraphs[at + 1 : end]:
            whole.lines += ["", *later.lines]
            whole.tags += later.tags
        yield whole
        at = end


def _end_of_braces(paragraphs: Sequence[_Paragraph], at: int) -> int:
    """Behind the paragraph that closes this one's brace; the next where another opens before."""
    is_open = _is_open(paragraphs[at].text, is_open=False)
    end = at + 1
    while is_open and end < len(paragraphs) and not paragraphs[end].category:
        is_open = _is_open(paragraphs[end].text, is_open=True)
        end += 1
    return end if is_open is False else at + 1


def _is_open(text: str, *, is_open: bool) -> bool | None:
    """Whether a brace is open behind the text; None where one opens within another or closes none."""
    for brace in re.findall(r"[{}]", text):
        if (brace == "{") is is_open:
            return None
        is_open = not is_open
    return is_open


def _title_of(paragraph: _Paragraph) -> str:
    found = _TITLE.match(paragraph.text)
    if found and found[1].strip():
        return " ".join(found[1].translate(_UNESCAPED).split())
    stem = _FORMAT.sub("", _TITLE.sub("", paragraph.text, count=1).partition("{")[0]).translate(_UNESCAPED)
    return " ".join(re.sub(r"<[^>]*>", " ", stem).split())[:60]


def _build(question: QuestionImport, text: str, kind: str | None) -> RawProblem:
    """A problem of a paragraph, of our own `kind` if we wrote it. Raises UnsupportedQuestion."""
    text = text[found.end() :] if (found := _TITLE.match(text)) else text
    before, opened, rest = text.partition("{")
    body, closed, after = rest.partition("}")
    if "{" not in text and "}" not in text:
        raise UnsupportedQuestion("it is a description without answers, and here everything is asked")
    if not opened or not closed or "}" in before:
        raise UnsupportedQuestion(
            "its braces don't match: a blank line, a missing `}`, or a `{` without a backslash"
        )
    if "{" in after or "}" in after:
        raise UnsupportedQuestion("it has several groups of answers, and here a question has one")
    stem = before.strip() + (f" _____ {after.strip()}" if after.strip() else "")
    style = found[1] if (found := _FORMAT.match(stem)) else "moodle"
    answers, _, feedback = body.rpartition("####") if "####" in body else (body, "", "")
    raw = _read_answers(question, answers.strip(), _html(stem, style), style, kind)
    return question.solution(_html(feedback, style)) | raw


def _read_answers(question: QuestionImport, body: str, stem: str, style: str, kind: str | None) -> RawProblem:
    if not body:
        raise UnsupportedQuestion("an essay has no kind of problem here")
    if body.startswith("#"):
        raise UnsupportedQuestion("a number is typed, and no kind of problem here is")
    if "~" in body:
        answers = [
            _answer(part, style) for part in re.split(r"~|(?==)", body) if part.strip() not in ("", "=")
        ]
        empty = sum(part.strip() in ("", "=") for part in re.split(r"~|(?==)", body)[1:])
        if empty:
            question.lose("options", "an empty answer is left out")
        return question.prompt(stem) | choice_raw(question, answers, single="=" in body)
    if "=" in body and "->" in body:
        return _read_pairs(question, body, stem, style, kind)
    if _TRUE_FALSE.fullmatch(body):
        raise UnsupportedQuestion(
            "true or false has no kind of problem here, which offers three answers or more"
        )
    raise UnsupportedQuestion("a short answer is typed, and no kind of problem here is")


def _answer(part: str, style: str) -> OfferedAnswer:
    """`=right#because` or `%50%half`, its sign in front if it is the key."""
    is_key = part.startswith("=")
    part = part.removeprefix("=")
    weight = _WEIGHT.match(part)
    fraction = read_fraction(weight[1]) if weight else 100.0 if is_key else 0.0
    text, _, feedback = part[weight.end() if weight else 0 :].partition("#")
    return OfferedAnswer(_html(text, style), fraction, _html(feedback, style))


def _read_pairs(question: QuestionImport, body: str, stem: str, style: str, kind: str | None) -> RawProblem:
    parts = [part for part in body.split("=") if part.strip()]
    if not all("->" in part for part in parts):
        raise UnsupportedQuestion("one of its pairs has no `->`")
    pairs = [_pair(part, style, is_markup=kind == "blanks") for part in parts]
    lefts = [part.partition("->")[0].translate(_UNESCAPED).strip() for part in parts]
    if kind == "order":
        return question.prompt(stem) | _order(question, pairs, parts)
    gaps = [_OWN_GAP.fullmatch(left) for left in lefts]
    if any(gaps) and all(gap is None or stem.count(gap[0]) == 1 for gap in gaps) and _only_gaps(gaps, lefts):
        named = [(gap[0], gap[1], at) for at, gap in enumerate(gaps) if gap]
        return gaps_raw(question, stem, named, [pair.right for pair in pairs])
    return question.prompt(stem) | matching_raw(question, pairs, ": ")


def _only_gaps(gaps: Sequence[re.Match[str] | None], lefts: Sequence[str]) -> bool:
    return all(gap is not None or not left for gap, left in zip(gaps, lefts, strict=True))


def _pair(part: str, style: str, *, is_markup: bool) -> MatchingPair:
    """A pair; its right side is plain text in Moodle, and our own markup where we wrote it."""
    left, _, right = part.partition("->")
    right, _, feedback = right.partition("#")
    shown = right.translate(_UNESCAPED).strip()
    return MatchingPair(
        _html(left, style), (line_html if is_markup else plain_html)(shown), _html(feedback, style)
    )


def _order(question: QuestionImport, pairs: Sequence[MatchingPair], parts: Sequence[str]) -> RawProblem:
    """The steps by their positions, as our own export writes an ordering."""
    positions = [part.partition("->")[2].partition("#")[0].translate(_UNESCAPED).strip() for part in parts]
    answers = [OfferedAnswer(pair.left, 100, pair.feedback) for pair in pairs]
    steps = {
        int(position): answer
        for position, answer in zip(positions, answers, strict=True)
        if position.isdecimal()
    }
    strays = [answer for position, answer in zip(positions, answers, strict=True) if position == NOT_A_STEP]
    if sorted(steps) != list(range(1, len(pairs) - len(strays) + 1)):
        raise UnsupportedQuestion("the positions of its steps are not 1, 2, 3 and so on")
    return order_raw(question, [steps[position] for position in sorted(steps)], strays)


def _html(text: str, style: str) -> str:
    """The text as HTML. Moodle's own style is HTML where it holds a tag or an entity."""
    if found := _FORMAT.match(text):
        text, style = text[found.end() :], found[1]
    shown = text.translate(_UNESCAPED).strip()
    if style == "html":
        return shown
    if style == "markdown":
        return str(_MARKDOWN.render(shown))
    if style == "moodle" and _HTML.search(shown):
        return shown.replace("\n", "<br>")
    return plain_html(shown)


_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
