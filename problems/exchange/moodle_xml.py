"""Moodle XML: https://docs.moodle.org/en/Moodle_XML_format.

A `choice` and a `choices` become `multichoice`, an `order` the `ordering` of Moodle 4.4, a `blanks`
`ddwtos` (drag and drop into text). Reading also takes `gapselect` and `matching`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import assert_never
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from problems.errors import ExchangeError
from problems.exchange.import_model import (
    Answer,
    Exported,
    Head,
    Imported,
    Intake,
    Unfit,
    blanks_raw,
    choice_raw,
    order_raw,
)
from problems.exchange.loss_report import Loss, left_out, lost_between
from problems.exchange.markup import code_html, option_html, prompt_html, solution_html, text_html
from problems.exchange.tags import to_tags
from problems.exchange.yaml_shape import Raw, only_order
from problems.model import (
    BlanksProblem,
    Chip,
    ChoiceProblem,
    ChoicesProblem,
    Code,
    Option,
    OrderProblem,
    Problem,
)

_UNNAMED = "Moodle's answers have no names; reading makes them anew"
_REASONS = {
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


def to_moodle(problems: Iterable[Problem]) -> Exported:
    """The problems as one Moodle XML file, with what did not come back when it was read again."""
    quiz, losses = Element("quiz"), []
    for problem in problems:
        reason = _unfit(problem)
        if reason:
            losses.append(left_out(problem.id, reason))
            continue
        question = _question(problem)
        losses += _lost(problem, question)
        quiz.append(question)
    indent(quiz, "  ")
    return Exported(tostring(quiz, encoding="utf-8", xml_declaration=True) + b"\n", tuple(losses))


def from_moodle(content: bytes) -> Imported:
    """The questions of a Moodle XML file. Raises ExchangeError for one that is none, or not safe to read."""
    try:
        quiz = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as e:
        raise ExchangeError(
            "The file declares entities or a DTD, which an export of Moodle never does."
        ) from e
    except ParseError as e:
        raise ExchangeError(f"The file is not well-formed XML: {e}.") from e
    if quiz.tag != "quiz":
        raise ExchangeError(f"The file's root is <{quiz.tag}>, and Moodle's is <quiz>.")
    intake = Intake()
    for question in quiz.iterfind("question"):
        if question.get("type") != "category":
            _take(question, intake)
    return intake.done()


def _unfit(problem: Problem) -> str | None:
    match problem:
        case OrderProblem() if only_order(problem) is None:
            return "several orders are right, and Moodle's ordering keys one"
        case BlanksProblem() if any(len(blank.accepts) > 1 for blank in problem.blanks):
            return "a gap accepts several chips, and Moodle keys one"
    return None


def _lost(problem: Problem, question: Element) -> tuple[Loss, ...]:
    quiz = Element("quiz")
    quiz.append(question)
    try:
        back = from_moodle(tostring(quiz, encoding="utf-8"))
    except ExchangeError:
        return (Loss(problem.id, "prompt", "a text holds a character that XML can't carry"),)
    return lost_between(problem, back.problems[0], _REASONS)


def _question(problem: Problem) -> Element:
    question = Element("question", type=_type(problem))
    _text(SubElement(question, "name"), problem.title)
    _html(question, "questiontext", _stem(problem))
    _html(question, "generalfeedback", solution_html(problem.solution, problem.source))
    _value(question, "defaultgrade", "1")
    # Each further try costs an equal share, the nearest that Moodle has to a value for each try.
    _value(question, "penalty", f"{1 / problem.tries:.7f}")
    _value(question, "hidden", "0")
    _value(question, "idnumber", problem.id)
    _body(question, problem)
    for hint in problem.hints:
        _html(question, "hint", text_html(hint))
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
    if not isinstance(problem, BlanksProblem):
        return prompt_html(problem)
    template = code_html(Code(language=problem.template.language, text=problem.template.text))
    for at, blank in enumerate(problem.blanks, 1):
        template = template.replace("{{" + blank.id + "}}", f"[[{at}]]")
    return prompt_html(problem) + template


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
                _text(box, text_html(chip.text))
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
        _html(answer, "feedback", text_html(option.why))


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
        SubElement(answer, "text").text = text_html(texts[step])


def _by_gap(problem: BlanksProblem) -> list[Chip]:
    """Chip n belongs into gap n, as `[[n]]` wants it; the others follow."""
    chips = {chip.id: chip for chip in problem.chips}
    return [chips.pop(blank.accepts[0]) for blank in problem.blanks] + list(chips.values())


def _take(question: Element, intake: Intake) -> None:
    head = Head(
        title=_at(question, "name/text"),
        text=_marked(question.find("questiontext")),
        id=_at(question, "idnumber"),
        feedback=_marked(question.find("generalfeedback")),
        tags=[tag.text or "" for tag in question.iterfind("tags/tag/text")],
        hints=[_marked(hint) for hint in question.iterfind("hint")],
    )
    try:
        intake.add(head, _read_body(question, head, intake))
    except Unfit as unfit:
        intake.lose(head, str(unfit))


def _read_body(question: Element, head: Head, intake: Intake) -> Raw:
    kind = question.get("type", "")
    answers = [_answer(answer) for answer in question.iterfind("answer")]
    match kind:
        case "multichoice":
            single = _at(question, "single") in ("true", "1")
            if single and any(0 < answer.fraction < 100 for answer in answers):
                intake.lose(head, "a partly right answer counts as wrong", "options.correct")
            return choice_raw(answers, single)
        case "ordering":
            return order_raw(sorted(answers, key=lambda answer: answer.fraction))
        case "ddwtos" | "gapselect":
            drag = [_at(box, "text") for box in question.iterfind("dragbox")]
            return _gaps(
                head, drag or [text_html(_at(one, "text")) for one in question.iterfind("selectoption")]
            )
        case "matching":
            return _matching(question, head)
    raise Unfit(f"Moodle's `{kind}` has no kind of problem here")


def _gaps(head: Head, chips: Sequence[str]) -> Raw:
    marks = [(f"[[{at}]]", at - 1) for at in range(1, len(chips) + 1)]
    gaps = [(mark, at) for mark, at in marks for _ in range(head.text.count(mark))]
    return blanks_raw(head.text, gaps, chips)


def _matching(question: Element, head: Head) -> Raw:
    pairs = [(_marked(pair), _at(pair, "answer/text")) for pair in question.iterfind("subquestion")]
    rows = [f"<p>{left} [[{at}]]</p>" for at, (left, _) in enumerate(pairs, 1) if left.strip()]
    gaps = [(f"[[{at}]]", at - 1) for at, (left, _) in enumerate(pairs, 1) if left.strip()]
    return blanks_raw(head.text + "".join(rows), gaps, [text_html(right) for _, right in pairs])


def _answer(answer: Element) -> Answer:
    try:
        fraction = float(answer.get("fraction", "0"))
    except ValueError as e:
        raise Unfit(f"an answer's fraction is `{answer.get('fraction')}`, which is no number") from e
    return Answer(_marked(answer), fraction, _marked(answer.find("feedback")))


def _marked(element: Element | None) -> str:
    """The text in an element, as HTML whatever its format."""
    if element is None:
        return ""
    text = _at(element, "text")
    if element.get("format", "html") in ("html", "moodle_auto_format"):
        return text
    return "".join(f"<p>{text_html(line)}</p>" for line in text.split("\n"))


def _at(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _value(parent: Element, name: str, value: str) -> None:
    SubElement(parent, name).text = value


def _text(parent: Element, text: str) -> None:
    SubElement(parent, "text").text = text


def _html(parent: Element, name: str, html: str) -> None:
    _text(SubElement(parent, name, format="html"), html)
