"""The author's guide is true: its commands are run, its problems checked, its tables compared."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import BaseModel

from problems.lint.engine import RULES, check_bank
from problems.manifest import Manifest, Skill
from problems.model import Blank, Chip, ChoiceProblem, Code, Option, ProblemImage, Solution, Step
from problems.picture import PictureState, PodGroup, ProblemPicture
from ui.cli import main

GUIDE = (Path(__file__).parents[2] / "docs" / "authoring.md").read_text(encoding="utf-8")
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(r"# (\S+\.yaml)\n")
MANIFEST = """\
id: guide
title: The guide
about: Its examples.
skills:
  - { id: endpoints, title: Endpoints, about: Say which pods a Service reaches. }
challenge: [conceptual]
practice: 1
test: { easy: 1 }
"""


@dataclass(frozen=True)
class Example:
    language: str
    text: str


EXAMPLES = [Example(*found.groups()) for found in _FENCE.finditer(GUIDE)]
PROBLEMS = [one.text for one in EXAMPLES if one.language == "yaml" and one.text.startswith("- id:")]


def test_every_kind_has_its_example() -> None:
    kinds = set(re.findall(r"^  kind: (\w+)$", "".join(PROBLEMS), re.MULTILINE))
    assert kinds == {"choice", "choices", "order", "blanks"}
    assert {one.language for one in EXAMPLES} == {"yaml", "console"}


@pytest.mark.parametrize("text", PROBLEMS, ids=[text.split()[2] for text in PROBLEMS])
def test_a_problem_of_the_guide_passes(tmp_path: Path, text: str) -> None:
    (tmp_path / "bank.yaml").write_text(MANIFEST)
    (tmp_path / "a.yaml").write_text(text)
    told = check_bank(tmp_path)
    assert told.bank is not None
    assert [str(one) for one in told.findings if one.rule not in ("W17", "P3")] == []


def test_the_commands_of_the_guide_print_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CUTOVER_BANK", raising=False)
    code = 0
    for example in EXAMPLES:
        named = _NAMED.match(example.text)
        if example.text.startswith("# yaml-language-server"):
            Path("my-bank/problems.yaml").write_text(example.text)
        elif example.language == "yaml" and named:
            Path(named[1]).parent.mkdir(exist_ok=True)
            Path(named[1]).write_text(
                "# yaml-language-server: $schema=x.json\n" + example.text[named.end() :]
            )
        for command, expected in _commands(example):
            code, printed = _run(command, code)
            assert printed == expected, command


def _commands(example: Example) -> Iterator[tuple[str, str]]:
    """Each command of a console block, and what it prints."""
    if example.language == "console":
        for part in re.split(r"^\$ ", example.text, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            yield command, printed


def _run(command: str, last_code: int) -> tuple[int, str]:
    match shlex.split(command):
        case ["cutover", *args]:
            result = CliRunner().invoke(main, args)
            return result.exit_code, result.output
        case ["echo", "$?"]:
            return 0, f"{last_code}\n"
        case ["sed", "-i", edit, name]:
            _, old, new, _ = edit.split("/")
            path = Path(name)
            assert old in path.read_text()
            path.write_text(path.read_text().replace(old, new))
            return 0, ""
        case other:
            raise AssertionError(f"the guide has a command that this test does not know: {other}")


def test_the_bank_of_the_guide_is_sound(tmp_path: Path) -> None:
    (example,) = [one.text for one in EXAMPLES if one.text.startswith("# small-bank/bank.yaml")]
    (tmp_path / "bank.yaml").write_text(example)
    (tmp_path / "a.yaml").write_text("".join(PROBLEMS))
    told = check_bank(tmp_path)
    assert told.bank is not None
    assert [one for one in told.findings if one.rule != "P3"] == []


@pytest.mark.parametrize(
    "model",
    [
        Manifest,
        Skill,
        ChoiceProblem,
        ProblemImage,
        ProblemPicture,
        PictureState,
        PodGroup,
        Option,
        Code,
        Solution,
        Step,
        Blank,
        Chip,
    ],
)
def test_every_field_is_described_as_in_the_schema(model: type[BaseModel]) -> None:
    for name, field in model.model_fields.items():
        if model is ChoiceProblem and name in ("kind", "options"):
            continue
        needed = "needed" if field.is_required() else ""
        assert f"| `{name}` | {needed} | {field.description} |" in GUIDE


@pytest.mark.parametrize("code", RULES)
def test_every_rule_is_listed_with_its_reason(code: str) -> None:
    rule = RULES[code]
    assert f"| {code} | {rule.severity} | {rule.name} | {rule.reason} |" in GUIDE


def test_no_rule_is_listed_that_is_not_there() -> None:
    assert set(re.findall(r"^\| ([A-Z]\d+) \|", GUIDE, re.MULTILINE)) == set(RULES)
