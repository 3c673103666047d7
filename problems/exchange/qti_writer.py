"""Writes IMS QTI 2.1: a content package with one item for each problem and a test that holds time and tries.

https://www.imsglobal.org/question/qtiv2p1/imsqti_infov2p1.html is the information model that the element
and attribute names are taken from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import assert_never
from xml.etree.ElementTree import Element, SubElement, tostring

from problems.exchange.loss_report import ExportResult, Loss, omission
from problems.exchange.qti_package import (
    ITEM_NAMESPACE,
    assessment_test,
    document,
    identifier,
    package_manifest,
    zipped,
)
from problems.exchange.qti_reader import RATIONALES, TOOL_NAME
from problems.markup import MarkupSpan, MarkupTable, parse, parse_line
from problems.model import (
    BlanksProblem,
    ChoiceProblem,
    ChoicesProblem,
    Code,
    Option,
    OrderProblem,
    Problem,
    template_parts,
)

# Every right order is written out, since QTI has no "before"; past this an item is a page of XML.
_MOST_ORDERS = 120

_LOST = {
    "tries_reason": "QTI has no field for it",
    "hints": "QTI has no hints that cost",
    "picture": "a picture is drawn by Cutover",
    "lab": "a lab belongs to Cutover",
    "proof": "a proof belongs to the bank",
}
_NO_IMAGES: Mapping[str, bytes] = MappingProxyType({})
_PARTIAL = Loss(
    "", "partial credit", "an order is right or wrong; the distance to a right one has no operator"
)


def to_qti(problems: Iterable[Problem], images: Mapping[str, bytes] = _NO_IMAGES) -> ExportResult:
    """The problems as a zipped content package, with what its items can't carry.

    `images` are the files that the problems name, by name.
    """
    items: dict[str, Element] = {}
    losses: list[Loss] = []
    exported: list[Problem] = []
    for problem in problems:
        if isinstance(problem, OrderProblem) and _orders(problem) is None:
            losses.append(
                omission(problem.id, f"more than {_MOST_ORDERS} orders are right, too many to list")
            )
            continue
        exported.append(problem)
        items[f"items/{problem.id}.xml"] = item(problem)
        losses += _losses(problem)
    documents = {
        "imsmanifest.xml": package_manifest(exported),
        "test.xml": assessment_test(exported),
        **items,
    }
    files = {path: tostring(root, encoding="utf-8", xml_declaration=True) for path, root in documents.items()}
    shown = sorted({image.file for problem in exported for image in problem.images})
    return ExportResult(zipped(files | {f"images/{name}": images[name] for name in shown}), tuple(losses))


def item(problem: Problem) -> Element:
    """The problem as an `assessmentItem`."""
    root = document("assessmentItem", ITEM_NAMESPACE)
    root.attrib |= {
        "identifier": identifier(problem.id),
        "title": problem.title,
        "adaptive": "false",
        "timeDependent": "false",
        "toolName": TOOL_NAME,
    }
    _declare_response(root, problem)
    _declare(root, "SCORE", "single", "float", "0")
    if isinstance(problem, ChoiceProblem | ChoicesProblem):
        _declare(root, "FEEDBACK", "single" if problem.kind == "choice" else "multiple", "identifier")
    _declare(root, "SOLUTION", "single", "identifier")
    body = SubElement(root, "itemBody")
    _prose(body, problem.prompt)
    for image in problem.images:
        address = {"src": f"../images/{image.file}", "alt": image.alt}
        SubElement(SubElement(body, "p"), "img", address)
    if problem.code:
        _code(body, problem.code)
    _interaction(body, problem)
    _process(SubElement(root, "responseProcessing"), problem)
    _solution(root, problem)
    return root


def _losses(problem: Problem) -> Iterator[Loss]:
    for field, what in _LOST.items():
        if getattr(problem, field):
            yield Loss(problem.id, field, what)
    if isinstance(problem, OrderProblem):
        yield Loss(problem.id, _PARTIAL.field, _PARTIAL.what)


def _orders(problem: OrderProblem) -> tuple[tuple[str, ...], ...] | None:
    found = tuple(islice(problem.valid_orders(), _MOST_ORDERS + 1))
    return found if len(found) <= _MOST_ORDERS else None


def _declare_response(root: Element, problem: Problem) -> None:
    cardinality, base, key = _key(problem)
    names = {"identifier": "RESPONSE", "cardinality": cardinality, "baseType": base}
    declaration = SubElement(root, "responseDeclaration", names)
    correct = SubElement(declaration, "correctResponse")
    for value in key:
        SubElement(correct, "value").text = value
    if isinstance(problem, ChoicesProblem):
        _map(declaration, problem)


def _key(problem: Problem) -> tuple[str, str, list[str]]:
    """Cardinality, base type and one right response."""
    match problem:
        case ChoiceProblem():
            return "single", "identifier", [identifier(one.id) for one in problem.options if one.correct]
        case ChoicesProblem():
            return "multiple", "identifier", [identifier(one.id) for one in problem.options if one.correct]
        case OrderProblem():
            return "ordered", "identifier", [identifier(step) for step in next(problem.valid_orders())]
        case BlanksProblem():
            return "multiple", "directedPair", _filled(problem)
        case _:
            assert_never(problem)


def _filled(problem: BlanksProblem, used: tuple[str, ...] = ()) -> list[str]:
    """The first way to fill every gap, as pairs of chip and gap."""
    if len(used) == len(problem.blanks):
        pairs = zip(used, problem.blanks, strict=True)
        return [f"{identifier(chip)} {identifier(blank.id)}" for chip, blank in pairs]
    for chip in problem.blanks[len(used)].accepts:
        found = _filled(problem, (*used, chip)) if chip not in used else []
        if found:
            return found
    return []


def _map(declaration: Element, problem: ChoicesProblem) -> None:
    """Cutover's own partial credit: (hits - false picks) / keys, never below nothing."""
    share = 1 / sum(option.correct for option in problem.options)
    bounds = {"lowerBound": "0", "upperBound": "1", "defaultValue": "0"}
    mapping = SubElement(declaration, "mapping", bounds)
    for option in problem.options:
        value = f"{share if option.correct else -share:.7g}"
        SubElement(mapping, "mapEntry", {"mapKey": identifier(option.id), "mappedValue": value})


