"""From a folder of YAML files to a bank.

`bank.yaml` is the manifest; every other `*.yaml` is a list of problems. A faulty entry is left out with a
finding that says where and how to mend it; the sound ones are served.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from pydantic import TypeAdapter, ValidationError

from problems.bank import Bank, SourceLocation
from problems.errors import BankError, Finding, YamlFault
from problems.manifest import Manifest
from problems.model import AnyProblem, Problem
from problems.reading.decode import read_text
from problems.reading.source_map import SourceMap
from problems.reading.strict_yaml import ListEntry, scan, scan_list
from problems.reading.validation_errors import did_you_mean, validation_messages

MANIFEST = "bank.yaml"
# A file with more than that is told about its first ones.
MAX_FINDINGS = 100

_PROBLEM: TypeAdapter[Problem] = TypeAdapter(AnyProblem)
_NOTHING: Mapping[str, SourceLocation] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class LocatedProblem:
    """A sound problem and where it stands in the text of its file."""

    problem: Problem
    origin: SourceLocation
    text: str = field(repr=False)

    def finding(self, path: str, rule: str, what: str, cure: str) -> Finding:
        """An error at one of its fields; the field's place is worked out only now."""
        line, column = SourceMap(self.text, self.origin).find((path,))
        return Finding(self.origin.file, line, column, "error", rule, what, cure, self.problem.id)


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """What a file or a text gave."""

    problems: tuple[LocatedProblem, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_bank(folder: Path) -> Bank:
    """The bank in a folder.

    Raises BankError when there is no folder, no sound manifest or no sound problem; everything else that is
    wrong is a finding of the bank.
    """
    manifest = read_manifest(folder)
    files = problem_files(folder)
    reads = [read_file(path) for path in files]
    findings = [*_unread(folder), *(finding for read in reads for finding in read.findings)]
    kept, refused = accept_problems(manifest, (placed for read in reads for placed in read.problems))
    findings = sorted([*findings, *refused])
    if not kept:
        raise BankError(_no_problem(folder, findings), tuple(findings))
    return Bank(
        manifest,
        {placed.problem.id: placed.problem for placed in kept},
        tuple(findings),
        {placed.problem.id: placed.origin for placed in kept},
    )


def read_manifest(folder: Path) -> Manifest:
    """What `bank.yaml` says. Raises BankError."""
    if not folder.is_dir():
        raise BankError(f"There is no bank at {folder}. Name a folder that holds a {MANIFEST}.")
    path = folder / MANIFEST
    if not path.is_file():
        raise BankError(f"The folder {folder} has no {MANIFEST}. Begin one with `cutover problems new`.")
    text, findings = read_text(path)
    if text is not None:
        found = scan(text)
        findings += [_fault(fault, MANIFEST) for fault in found.faults]
        if not found.faults:
            try:
                return Manifest.model_validate(found.value)
            except ValidationError as error:
                whole = ListEntry(found.value, 1, 1, 0, len(text))
                findings += _refusals(error, whole, text, MANIFEST, Manifest)
    worst = min(findings, key=lambda finding: (finding.severity, finding))
    raise BankError(f"The bank at {folder} can't be read. {worst}", tuple(findings))


def read_file(path: Path) -> ParsedFile:
    """The problems of one file; a file that can't be read gives a finding."""
    text, findings = read_text(path)
    read = ParsedFile() if text is None else read_problems(text, path.name)
    return ParsedFile(read.problems, (*findings, *read.findings))


def read_problems(text: str, file: str) -> ParsedFile:
    """The problems in a text, under the name of its file; never raises."""
    found = scan_list(text)
    findings = [_fault(fault, file) for fault in found.faults]
    if found.list_column is None and not findings and found.value is not None:
        cure = "Begin each problem with `- id:` at the start of a line."
        line = _first_line(text)
        findings.append(Finding(file, line, 1, "error", "F3", "the file is no list of problems", cure))
    placed: list[LocatedProblem] = []
    for item in found.items:
        if len(findings) >= MAX_FINDINGS and not isinstance(item.value, dict):
            continue
        try:
            problem = _PROBLEM.validate_python(item.value)
        except ValidationError as error:
            if len(findings) < MAX_FINDINGS:
                findings += _refusals(error, item, text, file, None)
        else:
            placed.append(LocatedProblem(problem, _origin(item, file), text))
    return ParsedFile(tuple(placed), tuple(findings[:MAX_FINDINGS]))


def accept_problems(
    manifest: Manifest, placed: Iterable[LocatedProblem], taken: Mapping[str, SourceLocation] = _NOTHING
) -> tuple[list[LocatedProblem], list[Finding]]:
    """The problems that fit the bank, each id once and none that is taken, and findings about the others."""
    skills = [skill.id for skill in manifest.skills]
    kept: dict[str, LocatedProblem] = {}
    refused: list[Finding] = []
    for one in placed:
        problem = one.problem
        first = taken.get(problem.id) or (kept[problem.id].origin if problem.id in kept else None)
        if first is not None:
            what = f"the id `{problem.id}` is used before, in {first.file}, line {first.line}"
            refused.append(one.finding("id", "F5", what, "Give one of the two another id."))
        elif problem.skill not in skills:
            what = f"`{problem.skill}` is no skill of this bank"
            cure = f"{did_you_mean(problem.skill, skills)} Or add it to `skills` in {MANIFEST}."
            refused.append(one.finding("skill", "F6", what, cure))
        else:
            kept[problem.id] = one
    return list(kept.values()), refused


def _refusals(
    error: ValidationError, item: ListEntry, text: str, file: str, model: type[Manifest] | None
) -> list[Finding]:
    """A finding for every complaint of the model about one entry."""
    origin = _origin(item, file)
    named = item.value.get("id") if isinstance(item.value, dict) else None
    problem = named if isinstance(named, str) and model is None else None
    places = SourceMap(text, origin)
    return [
        Finding(file, *places.find(one.path, one.of), "error", one.rule, one.what, one.cure, problem)
        for one in validation_messages(error, model)
    ]


def _first_line(text: str) -> int:
    """The first line, from 1, that is neither empty nor a comment."""
    lines = enumerate(text.splitlines(), 1)
    return next((at for at, line in lines if line.strip() and not line.lstrip().startswith("#")), 1)


def _origin(item: ListEntry, file: str) -> SourceLocation:
    return SourceLocation(file, item.line, item.column, item.start, item.end)


def _fault(fault: YamlFault, file: str) -> Finding:
    return Finding(file, fault.line, fault.column, "error", fault.rule, fault.what, fault.cure)


def problem_files(folder: Path) -> list[Path]:
    """The files of a bank that hold problems, in the order in which they are read."""
    return sorted(path for path in folder.iterdir() if is_problem_file(path))


def is_problem_file(path: Path) -> bool:
    """Whether a file of this name is read as a list of problems."""
    return path.suffix == ".yaml" and path.name != MANIFEST and not path.name.startswith(".")


def _unread(folder: Path) -> list[Finding]:
    """Files that look as if they were meant to be read."""
    cure = "Let its name end in .yaml."
    return [
        Finding(path.name, 1, 1, "warning", "F7", "the file is not read", cure)
        for path in sorted(folder.glob("*.yml"))
    ]


def _no_problem(folder: Path, findings: list[Finding]) -> str:
    if not findings:
        return f"The bank at {folder} has no problem yet. Write one with `cutover problems new`."
    return f"The bank at {folder} has no sound problem. The first thing to mend: {findings[0]}"
