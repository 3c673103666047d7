"""Reads Moodle XML: https://docs.moodle.org/en/Moodle_XML_format.

Takes `multichoice`, `ordering`, `ddwtos`, `gapselect` and `matching`; every other question is an omission
with its reason, and every element of a question that nobody reads is a loss.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from html import escape
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from markdown_it import MarkdownIt

from problems.errors import ExchangeError
from problems.exchange.html_writer import plain_html
from problems.exchange.question_import import (
    ImportResult,
    QuestionCollector,
    QuestionImport,
    UnsupportedQuestion,
    decode_base64,
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

_READ = {"name", "questiontext", "generalfeedback", "idnumber", "tags", "hint", "single", "file"}
_READ |= {"image", "image_base64", "answer", "dragbox", "selectoption", "subquestion"}
# How a question looks in Moodle, which every page here decides for itself.
_LOOKS = {"answernumbering", "showstandardinstruction", "shownumcorrect", "layouttype", "showgrading"}
_LOOKS |= {"numberingstyle", "selectcount", "standardfeedback"}
# What Moodle writes when nobody chose anything, and what our own export writes.
_USUAL = {
    "defaultgrade": {"1"},
    "penalty": {"0", "0.3333333", "0.1"},
    "hidden": {"0"},
    "shuffleanswers": {"1", "true"},
    "selecttype": {"0", "all"},
    "gradingtype": {"-1", "all_or_nothing"},
    "correctfeedback": {"your answer is correct."},
    "partiallycorrectfeedback": {"your answer is partially correct."},
    "incorrectfeedback": {"your answer is incorrect."},
}
_ELEMENT_LOSSES = {
    "defaultgrade": "points are not carried; every problem counts the same",
    "penalty": "what a further try costs is decided here by the number of tries",
    "hidden": "it is hidden in Moodle, and shown here",
    "shuffleanswers": "its pieces stand in a fixed order in Moodle; here each learner sees them shuffled",
    "selecttype": "Moodle asks for a part of its steps; here all are asked",
    "gradingtype": "how an order is marked is decided here",
    "correctfeedback": "feedback for the whole answer is not carried",
    "partiallycorrectfeedback": "feedback for the whole answer is not carried",
    "incorrectfeedback": "feedback for the whole answer is not carried",
}
_GAP = re.compile(r"\[\[(\d{1,3})\]\]")
# A character of no text stands at both ends of a gap's number while its text is read.
_GAP_SIGN = "\ufdd0{}\ufdd1"
_NO_TEXT = re.compile("[\ufdd0\ufdd1]")


def from_moodle(content: bytes) -> ImportResult:
    """The questions of a Moodle XML file. Raises ExchangeError for one that is none, or not safe to read."""
    try:
        quiz = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as e:
        raise ExchangeError(
            "The file declares entities or a DTD, which an export of Moodle never does."
        ) from e
    except (ParseError, ValueError, LookupError) as e:
        raise ExchangeError(f"The file is not well-formed XML: {e}.") from e
    if quiz.tag != "quiz":
        raise ExchangeError(f"The file's root is <{quiz.tag}>, and Moodle's is <quiz>.")
    collector = QuestionCollector()
    for number, element in enumerate(quiz, 1):
        _read_question(collector, element, f"question {number}")
    return collector.result()


def _read_question(collector: QuestionCollector, element: Element, location: str) -> None:
    if element.tag != "question":
        collector.lose(f"<{element.tag}>", "file", "this is no question, and is not read", location)
    elif element.get("type") == "category":
        name = _text(element, "category/text") or "a category"
        collector.lose(name, "category", "a category is not carried; each problem names its skill", location)
    else:
        title = " ".join(_text(element, "name/text").split())
        question = QuestionImport(title, location, _text(element, "idnumber"), _files(element))
        tags = [tag.text or "" for tag in element.iterfind("tags/tag/text")]
        collector.read(question, partial(_build, element=element, tags=tags), tags)


def _build(question: QuestionImport, element: Element, tags: Sequence[str]) -> RawProblem:
    """A problem of a question's element. Raises UnsupportedQuestion."""
    raw = _read_body(question, element)
    hints = [question.line(_html(hint), "hints") for hint in element.iterfind("hint")]
    for path, reason in _unread(element, has_tries=any(tag.startswith("tries=") for tag in tags)):
        question.lose(path, reason)
    return question.solution(_html(element.find("generalfeedback"))) | {"hints": [*filter(None, hints)]} | raw


