"""The file of a bank that an author previews: as it was last saved, and what of it could be shown last."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.clock import Clock, now
from problems.bank import Bank
from problems.errors import BankError, Finding
from problems.lint.single_file import FileCheck, FileReport, Stamp
from problems.model import Problem


@dataclass(frozen=True, slots=True)
class Draft:
    """A problem of the file. `since` says when it was last sound, where it is not so now."""

    problem: Problem
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The file at one save. `number` counts the saves, `seconds` is how long the check took.

    `drafts` by id, in the file's order. `changed` is the first problem that differs from the save before.
    `trouble` is set, in one sentence with its cure, where there is no bank around the file any more.
    """

    number: int
    at: datetime
    seconds: float
    text: str
    findings: tuple[Finding, ...]
    drafts: dict[str, Draft]
    bank: Bank
    changed: str | None = None
    trouble: str | None = None


class Preview:
    """Checks a file again whenever it was saved. Safe to share between threads."""

    def __init__(self, path: Path, clock: Clock = now) -> None:
        """Raises BankError for a path that names no file of problems in a bank."""
        self._check, self._clock, self._lock = FileCheck(path), clock, threading.Lock()
        self._stamp: Stamp | None = None
        self._snapshot: Snapshot | None = None

    @property
    def path(self) -> Path:
        return self._check.path

    def snapshot(self) -> Snapshot:
        """The file as it is now; checked again only if something was saved since the last snapshot."""
        with self._lock:
            stamp = self._check.stamp()
            if self._snapshot is None or stamp != self._stamp:
                self._snapshot, self._stamp = self._check_again(self._snapshot), stamp
            return self._snapshot

    def _check_again(self, last: Snapshot | None) -> Snapshot:
        begun, number, at = time.perf_counter(), last.number + 1 if last else 1, self._clock()
        try:
            found = self._check.check()
        except BankError as refused:
            return _without_bank(last, number, at, refused)
        drafts = _drafts(found, last)
        bank = Bank(found.bank.manifest, {name: draft.problem for name, draft in drafts.items()})
        seconds = time.perf_counter() - begun
        return Snapshot(number, at, seconds, found.text, found.findings, drafts, bank, _changed(drafts, last))


def _drafts(found: FileReport, last: Snapshot | None) -> dict[str, Draft]:
    """The sound problems; while an entry of the file can't be read, also those that were sound before."""
    sound = {problem.id: Draft(problem) for problem in found.problems}
    if last is None or found.complete:
        return sound
    stale = {name: Draft(draft.problem, draft.since or last.at) for name, draft in last.drafts.items()}
    return {**stale, **sound}


def _changed(drafts: dict[str, Draft], last: Snapshot | None) -> str | None:
    if last is None:
        return None
    changed = (name for name, draft in drafts.items() if draft != last.drafts.get(name))
    return next(changed, None)


def _without_bank(last: Snapshot | None, number: int, at: datetime, refused: BankError) -> Snapshot:
    if last is None:
        raise refused
    return Snapshot(
        number, at, 0.0, last.text, refused.findings, last.drafts, last.bank, trouble=str(refused)
    )