def _declare(root: Element, name: str, cardinality: str, base: str, default: str = "") -> None:
    names = {"identifier": name, "cardinality": cardinality, "baseType": base}
    outcome = SubElement(root, "outcomeDeclaration", names)
    if default:
        SubElement(SubElement(outcome, "defaultValue"), "value").text = default


def _interaction(body: Element, problem: Problem) -> None:
    match problem:
        case ChoiceProblem() | ChoicesProblem():
            most = "1" if problem.kind == "choice" else "0"
            names = {"responseIdentifier": "RESPONSE", "shuffle": "true", "maxChoices": most}
            interaction = SubElement(body, "choiceInteraction", names)
            for option in problem.options:
                _choice(interaction, option)
        case OrderProblem():
            names = {"responseIdentifier": "RESPONSE", "shuffle": "true"}
            if problem.distractors:
                names |= {"minChoices": "1", "maxChoices": str(len(problem.steps) + len(problem.distractors))}
            interaction = SubElement(body, "orderInteraction", names)
            for name, text, _ in _steps(problem):
                _inline(SubElement(interaction, "simpleChoice", {"identifier": identifier(name)}), text)
        case BlanksProblem():
            _gap_match(body, problem)
        case _:
            assert_never(problem)


def _steps(problem: OrderProblem) -> Iterator[tuple[str, str, str]]:
    """Id, text and why of every step, the distractors last."""
    yield from ((step.id, step.text, step.why) for step in problem.steps)
    yield from ((stray.id, stray.text, stray.why) for stray in problem.distractors)


def _choice(interaction: Element, option: Option) -> None:
    choice = SubElement(interaction, "simpleChoice", {"identifier": identifier(option.id)})
    if option.code:
        _code(choice, option.code)
    else:
        _inline(choice, option.text or "")
    shown = {"outcomeIdentifier": "FEEDBACK", "identifier": identifier(option.id), "showHide": "show"}
    _inline(SubElement(choice, "feedbackInline", shown), option.why)


def _gap_match(body: Element, problem: BlanksProblem) -> None:
    interaction = SubElement(
        body, "gapMatchInteraction", {"responseIdentifier": "RESPONSE", "shuffle": "true"}
    )
    for chip in problem.chips:
        SubElement(
            interaction, "gapText", {"identifier": identifier(chip.id), "matchMax": "1"}
        ).text = chip.text
    text = SubElement(interaction, "pre")
    last: Element | None = None
    for part, content in template_parts(problem.template.text):
        if part == "blank":
            last = SubElement(text, "gap", {"identifier": identifier(content)})
        elif last is None:
            text.text = content
        else:
            last.tail = content