def _read_body(question: QuestionImport, element: Element) -> RawProblem:
    stem = _NO_TEXT.sub("", _html(element.find("questiontext"))) + _old_image(element)
    match element.get("type", ""):
        case "multichoice":
            single = _text(element, "single").lower() not in ("false", "0")
            return question.prompt(stem) | choice_raw(question, _answers(element), single=single)
        case "ordering":
            steps = sorted(_answers(element), key=lambda answer: answer.fraction)
            return question.prompt(stem) | order_raw(question, steps)
        case "ddwtos":
            return _gaps(question, stem, element, [_text(box, "text") for box in element.iterfind("dragbox")])
        case "gapselect":
            chips = [plain_html(_text(option, "text")) for option in element.iterfind("selectoption")]
            return _gaps(question, stem, element, chips)
        case "matching":
            return question.prompt(stem) | matching_raw(question, _pairs(element), " ")
        case kind:
            raise UnsupportedQuestion(f"Moodle's `{kind}` has no kind of problem here")


def _gaps(question: QuestionImport, stem: str, element: Element, chips: Sequence[str]) -> RawProblem:
    numbers = [int(number) for number in _GAP.findall(stem)]
    if not all(1 <= number <= len(chips) for number in numbers):
        raise UnsupportedQuestion("a gap in its text has no piece")
    if len(set(numbers)) < len(numbers):
        raise UnsupportedQuestion("a piece belongs into two gaps, and a chip here is used once")
    if (
        len(
            {_text(box, "group") for box in (*element.iterfind("dragbox"), *element.iterfind("selectoption"))}
        )
        > 1
    ):
        question.lose("chips", "its pieces come in groups; here each may go into each gap")
    marked = _GAP.sub(lambda gap: _GAP_SIGN.format(int(gap[1])), stem)
    gaps = [(_GAP_SIGN.format(number), f"gap-{at}", number - 1) for at, number in enumerate(numbers, 1)]
    return gaps_raw(question, marked, gaps, chips)


def _pairs(element: Element) -> list[MatchingPair]:
    return [
        MatchingPair(_html(pair), plain_html(_text(pair, "answer/text")))
        for pair in element.iterfind("subquestion")
        if _text(pair, "answer/text") or _html(pair)
    ]


def _answers(element: Element) -> list[OfferedAnswer]:
    return [
        OfferedAnswer(
            _html(answer), read_fraction(answer.get("fraction", "0")), _html(answer.find("feedback"))
        )
        for answer in element.iterfind("answer")
    ]


def _unread(element: Element, *, has_tries: bool) -> Iterator[tuple[str, str]]:
    """Path and reason of each element that says something which a problem can't."""
    for child in element:
        value = " ".join((child.text or child.findtext("text") or "").split())
        if child.tag in _READ | _LOOKS or (child.tag == "penalty" and has_tries):
            continue
        has_content = value or len(child) > 0
        if child.tag in _USUAL and _is_usual(child.tag, value):
            continue
        if has_content:
            yield child.tag, _ELEMENT_LOSSES.get(child.tag, f"Moodle's `{child.tag}` has no field here")


def _is_usual(tag: str, value: str) -> bool:
    shown = re.sub(r"<[^>]*>", "", value).strip().lower()
    number = re.sub(r"(\.\d*?)0+$", r"\1", shown).rstrip(".") if "." in shown else shown
    return not shown or shown in _USUAL[tag] or number in _USUAL[tag]


def _files(element: Element) -> Mapping[str, bytes]:
    """The files that came with a question, by name; one that is no base64 is as good as missing."""
    found = [(file.get("name", ""), file.text or "") for file in element.iter("file")]
    found.append((_text(element, "image").rpartition("/")[2], _text(element, "image_base64")))
    decoded = {name: decode_base64(content) for name, content in found if content}
    return {name: content for name, content in decoded.items() if content is not None}


def _old_image(element: Element) -> str:
    """The one image that a question of Moodle 1.9 has, as newer ones say it."""
    name = _text(element, "image")
    return f'<img src="{escape(name)}" alt="">' if name else ""


def _html(element: Element | None) -> str:
    """The text in an element, as HTML whatever its format."""
    if element is None:
        return ""
    text = (element.findtext("text") or element.text or "").strip()
    style = element.get("format", "html")
    if style == "markdown":
        return str(_MARKDOWN.render(text))
    if style == "plain_text":
        return plain_html(text)
    return text.replace("\n", "<br>") if style == "moodle_auto_format" else text


def _text(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
