"""The labs' documentation names what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from labs.settings import LabSettings, describe
from ui.cli.labs import labs

_DOCS = Path(__file__).parents[2] / "docs"
_TEXT = (_DOCS / "labs.md").read_text(encoding="utf-8")


def test_every_setting_is_documented_and_no_other(settings: LabSettings) -> None:
    assert set(re.findall(r"`(CUTOVER_LABS_\w+)`", _TEXT)) == {name for name, _, _ in describe(settings)}


@pytest.mark.parametrize("file", ["labs.md", "settings.md"])
def test_the_documented_defaults_are_the_defaults(file: str, settings: LabSettings) -> None:
    text = (_DOCS / file).read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(CUTOVER_LABS_\w+)` \| `?([^`|]+?)`? \|", text, re.MULTILINE))
    for name, value, _ in describe(settings):
        if name not in ("CUTOVER_LABS_NODE_IMAGE", "CUTOVER_LABS_FOLDER"):
            assert rows[name] == value


def test_every_documented_command_exists() -> None:
    assert set(re.findall(r"cutover labs (\w+)", _TEXT)) <= set(labs.commands)
