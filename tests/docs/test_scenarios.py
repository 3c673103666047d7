"""The authors' guide: its example is a sound scenario, and it names everything that can be written."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import labs
from labs.checks import conditions, model
from labs.checks.conditions import Strict
from labs.images.model.config import FAULTS, ON_SIGTERM
from labs.reading import reader
from labs.reading.model import Incident, Scenario, TrafficClass

GUIDE = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text("utf-8")
CHECKS = (
    model.AlwaysCheck,
    model.AtCheck,
    model.IntervalCheck,
    model.TrafficCheck,
    model.ChangesCheck,
    model.AnswerCheck,
)
PARTS = (
    *CHECKS,
    model.IntervalSpec,
    model.TrafficSpec,
    model.ChangesSpec,
    model.AnswerSpec,
    model.MomentSpec,
    model.Misconception,
    Scenario,
    Incident,
    TrafficClass,
)


def test_the_example_is_a_sound_scenario(tmp_path: Path) -> None:
    [example] = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    shutil.copytree(reader.SCENARIOS / "one-field-switch" / "start", tmp_path / "example" / "start")
    (tmp_path / "example" / reader.FILE).write_text(example, "utf-8")
    assert reader.check(tmp_path / "example") == ()


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_field_is_in_the_guide(part: type[Strict]) -> None:
    names = [
        field.alias or name for name, field in part.model_fields.items() if name not in ("slug", "start")
    ]
    assert [name for name in names if not re.search(rf"\b{name}\b", GUIDE)] == []


def test_every_condition_and_placeholder_is_in_the_guide() -> None:
    tags = [tag for tag in conditions.TAGS if tag != "no"]
    assert [tag for tag in tags if f"{tag}:" not in GUIDE] == []
    places = {place for check in CHECKS for place in check.placeholders}
    assert [place for place in sorted(places) if f"`{{{place}}}`" not in GUIDE] == []


def test_everything_a_server_can_be_told_is_in_the_guide() -> None:
    source = (Path(labs.__file__).parent / "images" / "model" / "config.py").read_text("utf-8")
    variables = set(re.findall(r'"([A-Z]+_[A-Z]+)"', source))
    assert sorted(name for name in variables if f"`{name}`" not in GUIDE) == []
    assert [name for name in (*ON_SIGTERM, *FAULTS) if f"`{name}`" not in GUIDE] == []
