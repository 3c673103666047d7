"""Writes Moodle XML: https://docs.moodle.org/en/Moodle_XML_format.

A `choice` and a `choices` become `multichoice`, an `order` the `ordering` of Moodle 4.4, a `blanks`
`ddwtos` (drag and drop into text).
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from types import MappingProxyType
from typing import assert_never
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from problems.errors import ExchangeError
from problems.exchange.html_writer import code_html, line_html, option_html, prose_html, solution_html
from problems.exchange.loss_report import ExportResult, Loss, losses_between, omission
from problems.exchange.moodle_reader import from_moodle
from problems.exchange.raw_problem import has_twins, only_order
from problems.exchange.tags import to_tags
from problems.model import (
    BlanksProblem,
    Chip,
    ChoiceProblem,
    ChoicesProblem,
    Option,
    OrderProblem,
    Problem,
)

_UNNAMED = "Moodle's answers have no names; reading makes them anew"
_REASONS = {
    "picture": "a picture is drawn by Cutover",
    "images.file": "reading gives an image a name of its own",
    "tries_reason": "Moodle has no field for it",
    "proof": "a proof belongs to the bank",
    "options.id": _UNNAMED,
    "steps.id": _UNNAMED,
    "chips.id": _UNNAMED,
    "blanks.id": _UNNAMED,
    "steps.why": "Moodle's ordering has no feedback for each step",
    "chips.why": "Moodle's drag and drop has no feedback for each piece",
    "distractors": "Moodle's ordering has no steps to leave aside",
    "skill": "a tag holds 50 characters",
    "lab": "a tag holds 50 characters",
}
_NO_IMAGES: Mapping[str, bytes] = MappingProxyType({})


def to_moodle(problems: Iterable[Problem], images: Mapping[str, bytes] = _NO_IMAGES) -> ExportResult:
    """The problems as one Moodle XML file, with what did not come back when it was read again.

    `images` are the files that the problems name, by name.
    """
    quiz, losses = Element("quiz"), []
    for problem in problems:
        reason = _omission_reason(problem)
        if reason:
            losses.append(omission(problem.id, reason))
            continue
        question = _question(problem, images)
        found = _losses(problem, question)
        losses += found
        if not any(loss.left_out for loss in found):
            quiz.append(question)
    indent(quiz, "  ")
    return ExportResult(tostring(quiz, encoding="utf-8", xml_declaration=True) + b"\n", tuple(losses))


def _omission_reason(problem: Problem) -> str | None:
    match problem:
        case _ if has_twins(problem):
            return "two of its pieces look alike"
        case OrderProblem() if only_order(problem) is None:
            return "several orders are right, and Moodle's ordering keys one"
        case BlanksProblem() if any(len(blank.accepts) > 1 for blank in problem.blanks):
            return "a gap accepts several chips, and Moodle keys one"
    return None


def _losses(problem: Problem, question: Element) -> tuple[Loss, ...]:
    quiz = Element("quiz")
    quiz.append(question)
    try:
        back = from_moodle(tostring(quiz, encoding="utf-8"))
    except ExchangeError:
        return (omission(problem.id, "a text holds a character that XML can't carry"),)
    if not back.problems:
        return (omission(problem.id, f"it can't be read back: {back.omissions[0].what}"),)
    return losses_between(problem, back.problems[0], _REASONS)


def _question(problem: Problem, images: Mapping[str, bytes]) -> Element:
    question = Element("question", type=_type(problem))
    _text(SubElement(question, "name"), problem.title)
    text = _html(question, "questiontext", _stem(problem))
    for image in problem.images:
        file = SubElement(text, "file", name=image.file, path="/", encoding="base64")
        file.text = base64.b64encode(images[image.file]).decode()
    _html(question, "generalfeedback", solution_html(problem.solution, problem.source))
    _value(question, "defaultgrade", "1")
    # Each further try costs an equal share, the nearest that Moodle has to a value for each try.
    _value(question, "penalty", f"{1 / problem.tries:.7f}")
    _value(question, "hidden", "0")
    _value(question, "idnumber", problem.id)
    _body(question, problem)
    for hint in problem.hints:
        _html(question, "hint", line_html(hint))
    tags = SubElement(question, "tags")
    for tag in to_tags(problem):
        _text(SubElement(tags, "tag"), tag)
    return question


def _type(problem: Problem) -> str:
    match problem:
        case ChoiceProblem() | ChoicesProblem():
            return "multichoice"
        case OrderProblem():
            return "ordering"
        case BlanksProblem():
            return "ddwtos"
        case _:
            assert_never(problem)


def _stem(problem: Problem) -> str:
    images = "".join(
        f'<p><img src="@@PLUGINFILE@@/{image.file}" alt="{escape(image.alt)}"></p>'
        for image in problem.images
    )
    stem = prose_html(problem.prompt) + images + (code_html(problem.code) if problem.code else "")
    if not isinstance(problem, BlanksProblem):
        return stem
    template = code_html(problem.template)
    for at, blank in enumerate(problem.blanks, 1):
        template = template.replace("{{" + blank.id + "}}", f"[[{at}]]")
    return stem + template


def _body(question: Element, problem: Problem) -> None:
    match problem:
        case ChoiceProblem():
            _choice(question, problem.options, single=True)
        case ChoicesProblem():
            _choice(question, problem.options, single=False)
        case OrderProblem():
            _ordering(question, problem)
        case BlanksProblem():
            _value(question, "shuffleanswers", "1")
            for chip in _by_gap(problem):
                box = SubElement(question, "dragbox")
                _text(box, line_html(chip.text))
                _value(box, "group", "1")
        case _:
            assert_never(problem)


def _choice(question: Element, options: Sequence[Option], single: bool) -> None:
    _value(question, "single", "true" if single else "false")
    _value(question, "shuffleanswers", "true")
    _value(question, "answernumbering", "none")
    share = f"{100 / sum(option.correct for option in options):.7g}"
    for option in options:
        fraction = share if option.correct else "0" if single else f"-{share}"
        answer = SubElement(question, "answer", fraction=fraction, format="html")
        SubElement(answer, "text").text = option_html(option)
        _html(answer, "feedback", line_html(option.why))


def _ordering(question: Element, problem: OrderProblem) -> None:
    texts = {step.id: step.text for step in problem.steps}
    settings = {
        "layouttype": "VERTICAL",
        "selecttype": "ALL",
        "selectcount": "0",
        "gradingtype": "ALL_OR_NOTHING",
        "showgrading": "SHOW",
        "numberingstyle": "none",
    }
    for name, value in settings.items():
        _value(question, name, value)
    for at, step in enumerate(only_order(problem) or (), 1):
        answer = SubElement(question, "answer", fraction=str(at), format="html")
        SubElement(answer, "text").text = line_html(texts[step])


def _by_gap(problem: BlanksProblem) -> list[Chip]:
    """Chip n belongs into gap n, as `[[n]]` wants it; the others follow."""
    chips = {chip.id: chip for chip in problem.chips}
    return [chips.pop(blank.accepts[0]) for blank in problem.blanks] + list(chips.values())


def _value(parent: Element, name: str, value: str) -> None:
    SubElement(parent, name).text = value


def _text(parent: Element, text: str) -> None:
    SubElement(parent, "text").text = text


def _html(parent: Element, name: str, html: str) -> Element:
    element = SubElement(parent, name, format="html")
    _text(element, html)
    return element
