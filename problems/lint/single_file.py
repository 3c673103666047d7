"""One file of a bank, checked at every save while it is written; the others are read once.

The findings are those of `check` for this file, except that of two problems with one id, or of two that are
alike, it is always the one in this file that is told: it is the one that is being written.
"""

from __future__ import annotations

from collections import ChainMap
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from problems.bank import Bank, SourceLocation
from problems.errors import BankError, Finding
from problems.lint.duplicates import BANK_RULES, NearDuplicateIndex, near_duplicate_index, tell_problems_apart
from problems.lint.engine import lint
from problems.lint.rule import BankRule
from problems.lint.target import LintTarget
from problems.manifest import Manifest
from problems.model import Problem
from problems.proofs.evidence import EVIDENCE
from problems.proofs.findings import proof_findings
from problems.proofs.fixtures import FIXTURES
from problems.proofs.review import REVIEWS
from problems.reading.decode import read_text
from problems.reading.reader import (
    MANIFEST,
    ParsedFile,
    accept_problems,
    is_problem_file,
    problem_files,
    read_file,
    read_manifest,
)
from problems.reading.reader import read_problems as read_text_of_problems

# Files by path with inode, change in ns and size: what tells one saved state from the next.
Stamp = tuple[tuple[str, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class FileReport:
    """A file as it was read: every sound problem in it, and what is wrong with it, sorted by place.

    `whole` says that every entry could be read. `bank` holds the problems that fit their bank, and nothing of
    other files.
    """

    text: str
    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...]
    whole: bool
    bank: Bank


@dataclass(frozen=True, slots=True)
class _Others:
    stamp: Stamp
    manifest: Manifest
    origins: dict[str, SourceLocation]
    likes: NearDuplicateIndex


class FileCheck:
    """Checks one file of a bank again and again; what did not change is not read again."""

    def __init__(self, path: Path) -> None:
        """Raises BankError for a path that names no file of problems in a bank."""
        _refuse(path)
        self.path, self.folder = path, path.parent
        self._reads: dict[Path, tuple[Stamp, ParsedFile]] = {}
        self._others = self._read_others()

    def stamp(self) -> Stamp:
        """Changes when anything changes that `check` would look at."""
        around = [
            one for name in (EVIDENCE, REVIEWS, FIXTURES) for one in sorted((self.folder / name).glob("*.*"))
        ]
        return _stamp(self.path, *self._other_files(), *around)

    def check(self) -> FileReport:
        """The file as it is now. Raises BankError when there is no sound manifest beside it."""
        if _stamp(*self._other_files()) != self._others.stamp:
            self._others = self._read_others()
        others = self._others
        text, read = self._read()
        kept, refused = accept_problems(others.manifest, read.problems, others.origins)
        bank = Bank(
            others.manifest,
            {placed.problem.id: placed.problem for placed in kept},
            (*read.findings, *refused),
            ChainMap({placed.problem.id: placed.origin for placed in kept}, others.origins),
        )
        told = lint(bank, lambda _: text, bank_rules=_apart_from(others.likes))
        findings = sorted([*bank.findings, *told, *proof_findings(bank, self.folder)])
        problems = tuple(placed.problem for placed in read.problems)
        whole = not any(one.severity == "error" for one in read.findings)
        return FileReport(text, problems, tuple(findings), whole, bank)

    def _read(self) -> tuple[str, ParsedFile]:
        name = self.path.name
        if not self.path.exists():
            gone = Finding(name, 1, 1, "error", "Y1", "the file is not there any more", "Save it again.")
            return "", ParsedFile((), (gone,))
        text, findings = read_text(self.path)
        read = ParsedFile() if text is None else read_text_of_problems(text, name)
        return text or "", ParsedFile(read.problems, (*findings, *read.findings))

    def _read_others(self) -> _Others:
        stamp = _stamp(*self._other_files())
        manifest = read_manifest(self.folder)
        files = [path for path in problem_files(self.folder) if path.name != self.path.name]
        kept, _ = accept_problems(
            manifest, (placed for path in files for placed in self._cached(path).problems)
        )
        return _Others(
            stamp,
            manifest,
            {placed.problem.id: placed.origin for placed in kept},
            near_duplicate_index(LintTarget(placed.problem) for placed in kept),
        )

    def _cached(self, path: Path) -> ParsedFile:
        stamp = _stamp(path)
        if path not in self._reads or self._reads[path][0] != stamp:
            self._reads[path] = stamp, read_file(path)
        return self._reads[path][1]

    def _other_files(self) -> list[Path]:
        return [path for path in sorted(self.folder.glob("*.yaml")) if path.name != self.path.name]


def _apart_from(likes: NearDuplicateIndex) -> list[BankRule]:
    """The rules over a whole bank that have something to say about one file of it."""
    return [BankRule(one.rule, partial(tell_problems_apart, known=likes)) for one in BANK_RULES]


def _refuse(path: Path) -> None:
    if path.is_dir():
        raise BankError(f"{path} is a folder. Name one file of problems in it.")
    if not path.exists():
        raise BankError(f"There is no file {path}. Name one that exists; `cutover problems new` begins one.")
    if path.name == MANIFEST:
        raise BankError(
            f"{path} holds no problems. Name a file beside it, or check it: `cutover problems check`."
        )
    if not is_problem_file(path):
        raise BankError(f"{path} is not read as a part of a bank. Let its name end in .yaml.")


def _stamp(*paths: Path) -> Stamp:
    found = []
    for path in paths:
        try:
            status = path.stat()
        except OSError:
            continue
        found.append((path.name, status.st_ino, status.st_mtime_ns, status.st_size))
    return tuple(found)