def _process(processing: Element, problem: Problem) -> None:
    if isinstance(problem, ChoicesProblem):
        score = SubElement(processing, "setOutcomeValue", {"identifier": "SCORE"})
        SubElement(score, "mapResponse", {"identifier": "RESPONSE"})
    else:
        condition = SubElement(processing, "responseCondition")
        met = SubElement(condition, "responseIf")
        met.append(_test_of(problem))
        _set(met, "SCORE", "float", "1")
    if isinstance(problem, ChoiceProblem | ChoicesProblem):
        feedback = SubElement(processing, "setOutcomeValue", {"identifier": "FEEDBACK"})
        SubElement(feedback, "variable", {"identifier": "RESPONSE"})
    _set(processing, "SOLUTION", "identifier", "shown")


def _test_of(problem: Problem) -> Element:
    """The condition under which a response is right."""
    match problem:
        case OrderProblem():
            return _any(_match_order(order) for order in _orders(problem) or ())
        case BlanksProblem():
            return _all(_any(_has(chip, blank.id) for chip in blank.accepts) for blank in problem.blanks)
    match = Element("match")
    SubElement(match, "variable", {"identifier": "RESPONSE"})
    SubElement(match, "correct", {"identifier": "RESPONSE"})
    return match


def _match_order(order: tuple[str, ...]) -> Element:
    match = Element("match")
    SubElement(match, "variable", {"identifier": "RESPONSE"})
    ordered = SubElement(match, "ordered")
    for step in order:
        SubElement(ordered, "baseValue", {"baseType": "identifier"}).text = identifier(step)
    return match


def _has(chip: str, blank: str) -> Element:
    member = Element("member")
    SubElement(
        member, "baseValue", {"baseType": "directedPair"}
    ).text = f"{identifier(chip)} {identifier(blank)}"
    SubElement(member, "variable", {"identifier": "RESPONSE"})
    return member


def _any(tests: Iterable[Element]) -> Element:
    return _joined("or", list(tests))


def _all(tests: Iterable[Element]) -> Element:
    return _joined("and", list(tests))


def _joined(operator: str, tests: list[Element]) -> Element:
    if len(tests) == 1:
        return tests[0]
    joined = Element(operator)
    joined.extend(tests)
    return joined


def _set(parent: Element, name: str, base: str, value: str) -> None:
    outcome = SubElement(parent, "setOutcomeValue", {"identifier": name})
    SubElement(outcome, "baseValue", {"baseType": base}).text = value


def _solution(root: Element, problem: Problem) -> None:
    shown = {"outcomeIdentifier": "SOLUTION", "identifier": "shown", "showHide": "show"}
    feedback = SubElement(root, "modalFeedback", shown)
    _list(feedback, "ol", problem.solution.steps, "steps")
    _inline(SubElement(feedback, "p", {"class": "takeaway"}), problem.solution.takeaway)
    _list(feedback, "ul", problem.solution.mistakes, "mistakes")
    match problem:
        case OrderProblem():
            _list(
                feedback, "ul", [f"{text}: {rationale}" for _, text, rationale in _steps(problem)], RATIONALES
            )
        case BlanksProblem():
            _list(feedback, "ul", [f"`{chip.text}`: {chip.why}" for chip in problem.chips], RATIONALES)
    if problem.source:
        _inline(SubElement(feedback, "p", {"class": "source"}), problem.source)


def _list(parent: Element, tag: str, lines: Iterable[str], name: str) -> None:
    listed = SubElement(parent, tag, {"class": name})
    for line in lines:
        _inline(SubElement(listed, "li"), line)


def _inline(parent: Element, text: str | tuple[MarkupSpan, ...]) -> None:
    """Append a line with its `code` and **strong** as elements."""
    for span in parse_line(text) if isinstance(text, str) else text:
        if span.kind != "text":
            SubElement(parent, span.kind).text = span.text
        elif len(parent):
            parent[-1].tail = (parent[-1].tail or "") + span.text
        else:
            parent.text = (parent.text or "") + span.text


def _prose(body: Element, text: str) -> None:
    bullets: Element | None = None
    for block in parse(text):
        if isinstance(block, MarkupTable):
            bullets = None
            _table(body, block)
            continue
        if block.kind == "paragraph":
            bullets = None
        elif bullets is None:
            bullets = SubElement(body, "ul")
        element = SubElement(body, "p") if bullets is None else SubElement(bullets, "li")
        _inline(element, block.spans)


def _table(parent: Element, table: MarkupTable) -> None:
    body = SubElement(SubElement(parent, "table"), "tbody")
    for at, row in enumerate(table.rows):
        line = SubElement(body, "tr")
        for cell in row:
            _inline(SubElement(line, "td" if at else "th"), cell)


def _code(parent: Element, code: Code) -> None:
    SubElement(SubElement(parent, "pre"), "code", {"class": f"language-{code.language}"}).text = code.text
