"""What a real kubectl printed for prompts that show more than their proof carries out.

What a proof carries out is in its evidence. A capture is for the rest: the start, the commands before it, the
versions and the day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from problems.fields import Id

CAPTURES = Path(__file__).with_name("captures.json")


class Capture(BaseModel):
    """One run of `command` in a fresh namespace. `start` names the objects that were ready before it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: Id
    problem: Id
    start: str
    before: tuple[str, ...] = ()
    files: dict[str, str] = {}
    command: str
    stdout: str
    stderr: str
    exit_code: Annotated[int, Field(ge=0, le=255)]

    def printed(self) -> str:
        """What a terminal shows, standard output first."""
        return self.stdout + self.stderr


class CaptureRecord(BaseModel):
    """All captures, made in one run with one kubectl against one server."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    kubectl: str
    server: str
    recorded: date
    captures: tuple[Capture, ...]

    def of(self, problem: str) -> tuple[Capture, ...]:
        return tuple(capture for capture in self.captures if capture.problem == problem)


def read_record(text: str) -> CaptureRecord:
    """The record in a `captures.json`. Raises pydantic.ValidationError."""
    return CaptureRecord.model_validate_json(text)


def write_record(record: CaptureRecord) -> str:
    return record.model_dump_json(indent=2) + "\n"


# What differs from run to run and says nothing: generated names, ages, addresses.
_CHANCE = (
    (re.compile(r"-[a-z0-9]{8,10}-[bcdfghjklmnpqrstvwxz2456789]{5}\b"), "-POD"),
    (re.compile(r"\bmodel-[bcdfghjklmnpqrstvwxz2456789]{5}\b"), "model-SLICE"),
    (re.compile(r"\bpod-template-hash=[a-z0-9]+"), "pod-template-hash=HASH"),
    (re.compile(r"\b(model-(?:blue|green))-[a-z0-9]{8,10}\b"), r"\1-HASH"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"), "ADDRESS"),
    (re.compile(r"(?<= )\d+(?:s|m\d*s?)(?=$|[ )])", re.MULTILINE), "AGE"),
    (re.compile(r" {2,}"), "  "),
)


def comparable_lines(text: str) -> frozenset[str]:
    """The distinct lines without what chance decides; `rollout status` repeats lines as it pleases."""
    for pattern, name in _CHANCE:
        text = pattern.sub(name, text)
    return frozenset(line.strip() for line in text.splitlines() if line.strip())


def disagreements(recorded: CaptureRecord, fresh: Iterable[Capture]) -> tuple[str, ...]:
    """A sentence for each capture whose fresh run printed or returned something else."""
    by_id = {capture.id: capture for capture in recorded.captures}
    return tuple(
        f"{run.id}: recorded {before.printed()!r} exit {before.exit_code}, "
        f"now {run.printed()!r} exit {run.exit_code}"
        for run in fresh
        if (before := by_id.get(run.id)) is not None and not _agree(before, run)
    )


def _agree(one: Capture, other: Capture) -> bool:
    return one.exit_code == other.exit_code and all(
        comparable_lines(a) == comparable_lines(b)
        for a, b in ((one.stdout, other.stdout), (one.stderr, other.stderr))
    )
