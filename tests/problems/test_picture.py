"""A picture is data: who is selected follows from labels, and what comes after stays with the solution."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from problems.exchange.gift_writer import to_gift
from problems.exchange.moodle_writer import to_moodle
from problems.exchange.printable import to_sheet
from problems.exchange.qti_writer import to_qti
from problems.fingerprint import fingerprint
from problems.picture import (
    PictureState,
    PodGroup,
    ProblemPicture,
    ServicePicture,
    asked_picture,
    solved_picture,
)
from problems.public_views import public_view
from problems.reading.reader import read_bank
from tests.grader.sample_bank import make_problem
from ui.charts.svg import Path, Text
from ui.charts.topology import picture_topology
from ui.cli.options import SHIPPED

BLUE, GREEN = {"app": "model", "version": "blue"}, {"app": "model", "version": "green"}
PODS = (
    PodGroup(name="model-blue", side="blue", count=3, labels=BLUE),
    PodGroup(name="model-green", side="green", count=3, ready=1, labels=GREEN),
)
PICTURE = ProblemPicture(
    before=PictureState(selector=BLUE, pods=PODS), after=PictureState(selector=GREEN, pods=PODS)
)
PICTURED = make_problem("pictured", "choice").model_copy(update={"picture": PICTURE})


def _drawn(shown: ServicePicture, width: float = 640) -> tuple[str, list[Path]]:
    picture = picture_topology(shown, width=width)
    words = " ".join(shape.text for shape in picture.shapes if isinstance(shape, Text))
    return words, [shape for shape in picture.shapes if isinstance(shape, Path)]


@pytest.mark.parametrize("width", [340, 640])
def test_the_drawing_and_its_words_say_the_same(width: int) -> None:
    shown = asked_picture(PICTURE)
    assert shown is not None
    words, lines = _drawn(shown, width)
    assert len(lines) == 1  # to the blue pods
    assert shown.alternative == (
        "The Service model selects app=model, version=blue. "
        "3 pods of model-blue (app=model, version=blue): ready; selected. "
        "3 pods of model-green (app=model, version=green): 1 ready; not selected."
    )
    assert "version=green" in words


def test_without_traffic_neither_a_line_nor_a_word_says_who_is_selected() -> None:
    shown = asked_picture(PICTURE.model_copy(update={"traffic": False}))
    assert shown is not None
    words, lines = _drawn(shown)
    assert lines == []
    assert "selected" not in shown.alternative
    assert "idle" not in words


def test_an_asked_traffic_is_answered_by_the_solution() -> None:
    only_before = ProblemPicture(before=PICTURE.before, traffic=False)
    solved = solved_picture(only_before)
    assert solved is not None
    assert "selected" in solved.alternative
    assert solved_picture(ProblemPicture(before=PICTURE.before)) is None


def test_the_public_view_has_the_state_before_and_nothing_of_the_state_after() -> None:
    view = public_view(PICTURED, 1)
    assert view.picture is not None
    assert view.picture.state == PICTURE.before
    assert "version=green." not in view.picture.alternative.partition("pods")[0]


def test_a_picture_is_no_part_of_what_is_asked() -> None:
    assert fingerprint(PICTURED) == fingerprint(make_problem("pictured", "choice"))


def test_more_ready_pods_than_there_are_is_refused() -> None:
    with pytest.raises(ValidationError, match="4 of 3 pods can't be ready"):
        PodGroup(name="model", side="blue", count=3, ready=4, labels=BLUE)


def test_a_selector_that_is_empty_selects_nobody() -> None:
    state = PictureState(selector={}, pods=PODS)
    assert not any(ServicePicture("model", state, traffic=True).selects(pods) for pods in PODS)


@pytest.mark.parametrize("export", [to_gift, to_moodle, to_qti], ids=["gift", "moodle", "qti"])
def test_a_format_without_pictures_says_that_it_lost_it(export: object) -> None:
    fields = {loss.field.partition(".")[0] for loss in export([PICTURED]).losses}  # type: ignore[operator]
    assert "picture" in fields


def test_a_printed_sheet_has_the_picture_in_words_and_not_the_state_after() -> None:
    sheet = to_sheet([PICTURED], "Sheet", 1, with_key=True).content.decode()
    assert "3 pods of model-blue" in sheet
    assert "The Service model selects app=model, version=green" not in sheet


def test_the_shipped_bank_draws_what_one_would_draw_on_paper() -> None:
    pictured = [one for one in read_bank(SHIPPED).problems.values() if one.picture is not None]
    assert len(pictured) >= 25
    for problem in pictured:
        shown = asked_picture(problem.picture)
        assert shown is not None
        assert _drawn(shown, 340)[0]
