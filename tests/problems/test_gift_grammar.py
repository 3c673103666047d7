"""What we export as GIFT is GIFT by the grammar that its community publishes (npm: gift-pegjs)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from problems.exchange.gift_writer import to_gift
from problems.model import Problem
from tests.problems.strategies import problems

_HERE = Path(__file__).parent / "grammar"
_TYPES = {"choice": "MC", "choices": "MC", "order": "Matching", "blanks": "Matching"}


@pytest.fixture(scope="module")
def grammar(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the grammar installed, at the versions and hashes of the lock file."""
    if shutil.which("npm") is None:
        reason = "node and npm are not installed: the published GIFT grammar runs on them"
        pytest.fail(reason, pytrace=False) if os.environ.get("CI") == "true" else pytest.skip(reason)
    folder = tmp_path_factory.mktemp("grammar")
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(_HERE / name, folder / name)
    subprocess.run(["npm", "ci", "--silent"], cwd=folder, check=True, timeout=120)
    return folder


def _parsed(grammar: Path, content: bytes) -> list[dict[str, Any]]:
    command = ["node", str(_HERE / "parse.mjs"), str(grammar)]
    done = subprocess.run(command, input=content, capture_output=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return list(json.loads(done.stdout))


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(problem=problems)
def test_the_grammar_reads_every_question_as_the_type_it_was_meant_as(
    grammar: Path, problem: Problem
) -> None:
    exported = to_gift([problem])
    if any(loss.left_out for loss in exported.losses):
        return
    (question,) = _parsed(grammar, exported.content)
    assert question["type"] == _TYPES[problem.kind]
    assert question["id"] == problem.id
    assert question["title"] == problem.title
    assert f"difficulty={problem.difficulty}" in question["tags"]
    if problem.kind == "choice":
        assert [choice["isCorrect"] for choice in question["choices"]] == [o.correct for o in problem.options]
