"""No printed line in the shipped bank comes from memory: each is in the evidence or a capture of a run."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date

import pytest

from problems.model import ChoiceProblem, Problem
from tests.captures.recipes import RECIPES
from tests.captures.record import (
    Capture,
    CaptureRecord,
    comparable_lines,
    disagreements,
    read_record,
    write_record,
)
from tests.problems.shipped import (
    PROBLEMS,
    key,
    outputs_of,
    prose,
    quoted,
    record,
    shown,
    transcripts,
)

RECORD = record()
OUTPUTS = tuple(
    p for p in PROBLEMS if p.category == "command-output" and p.code and p.code.language == "shell"
)
SNIPPETS = tuple(
    p for p in PROBLEMS if p.code and p.code.language == "python" and isinstance(p, ChoiceProblem)
)
TRANSCRIPTS = tuple(p for p in PROBLEMS if p.code and p.code.language == "text")
# The looks of a line that only kubectl or the server can have said.
_SAID = re.compile(
    r"^(error: |Error from server|Waiting for |(deployment|service) \""
    r"|[a-z.]+/[a-z-]+ [a-z(])"
)


def run(**change: object) -> Capture:
    told: dict[str, object] = {
        "id": "one",
        "problem": "some-problem",
        "start": "nothing",
        "command": "kubectl get pods",
        "stdout": "",
        "stderr": "",
        "exit_code": 0,
    }
    return Capture.model_validate(told | change)


def kept(*captures: Capture) -> CaptureRecord:
    return CaptureRecord(kubectl="v1.34.4", server="v1.34.4", recorded=date(2026, 11, 24), captures=captures)


def test_names_ages_and_repetitions_do_not_make_a_disagreement() -> None:
    before = run(stdout="Waiting...\nmodel-green-66994b4678-m6dl8   0/1     Running   0   4s\n")
    after = run(stdout="Waiting...\nWaiting...\nmodel-green-7b68c5d8f7-28b55   0/1     Running   0   3m21s\n")
    assert disagreements(kept(before), [after]) == ()


@pytest.mark.parametrize(
    "change",
    [{"stdout": "service/model patched\n"}, {"stderr": "error: no\n"}, {"exit_code": 1}],
)
def test_another_line_or_another_exit_code_is_a_disagreement(change: dict[str, object]) -> None:
    assert disagreements(kept(run()), [run(**change)]) != ()


def test_a_count_is_not_taken_for_chance() -> None:
    assert comparable_lines("2/4     2            2           4s") != comparable_lines(
        "4/4     4            4           4s"
    )


def test_a_record_is_read_back_as_it_was_written() -> None:
    record = kept(run(before=("true",), files={"a.yaml": "a: 1\n"}))
    assert read_record(write_record(record)) == record


def test_every_recipe_has_its_capture_and_no_capture_is_left_from_another_time() -> None:
    assert [(r.id, r.problem, r.start, r.before, r.files, r.command) for r in RECIPES] == [
        (c.id, c.problem, c.start, c.before, c.files, c.command) for c in RECORD.captures
    ]


def test_no_capture_repeats_what_the_evidence_shows() -> None:
    """But for a script whose proof does not run it as the prompt shows it."""
    repeated = {
        one.id for one in RECORD.captures if _lines(one.printed()) <= _lines(*transcripts(one.problem))
    }
    assert repeated == {"toggle-twice-prints"}


def test_every_capture_belongs_to_a_problem() -> None:
    assert {capture.problem for capture in RECORD.captures} <= {problem.id for problem in PROBLEMS}


@pytest.mark.parametrize("problem", OUTPUTS, ids=lambda p: p.id)
def test_a_keyed_output_was_printed_by_exactly_the_commands_shown(problem: Problem) -> None:
    assert isinstance(problem, ChoiceProblem)
    assert problem.code is not None
    runs = list(outputs_of(problem.code.text.strip(), problem))
    assert runs, "neither the evidence nor a capture ran what the problem shows"
    claimed = comparable_lines(shown(key(problem)))
    assert any(claimed <= comparable_lines(printed) for printed in runs)
    for option in problem.options:
        if not option.correct:
            assert all(comparable_lines(shown(option)) != comparable_lines(printed) for printed in runs), (
                option.id
            )


@pytest.mark.parametrize("problem", TRANSCRIPTS, ids=lambda p: p.id)
def test_a_transcript_in_a_prompt_was_captured(problem: Problem) -> None:
    assert problem.code is not None
    lines = problem.code.text.splitlines()
    typed = {line.removeprefix("$ ") for line in lines if line.startswith("$ ")}
    printed = comparable_lines("\n".join(line for line in lines if not line.startswith("$ ")))
    run = [c for c in RECORD.of(problem.id) if typed <= {line.strip() for line in _commands(c)}]
    assert run, "no capture ran what the transcript shows"
    assert any(printed <= comparable_lines(capture.printed()) for capture in run)


@pytest.mark.parametrize("problem", SNIPPETS, ids=lambda p: p.id)
def test_a_snippet_prints_its_key_and_no_distractor(problem: Problem) -> None:
    assert isinstance(problem, ChoiceProblem)
    assert problem.code is not None
    done = subprocess.run(
        [sys.executable, "-I", "-c", problem.code.text],
        capture_output=True,
        text=True,
        timeout=2,
        check=False,
    )
    printed = done.stdout.strip() or done.stderr.strip().splitlines()[-1]
    assert [option.id for option in problem.options if shown(option).strip() == printed] == [key(problem).id]


def test_what_prose_quotes_as_said_by_kubectl_was_said_in_some_transcript() -> None:
    texts = [text for problem in PROBLEMS for text in transcripts(problem.id)]
    said = {line for text in texts for line in text.splitlines()}
    quotes = {(p.id, q) for p in PROBLEMS for text in prose(p) for q in quoted(text) if _SAID.match(q)}
    assert sorted(f"{where}: {quote}" for where, quote in quotes if quote not in said) == []


def _commands(capture: Capture) -> list[str]:
    return "\n".join([*capture.before, capture.command]).splitlines()


def _lines(*texts: str) -> set[str]:
    return {line.rstrip() for text in texts for line in text.splitlines()}
