"""docs/exchange.md says of each format what the code does."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from problems.exchange.gift_reader import from_gift
from problems.exchange.gift_writer import to_gift
from problems.exchange.moodle_reader import from_moodle
from problems.exchange.moodle_writer import to_moodle
from problems.exchange.printable import to_sheet
from problems.exchange.qti_reader import from_qti
from problems.exchange.qti_writer import to_qti
from problems.exchange.question_import import ImportResult
from problems.model import Problem
from problems.reading.reader import read_problems
from tests.problems.images import image_bytes
from tests.problems.texts import blanks, choice, choices, order

_PAGE = (Path(__file__).parents[2] / "docs" / "exchange.md").read_text(encoding="utf-8")


def _rows(heading: str) -> list[list[str]]:
    """The cells of the table that follows a line of headings."""
    _, found, after = _PAGE.partition(heading)
    assert found
    lines = after.split("\n\n")[0].strip().splitlines()[1:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def _sample() -> Iterator[Problem]:
    """A problem of each kind with every field that may be lost."""
    hints = "  hints: [Look at the labels.]\n  solution:"
    for text in (choice(), choices(), order(), blanks().replace("id: labels", "id: stray")):
        whole = text.replace("  solution:", hints) if "hints:" not in text else text
        whole = re.sub(
            r"^  prompt:", "  tries_reason: So it is.\n  lab: one-lab\n  prompt:", whole, flags=re.M
        )
        image = "  images: [{ file: switch.png, alt: Users }]\n  prompt:"
        whole = whole.replace("  tries: 1\n", "  tries: 2\n").replace("  prompt:", image)
        read = read_problems(whole, "sample.yaml")
        assert read.findings == ()
        yield from (placed.problem for placed in read.problems)


def test_the_losses_of_each_format_are_those_of_the_table() -> None:
    problems, images = list(_sample()), {"switch.png": image_bytes()}
    exports = [
        to_gift(problems),
        to_moodle(problems, images),
        to_qti(problems, images),
        to_sheet(problems, "Week 3", 1, True, images),
    ]
    lost = {
        (loss.field, at)
        for at, export in enumerate(exports)
        for loss in export.losses
        if loss.field != "proof"
    }
    rows = _rows("| field | GIFT | Moodle XML | QTI 2.1 | sheet |\n")
    told = {
        (name.strip("`"), at)
        for name, *cells in rows
        for at, cell in enumerate(cells)
        if cell and name != "`proof`"
    }
    assert told == lost


def _gift(text: str) -> ImportResult:
    return from_gift(text if "{" in text else f"{text}\n\n{{}}")


def _moodle(kind: str, body: str) -> ImportResult:
    text = "<questiontext><text>Which [[1]] [[2]]?</text></questiontext>"
    return from_moodle(f'<quiz><question type="{kind}">{text}{body}</question></quiz>'.encode())


def _qti(kind: str, cardinality: str, values: list[str], body: str) -> ImportResult:
    correct = "".join(f"<value>{value}</value>" for value in values)
    item = (
        f'<assessmentItem identifier="i" title="t">'
        f'<responseDeclaration identifier="R" cardinality="{cardinality}">'
        f"<correctResponse>{correct}</correctResponse></responseDeclaration><itemBody>"
        f'<p>Which?</p><{kind} responseIdentifier="R">{body}</{kind}></itemBody></assessmentItem>'
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        resource = '<resource type="imsqti_item_xmlv2p1" href="i.xml"/>'
        package.writestr("imsmanifest.xml", f"<manifest><resources>{resource}</resources></manifest>")
        package.writestr("i.xml", item)
    return from_qti(packed.getvalue())


_ANSWERS = "".join(f'<answer fraction="{at}"><text>a{at}</text></answer>' for at in (100, 0, -5))
_STEPS = "".join(f'<answer fraction="{at}"><text>s{at}</text></answer>' for at in (1, 2, 3))
_PAIRS = "".join(
    f"<subquestion><text>{at}</text><answer><text>a{at}</text></answer></subquestion>" for at in "xyz"
)
_BOXES = "".join(f"<dragbox><text>{at}</text></dragbox>" for at in "xyz")
_SELECTS = "".join(f"<selectoption><text>{at}</text></selectoption>" for at in "xyz")
_CHOICES = "".join(f'<simpleChoice identifier="{at}">{at}</simpleChoice>' for at in "abc")
_GAPS = '<gapText identifier="a">a</gapText><gapText identifier="b">b</gapText><p>x <gap identifier="g"/></p>'
_SAMPLES: dict[tuple[str, str], ImportResult] = {
    ("GIFT", "one right answer"): _gift("Which? {=a ~b ~c}"),
    ("GIFT", "weights without a right answer"): _gift("Which? {~%50%a ~%50%b ~%-50%c}"),
    ("GIFT", "matching"): _gift("Match. {=a -> b =c -> d}"),
    ("GIFT", "short answer"): _gift("Who? {=Ann}"),
    ("GIFT", "number"): _gift("How many? {#3}"),
    ("GIFT", "true or false"): _gift("So? {T}"),
    ("GIFT", "essay"): _gift("Say. {}"),
    ("GIFT", "description"): _gift("Read this."),
    ("GIFT", "several groups of answers"): _gift("A {=a ~b ~c} and {=a ~b ~c}"),
    ("Moodle XML", "`multichoice`"): _moodle("multichoice", _ANSWERS),
    ("Moodle XML", "`multichoice`, several"): _moodle("multichoice", f"<single>false</single>{_ANSWERS}"),
    ("Moodle XML", "`ordering`"): _moodle("ordering", _STEPS),
    ("Moodle XML", "`ddwtos`"): _moodle("ddwtos", _BOXES),
    ("Moodle XML", "`gapselect`"): _moodle("gapselect", _SELECTS),
    ("Moodle XML", "`matching`"): _moodle("matching", _PAIRS),
    ("Moodle XML", "`essay`"): _moodle("essay", ""),
    ("Moodle XML", "`cloze`"): _moodle("cloze", ""),
    ("QTI", "`choiceInteraction`"): _qti("choiceInteraction", "single", ["a"], _CHOICES),
    ("QTI", "`choiceInteraction`, multiple"): _qti("choiceInteraction", "multiple", ["a", "b"], _CHOICES),
    ("QTI", "`orderInteraction`"): _qti("orderInteraction", "ordered", ["a", "b", "c"], _CHOICES),
    ("QTI", "`gapMatchInteraction`"): _qti("gapMatchInteraction", "multiple", ["a g"], _GAPS),
    ("QTI", "`hotspotInteraction`"): _qti("hotspotInteraction", "single", ["a"], ""),
}
_READ = _rows("| format | question | becomes |\n")


def test_the_table_of_what_is_read_names_every_sample() -> None:
    assert {(form, question) for form, question, _ in _READ} == set(_SAMPLES)


@pytest.mark.parametrize(("form", "question", "becomes"), _READ)
def test_a_question_becomes_what_the_table_says(form: str, question: str, becomes: str) -> None:
    result = _SAMPLES[form, question]
    kinds = [problem["kind"] for problem in result.problems]
    assert kinds == ([] if becomes == "left out" else [becomes])
    assert result.questions == len(result.problems) + len(result.omissions)
