"""What CONTRIBUTING says about new kinds, checks, pages and modes is enough: one of each is added, and runs.

The tree is copied, the edits of `templates/<thing>/edits.yaml` are made in the copy, and the tests beside
them run there, in a process of their own.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
TEMPLATES = Path(__file__).with_name("templates")
THINGS = {"kind": "a kind of problem", "check": "a check of labs", "page": "a page", "mode": "a mode"}
_LEFT_OUT = shutil.ignore_patterns("node_modules", "__pycache__", "evidence", "browser", "cluster", "bench")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree with all edits made."""
    copy = tmp_path_factory.mktemp("tree")
    for folder in ("problems", "grader", "labs", "ui", "tests", ".streamlit"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=_LEFT_OUT)
    for file in ("app.py", "pyproject.toml"):
        shutil.copy(ROOT / file, copy / file)
    for thing in THINGS:
        for edit in edits(thing):
            apply(copy, edit)
        shutil.copy(TEMPLATES / thing / f"added_{thing}.py", copy / added_test(thing))
    return copy


def added_test(thing: str) -> str:
    return f"tests/ui/pages/test_{thing}.py"


def edits(thing: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = yaml.safe_load((TEMPLATES / thing / "edits.yaml").read_text("utf-8"))
    return found


def apply(tree: Path, edit: dict[str, str]) -> None:
    """Write a `new` file, or add text `before` or `after` a text of a file that stands there once."""
    path = tree / edit["file"]
    if "new" in edit:
        assert not path.exists()
        path.write_text(edit["new"], "utf-8")
        return
    text = path.read_text("utf-8")
    at = edit.get("before") or edit["after"]
    assert at in text, f"{edit['file']} has no {at!r}: mend the template, and CONTRIBUTING with it"
    first, rest = text.split(at, 1)
    added = f"{edit['add']}{at}" if "before" in edit else f"{at}{edit['add']}"
    path.write_text(f"{first}{added}{rest}", "utf-8")


@pytest.mark.timeout(300)
def test_one_of_each_is_added_by_its_template_and_runs(tree: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "timeout=60"]
    command += [added_test(thing) for thing in THINGS]
    outer = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment = {**outer, "PYTHONPATH": str(tree)}
    ran = subprocess.run(
        command, check=False, cwd=tree, env=environment, capture_output=True, text=True, timeout=280
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("thing", THINGS)
def test_contributing_names_every_file_that_a_template_touches(thing: str) -> None:
    row = next(rows(THINGS[thing]))
    unnamed = [edit["file"] for edit in edits(thing) if not _is_named(edit, row)]
    assert not unnamed


def rows(thing: str) -> Iterator[str]:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    yield from re.findall(rf"^\| {re.escape(thing)} \|.+$", text, re.MULTILINE)


def _is_named(edit: dict[str, Any], row: str) -> bool:
    """A new file is named by its folder, as `ui/screens/<page>.py`."""
    file = str(Path(edit["file"]).parent) + "/<" if "new" in edit else edit["file"]
    return f"`{file}" in row
