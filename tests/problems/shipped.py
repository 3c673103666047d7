"""The bank that ships, as the tests of its words and its captures read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from problems.model import (
    BlanksProblem,
    Chip,
    ChoiceProblem,
    ChoicesProblem,
    Distractor,
    Option,
    OrderProblem,
    Problem,
    Step,
)
from problems.proofs.evidence import valid_evidence
from problems.reading.reader import read_bank
from tests.captures.record import CAPTURES, CaptureRecord, read_record

FOLDER = Path(__file__).parents[2] / "problems/banks/blue-green"
BANK = read_bank(FOLDER)
PROBLEMS = tuple(BANK.problems.values())


def record() -> CaptureRecord:
    return read_record(CAPTURES.read_text())


def outputs_of(commands: str, problem: Problem) -> Iterator[str]:
    """What was printed each time that exactly these commands were run."""
    for transcript in transcripts(problem.id):
        if transcript.startswith(f"$ {commands}\n"):
            printed = transcript.removeprefix(f"$ {commands}\n")
            yield re.sub(r"\[exit code \d+\]\n\Z", "", printed)
    for capture in record().of(problem.id):
        if commands in (capture.command, *(file.strip() for file in capture.files.values())):
            yield capture.printed()


def transcripts(problem: str) -> list[str]:
    """What the problem's proof showed, if its evidence is of the problem as it is."""
    evidence = valid_evidence(FOLDER, BANK.problems[problem])
    return [case.transcript for case in evidence.seen] if evidence else []


def shown(option: Option) -> str:
    return option.text or (option.code.text if option.code else "")


def key(problem: ChoiceProblem) -> Option:
    return next(option for option in problem.options if option.correct)


def prose(problem: Problem) -> Iterator[str]:
    """Everything a person reads in sentences, code left out."""
    yield problem.title
    yield problem.prompt
    yield from problem.hints
    yield from problem.solution.steps
    yield problem.solution.takeaway
    yield from problem.solution.mistakes
    yield from (text for text in (problem.tries_reason,) if text)
    for piece in pieces(problem):
        yield piece.why
        if piece.text:
            yield piece.text


def pieces(problem: Problem) -> tuple[Option | Step | Distractor | Chip, ...]:
    match problem:
        case ChoiceProblem() | ChoicesProblem():
            return problem.options
        case OrderProblem():
            return (*problem.steps, *problem.distractors)
        case BlanksProblem():
            return problem.chips


def quoted(text: str) -> list[str]:
    """What stands between backticks."""
    return re.findall(r"`([^`\n]+)`", text)
