"""A QTI item says the same of an answer as the problem that it was made of."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from itertools import islice, permutations
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import HealthCheck, given, settings

from problems.exchange.qti_writer import item, to_qti
from problems.model import BlanksProblem, ChoiceProblem, ChoicesProblem, OrderProblem, Problem
from tests.problems.strategies import blanks, choice, choices, order, problems

_AT_EASE = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
_NS = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"


def _score(root: Element, response: list[str]) -> float:
    """Response processing as QTI 2.1 defines the operators that we use."""
    mapped = root.find("responseDeclaration/mapping")
    if mapped is not None:
        worth = {entry.attrib["mapKey"]: float(entry.attrib["mappedValue"]) for entry in mapped}
        least, most = float(mapped.attrib["lowerBound"]), float(mapped.attrib["upperBound"])
        return min(most, max(least, sum(worth[one] for one in response)))
    condition = root.find("responseProcessing/responseCondition/responseIf")
    assert condition is not None
    return 1.0 if _holds(root, condition[0], response) else 0.0


def _holds(root: Element, test: Element, response: list[str]) -> bool:
    match test.tag:
        case "or":
            return any(_holds(root, inner, response) for inner in test)
        case "and":
            return all(_holds(root, inner, response) for inner in test)
        case "member":
            return test[0].text in response
        case "match" if test[1].tag == "ordered":
            return [value.text for value in test[1]] == response
        case "match":
            return [
                value.text for value in root.iterfind("responseDeclaration/correctResponse/value")
            ] == response
    raise AssertionError(test.tag)


def _names(ids: Iterable[str]) -> list[str]:
    return [one if one[0].isalpha() else f"_{one}" for one in ids]


@pytest.mark.slow
@_AT_EASE
@given(problem=choice())
def test_a_choice_scores_its_key_alone(problem: ChoiceProblem) -> None:
    root = item(problem)
    for option in problem.options:
        assert _score(root, _names([option.id])) == float(option.correct)


@pytest.mark.slow
@_AT_EASE
@given(problem=choices())
def test_picking_everything_earns_no_more_than_here(problem: ChoicesProblem) -> None:
    keys = [option.id for option in problem.options if option.correct]
    others = [option.id for option in problem.options if not option.correct]
    root = item(problem)
    assert _score(root, _names(keys)) == pytest.approx(1)
    partial = max(0.0, (len(keys) - len(others)) / len(keys))
    assert _score(root, _names([*keys, *others])) == pytest.approx(partial, abs=1e-6)


@pytest.mark.slow
@_AT_EASE
@given(problem=order())
def test_every_right_order_scores_and_no_other(problem: OrderProblem) -> None:
    right, root = set(problem.valid_orders()), item(problem)
    for steps in permutations([step.id for step in problem.steps]):
        assert _score(root, _names(steps)) == float(steps in right)


@pytest.mark.slow
@_AT_EASE
@given(problem=blanks())
def test_each_gap_takes_what_it_accepts(problem: BlanksProblem) -> None:
    root = item(problem)
    chips = [chip.id for chip in problem.chips]
    for placed in islice(permutations(chips, len(problem.blanks)), 60):
        pairs = list(zip(placed, problem.blanks, strict=True))
        wanted = all(chip in blank.accepts for chip, blank in pairs)
        response = [" ".join(_names([chip, blank.id])) for chip, blank in pairs]
        assert _score(root, response) == float(wanted)


@pytest.mark.slow
@_AT_EASE
@given(problem=problems)
def test_a_package_holds_what_its_manifest_names(problem: Problem) -> None:
    package = zipfile.ZipFile(io.BytesIO(to_qti([problem]).content))
    manifest = fromstring(package.read("imsmanifest.xml"))
    files = {file.attrib["href"] for file in manifest.iter("{http://www.imsglobal.org/xsd/imscp_v1p1}file")}
    assert files == set(package.namelist()) - {"imsmanifest.xml"}
    read = fromstring(package.read(f"items/{problem.id}.xml"))
    assert read.tag == f"{_NS}assessmentItem"
    assert {child.tag for child in read.iter()} <= {f"{_NS}{tag}" for tag in _USED}


def test_equal_problems_make_equal_packages() -> None:
    problem = _chain()
    assert to_qti([problem]).content == to_qti([problem]).content


def test_an_ordering_with_too_many_right_orders_is_left_out() -> None:
    free = _chain().model_copy(
        update={"steps": tuple(step.model_copy(update={"after": ()}) for step in _chain().steps)}
    )
    (loss,) = to_qti([free]).losses
    assert loss.left_out
    assert b"items/" not in to_qti([free]).content


def _chain() -> OrderProblem:
    steps = [{"id": f"s{at}", "text": f"Step {at}", "why": "So."} for at in range(6)]
    return OrderProblem.model_validate_json(_JSON.replace("STEPS", str(steps).replace("'", '"')))


_JSON = """{"id": "switch", "kind": "order", "title": "Switch", "category": "workflow", "difficulty": "easy",
"skill": "s", "time_limit": "2m", "tries": 2, "prompt": "Order it.", "steps": STEPS,
"solution": {"steps": ["a"], "takeaway": "b", "mistakes": ["c"]}}"""

_USED = frozenset(
    """assessmentItem responseDeclaration correctResponse value mapping mapEntry outcomeDeclaration
    defaultValue itemBody p ul ol li pre code strong choiceInteraction orderInteraction
    gapMatchInteraction gapText gap simpleChoice feedbackInline responseProcessing
    responseCondition responseIf match variable correct ordered baseValue and or member mapResponse
    setOutcomeValue modalFeedback""".split()  # noqa: SIM905
)
