"""The pictures: what they say, what they show, and that a name can never become markup."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.views.results import BadgeView, Interval, Mastery, SkillView
from problems.verdict import Verdict
from ui.charts.axis import Scale
from ui.charts.badge import badge_picture, day
from ui.charts.mastery import mastery_interval
from ui.charts.skills import skill_intervals
from ui.charts.svg import Paint, Path, Picture, Rect, Text, to_svg
from ui.charts.text_metrics import fit_text, width_of, wrap_text
from ui.charts.topology import Pod, Slices, service_topology
from ui.charts.traffic import Lane, TrafficEvent, traffic_chart

COLOURS = {paint: f"#{at:06x}" for at, paint in enumerate(get_args(Paint))}
SVG = "{http://www.w3.org/2000/svg}"
DAY = datetime(2026, 11, 4, 23, 59, tzinfo=UTC)


def svg(picture: Picture) -> ElementTree.Element:
    return ElementTree.fromstring(to_svg(picture, COLOURS))


def words(picture: Picture) -> list[str]:
    return [shape.text for shape in picture.shapes if isinstance(shape, Text)]


def rects(picture: Picture, fill: Paint) -> list[Rect]:
    return [shape for shape in picture.shapes if isinstance(shape, Rect) and shape.fill == fill]


def badge(learner: str = "Ada Lovelace") -> BadgeView:
    claim = "All five right: four on the first try, one on the second. Guessing does this 3 times in 100."
    return BadgeView("a1", "Blue-Green Deployment Master", learner, DAY, 4, 5, 1, "1", 0.031, claim)


def mastery(low: float, mean: float, high: float) -> Mastery:
    return Mastery(Verdict("inconclusive", "ten answers"), Interval(mean, low, high), 0.7, 0.4, 10, 7)


def skill(title: str, mean: float, right: int, answered: int) -> SkillView:
    return SkillView(title.lower(), title, "", right, answered, Interval(mean, mean / 2, (1 + mean) / 2))


@pytest.mark.parametrize("width", [640, 340])
@pytest.mark.parametrize(
    "name", ["Ada", "김" * 60, "Maria Anna Sophia " * 3 + "Prinz", "x" * 60, "नरेन्द्र " * 6], ids=len
)
def test_a_badge_has_the_whole_name_within_its_frame(name: str, width: float) -> None:
    """Any script and any length that a name may have; what is wide is broken into lines."""
    texts = [shape for shape in badge_picture(badge(name), width=width).shapes if isinstance(shape, Text)]
    lines = [text for text in texts if text.text.replace(" ", "") in name.replace(" ", "")]
    assert "".join(line.text for line in lines).replace(" ", "") == name.replace(" ", "")
    assert all(line.x + width_of(line.text, line.size) <= width for line in lines)
    assert all(line.size >= 16 for line in lines)


def test_a_name_cannot_become_an_element() -> None:
    root = svg(badge_picture(badge("</text><script>alert(1)</script>")))
    drawn = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert drawn == {"svg", "title", "desc", "defs", "pattern", "line", "rect", "circle", "path", "text"}
    assert "</text><script>alert(1)</script>" in [text.text for text in root.iter(SVG + "text")]


@given(st.text(max_size=80))
def test_whatever_a_learner_is_called_the_file_can_be_read(name: str) -> None:
    assert svg(badge_picture(badge(name))).tag == SVG + "svg"


def test_a_path_that_says_more_than_lines_is_refused() -> None:
    with pytest.raises(ValueError, match="commands and numbers"):
        Path('M0 0" onload="alert(1)')


def test_a_missing_colour_is_an_error_and_not_black() -> None:
    colours = {paint: colour for paint, colour in COLOURS.items() if paint != "green"}
    with pytest.raises(KeyError, match="green"):
        to_svg(Picture(1, 1, (Rect(0, 0, 1, 1, fill="green"),), "", ""), colours)


def test_failures_are_hatched_and_nothing_else_is() -> None:
    seconds = ((5, 0, 0, 0), (0, 0, 0, 5), (0, 5, 0, 0))
    picture = traffic_chart([Lane("New", "", seconds)], [], "one second lost")
    assert [len(rects(picture, fill)) for fill in ("blue", "hatch", "green")] == [1, 1, 1]


def test_a_failure_stands_out_by_height_and_carries_its_number() -> None:
    picture = traffic_chart([Lane("New", "", ((50, 0, 0, 0), (0, 0, 0, 54)))], [], "54 lost")
    (blue,), (lost,) = rects(picture, "blue"), rects(picture, "hatch")
    assert lost.y < blue.y
    assert lost.y + lost.height > blue.y + blue.height
    assert "✕ 54 failed" in words(picture)


def test_one_lost_second_of_half_an_hour_is_still_wide_enough_to_see() -> None:
    seconds = ((50, 0, 0, 0),) * 900 + ((0, 0, 0, 1),) + ((0, 50, 0, 0),) * 900
    (lost,) = rects(traffic_chart([Lane("New", "", seconds)], [], "one lost"), "hatch")
    assert lost.width >= 3


def test_ten_calm_minutes_are_one_rectangle() -> None:
    picture = traffic_chart([Lane("New", "", ((50, 0, 0, 0),) * 600)], [], "blue throughout")
    assert len(rects(picture, "blue")) == 1


def test_outages_too_close_for_two_labels_share_one_count() -> None:
    seconds = ((9, 0, 0, 1), (10, 0, 0, 0), (7, 0, 0, 3)) + ((10, 0, 0, 0),) * 57
    said = words(traffic_chart([Lane("New", "", seconds)], [], "four lost"))
    assert [word for word in said if "failed" in word] == ["✕ 4 failed"]


def test_the_labels_of_events_never_lie_on_each_other() -> None:
    events = [TrafficEvent(at, f"patch number {at}") for at in range(6)]
    picture = traffic_chart([Lane("New", "", ((1, 0, 0, 0),) * 60)], events, "many patches")
    labels = [shape for shape in picture.shapes if isinstance(shape, Text) and "patch" in shape.text]
    places = [(label.y, label.x, label.x + width_of(label.text, label.size)) for label in labels]
    clashes = [
        (one, other)
        for at, one in enumerate(places)
        for other in places[at + 1 :]
        if one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
    ]
    assert len(labels) == 6
    assert clashes == []


def test_traffic_without_a_second_is_not_drawn() -> None:
    with pytest.raises(ValueError, match="no second"):
        traffic_chart([Lane("New", "", ())], [], "nothing yet")


@pytest.mark.parametrize("width", [358, 640])
@pytest.mark.parametrize("share", [(0, 0, 0), (0, 0.02, 0.1), (0.46, 0.66, 0.84), (0.9, 0.99, 1), (1, 1, 1)])
def test_the_verdict_is_never_cut_off_at_an_end_of_the_axis(
    width: int, share: tuple[float, float, float]
) -> None:
    picture = mastery_interval(mastery(*share), width=width)
    (verdict,) = (shape for shape in picture.shapes if isinstance(shape, Text) and shape.weight == 600)
    half = width_of(verdict.text, verdict.size, 600) / 2
    assert half <= verdict.x <= width - half


def test_the_text_alternative_says_the_interval_and_the_threshold() -> None:
    said = mastery_interval(mastery(0.46, 0.66, 0.84)).finding.replace("\N{NO-BREAK SPACE}", " ")
    assert said == (
        "Can't tell yet: you know about 66 % of the subject, with 90 % certainty between 46 % and 84 %. "
        "You know it well from 70 % on."
    )


def test_a_share_outside_its_range_is_a_mistake_and_not_a_picture() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Scale(0, 100).x(1.2)


def test_a_skill_nobody_answered_has_no_interval_to_show() -> None:
    picture = skill_intervals([skill("Selectors", 0.7, 3, 4), skill("Rollback", 0.5, 0, 0)])
    assert "Rollback" not in words(picture)
    with pytest.raises(ValueError, match="no skill"):
        skill_intervals([skill("Rollback", 0.5, 0, 0)])


def test_skills_are_told_from_the_weakest() -> None:
    picture = skill_intervals([skill("Selectors", 0.7, 3, 4), skill("Draining", 0.4, 1, 3)])
    assert picture.finding.index("Draining") < picture.finding.index("Selectors")


def test_a_pod_that_is_not_selected_has_no_line_and_one_not_ready_a_dashed_one() -> None:
    pods = [
        Pod("green-1", "green", ready=True, selected=True),
        Pod("green-2", "green", ready=False, selected=True),
        Pod("blue-1", "blue", ready=True, selected=False),
    ]
    picture = service_topology("model", "slot=green", pods)
    lines = [shape for shape in picture.shapes if isinstance(shape, Path)]
    assert [(line.stroke, bool(line.dashes)) for line in lines] == [("green", False), ("green", True)]
    assert picture.finding == (
        "Service model selects slot=green: 1 green pod served. Selected but not ready: 1 green pod. "
        "Not selected: 1 blue pod."
    )


def test_endpoint_slices_stand_between_a_service_and_its_pods() -> None:
    pods = [Pod("green-1", "green", ready=True, selected=True), Pod("green-2", "green", False, True)]
    for width in (640, 340):
        picture = service_topology("model", "slot=green", pods, slices=Slices(1, 2), width=width)
        assert picture.finding.endswith("In its EndpointSlices: 1 of 2 ready.")
        said = {shape.text for shape in picture.shapes if isinstance(shape, Text)}
        assert {"EndpointSlice", "1 of 2 ready"} <= said
        assert all(0 <= y <= picture.height for y in _edges(picture))


def _edges(picture: Picture) -> list[float]:
    boxes = [shape for shape in picture.shapes if isinstance(shape, Rect)]
    return [edge for box in boxes for edge in (box.y, box.y + box.height)]


def test_a_service_that_selects_nothing_says_so() -> None:
    assert service_topology("model", "", []).finding == "Service model selects nothing: no pod served."


def test_a_day_reads_the_same_in_every_locale() -> None:
    assert day(DAY) == "4 November 2026"


@given(st.text(max_size=200), st.floats(40, 600))
def test_fitted_words_fit(text: str, width: float) -> None:
    said, size = fit_text(text, width, 22)
    assert size >= 12
    assert width_of(said, size) <= width + 1e-6


def test_a_word_longer_than_a_line_is_broken() -> None:
    assert all(width_of(line, 15) <= 120 for line in wrap_text("x" * 90, 120, 15))
