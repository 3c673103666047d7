"""One file of a bank, checked by itself: once for `check FILE`, at every save for the preview.

The findings are those of `check_bank` for this file, except that of two problems with one id, or of two that
are alike, the one in this file has the finding: it is the one that is being written.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from problems.bank import Bank, SourceLocation
from problems.errors import BankError, Finding
from problems.images import IMAGE_FOLDER
from problems.lint.bank_rules import ObservedFacility
from problems.lint.duplicates import (
    BANK_RULES,
    NearDuplicateIndex,
    near_duplicate_index,
    tell_problems_apart,
)
from problems.lint.engine import lint
from problems.lint.rule import BankRule
from problems.lint.target import LintTarget
from problems.manifest import Manifest
from problems.model import Problem
from problems.proofs.evidence import EVIDENCE
from problems.proofs.findings import proof_findings
from problems.proofs.fixtures import FIXTURES
from problems.proofs.review import REVIEWS
from problems.reading.reader import (
    MANIFEST,
    ParsedFile,
    accept_problems,
    is_problem_file,
    problem_files,
    read_file,
    read_manifest,
)

# Files by path with inode, change in ns and size: what tells one saved state from the next.
Stamp = tuple[tuple[str, int, int, int], ...]
ReadFile = Callable[[Path], ParsedFile]


@dataclass(frozen=True, slots=True)
class FileReport:
    """A file as it was read: every sound problem in it, and what is wrong with it, sorted by place.

    `complete` says that every entry could be read. `bank` holds the problems that fit their bank, and nothing
    of other files.
    """

    text: str
    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...]
    complete: bool
    bank: Bank


@dataclass(frozen=True, slots=True)
class _OtherFiles:
    stamp: Stamp
    manifest: Manifest
    locations: dict[str, SourceLocation]
    near_duplicates: NearDuplicateIndex


class FileCheck:
    """Checks one file of a bank again and again; a file that did not change is not read again."""

    def __init__(self, path: Path, read: ReadFile = read_file) -> None:
        """Raises BankError for a path that names no file of problems in a bank. `read` reads a file."""
        _require_problem_file(path)
        self.path, self.folder = path, path.parent
        self._read = read
        self._parsed: dict[Path, tuple[Stamp, ParsedFile]] = {}
        self._others = self._read_others()

    def stamp(self) -> Stamp:
        """Changes when anything changes that `check` would look at."""
        beside = [
            path
            for folder in (EVIDENCE, REVIEWS, FIXTURES, IMAGE_FOLDER)
            for path in sorted((self.folder / folder).glob("*.*"))
        ]
        return _stamp(self.path, *self._other_files(), *beside)

    def check(self, observed: Mapping[str, ObservedFacility] | None = None) -> FileReport:
        """The file as it is on disk. Raises BankError when there is no sound manifest beside it."""
        if _stamp(*self._other_files()) != self._others.stamp:
            self._others = self._read_others()
        others, parsed = self._others, self._read_own()
        accepted, refused = accept_problems(others.manifest, parsed.problems, others.locations)
        bank = Bank(
            others.manifest,
            {located.problem.id: located.problem for located in accepted},
            (*parsed.findings, *refused),
            ChainMap({located.problem.id: located.location for located in accepted}, others.locations),
        )
        in_lint = lint(bank, lambda _: parsed.text, observed, _rules_for_one_file(others.near_duplicates))
        findings = sorted([*bank.findings, *in_lint, *proof_findings(bank, self.folder)])
        problems = tuple(located.problem for located in parsed.problems)
        complete = not any(finding.severity == "error" for finding in parsed.findings)
        return FileReport(parsed.text, problems, tuple(findings), complete, bank)

    def _read_own(self) -> ParsedFile:
        if self.path.exists():
            return self._read(self.path)
        gone = Finding(self.path.name, 1, 1, "error", "Y1", "the file has been deleted", "Save it again.")
        return ParsedFile(findings=(gone,))

    def _read_others(self) -> _OtherFiles:
        stamp = _stamp(*self._other_files())
        manifest = read_manifest(self.folder)
        files = [path for path in problem_files(self.folder) if path.name != self.path.name]
        located = (one for path in files for one in self._parse_unless_known(path).problems)
        accepted, _ = accept_problems(manifest, located)
        return _OtherFiles(
            stamp,
            manifest,
            {one.problem.id: one.location for one in accepted},
            near_duplicate_index(LintTarget(one.problem) for one in accepted),
        )

    def _parse_unless_known(self, path: Path) -> ParsedFile:
        stamp = _stamp(path)
        if path not in self._parsed or self._parsed[path][0] != stamp:
            self._parsed[path] = stamp, self._read(path)
        return self._parsed[path][1]

    def _other_files(self) -> list[Path]:
        return [path for path in sorted(self.folder.glob("*.yaml")) if path.name != self.path.name]


def _rules_for_one_file(known: NearDuplicateIndex) -> list[BankRule]:
    """The rules over a whole bank that can find something in one file of it."""
    return [BankRule(rule.rule, partial(tell_problems_apart, known=known)) for rule in BANK_RULES]


def _require_problem_file(path: Path) -> None:
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
