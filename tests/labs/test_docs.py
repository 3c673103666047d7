"""The labs' documentation names what there is."""

from __future__ import annotations

import re
from pathlib import Path

from labs.settings import LabSettings, described
from ui.cli.labs import labs

_TEXT = (Path(__file__).parents[2] / "docs" / "labs.md").read_text(encoding="utf-8")


def test_every_setting_is_documented_and_no_other(settings: LabSettings) -> None:
    assert set(re.findall(r"`(CUTOVER_LABS_\w+)`", _TEXT)) == {name for name, _, _ in described(settings)}


def test_the_documented_defaults_are_the_defaults(settings: LabSettings) -> None:
    rows = dict(re.findall(r"^\| `(CUTOVER_LABS_\w+)` \| `?([^`|]+?)`? \|", _TEXT, re.MULTILINE))
    for name, value, _ in described(settings):
        if name not in ("CUTOVER_LABS_NODE_IMAGE", "CUTOVER_LABS_FOLDER"):
            assert rows[name] == value


def test_every_documented_command_exists() -> None:
    assert set(re.findall(r"cutover labs (\w+)", _TEXT)) <= set(labs.commands)
