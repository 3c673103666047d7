"""From a folder of YAML files to a bank.

`bank.yaml` is the manifest; every other `*.yaml` is a list of problems. A faulty entry is left out with a
finding that says where it is and how to mend it; the sound ones are served. Each file is read once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from pydantic import TypeAdapter, ValidationError

from problems.bank import Bank, SourceLocation
from problems.errors import BankError, Finding, ImageError, Severity, YamlFault
from problems.images import read_image
from problems.manifest import Manifest
from problems.model import AnyProblem, Problem, ProblemImage, named_misconceptions
from problems.reading.decode import read_text
from problems.reading.lesson_reader import LessonFiles, read_lessons
from problems.reading.source_map import FieldPath, SourceMap
from problems.reading.strict_yaml import ListEntry, scan, scan_list
from problems.reading.validation_errors import did_you_mean, validation_messages

MANIFEST = "bank.yaml"
# Of a file with more findings than that the first ones are reported.
MAX_FINDINGS = 100

_PROBLEM: TypeAdapter[Problem] = TypeAdapter(AnyProblem)
_NO_IDS: Mapping[str, SourceLocation] = MappingProxyType({})
_SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class LocatedProblem:
    """A sound problem, where it stands, and the text of its file."""

    problem: Problem
    location: SourceLocation
    text: str = field(repr=False)

    def finding(self, path: FieldPath, rule: str, what: str, cure: str) -> Finding:
        """An error at a field, whose line and column are worked out only here."""
        line, column = SourceMap(self.text, self.location).find(path)
        return Finding(self.location.file, line, column, "error", rule, what, cure, self.problem.id)


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file's text, "" for one that can't be read, the sound problems in it, and what is wrong with it."""

    text: str = field(default="", repr=False)
    problems: tuple[LocatedProblem, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedManifest:
    """The text of `bank.yaml` and what it says; `manifest` is None where a finding is an error."""

    text: str = field(repr=False)
    manifest: Manifest | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class BankFiles:
    """Every file of a bank as it was read, by name; `findings` are about files that are not read."""

    folder: Path
    manifest: ParsedManifest
    files: Mapping[str, ParsedFile]
    findings: tuple[Finding, ...]
    lessons: LessonFiles = field(default_factory=LessonFiles)

    @property
    def texts(self) -> Mapping[str, str]:
        """The text of each file by its name, the manifest's among them."""
        problem_texts = {name: file.text for name, file in self.files.items()}
        return {MANIFEST: self.manifest.text, **problem_texts, **self.lessons.texts}


def read_bank(folder: Path) -> Bank:
    """The bank in a folder.

    Raises BankError when there is no folder, no sound manifest or no sound problem; everything else that is
    wrong is a finding of the bank.
    """
    return assemble(read_files(folder))


def read_files(folder: Path) -> BankFiles:
    """Read each file of a bank once. Raises BankError when there is no folder or no manifest in it."""
    manifest = _read_manifest(folder)
    files = {path.name: read_file(path) for path in problem_files(folder)} if manifest.manifest else {}
    return BankFiles(folder, manifest, files, tuple(_not_read(folder)), read_lessons(folder))


def assemble(bank_files: BankFiles) -> Bank:
    """The bank that the files make. Raises BankError without a sound manifest or a sound problem."""
    manifest = _sound(bank_files.manifest, bank_files.folder)
    files = bank_files.files.values()
    accepted, refused = accept_problems(manifest, (one for file in files for one in file.problems))
    in_files = (finding for file in files for finding in file.findings)
    of_bank = (*bank_files.manifest.findings, *bank_files.findings, *bank_files.lessons.findings)
    findings = sorted([*of_bank, *in_files, *refused])
    if not accepted:
        raise BankError(_no_problem(bank_files.folder, findings), tuple(findings))
    return Bank(
        manifest,
        {one.problem.id: one.problem for one in accepted},
        tuple(findings),
        {one.problem.id: one.location for one in accepted},
        bank_files.lessons.lessons,
    )


def read_manifest(folder: Path) -> Manifest:
    """What `bank.yaml` says. Raises BankError."""
    return _sound(_read_manifest(folder), folder)


def read_file(path: Path) -> ParsedFile:
    """The problems of one file; a file that can't be read gives a finding."""
    text, findings = read_text(path)
    if text is None:
        return ParsedFile(findings=tuple(findings))
    parsed = _with_images(read_problems(text, path.name), path.parent)
    return ParsedFile(text, parsed.problems, (*findings, *parsed.findings))


def _with_images(parsed: ParsedFile, folder: Path) -> ParsedFile:
    """The problems whose images can be shown; a finding about each image that can't."""
    shown: list[LocatedProblem] = []
    findings: list[Finding] = []
    for located in parsed.problems:
        refused = [_image_finding(located, image, folder) for image in located.problem.images]
        found = [finding for finding in refused if finding is not None]
        findings += found
        if not found:
            shown.append(located)
    return ParsedFile(parsed.text, tuple(shown), (*parsed.findings, *findings))


def _image_finding(located: LocatedProblem, image: ProblemImage, folder: Path) -> Finding | None:
    try:
        read_image(folder, image.file)
    except ImageError as error:
        return located.finding(("images",), "F8", error.what, error.cure)
    return None


def read_problems(text: str, file: str) -> ParsedFile:
    """The problems in a text, under the name of its file; never raises."""
    found = scan_list(text)
    findings = [_finding(fault, file) for fault in found.faults]
    if found.list_column is None and not findings and found.value is not None:
        cure = "Begin each problem with `- id:` at the start of a line."
        line = _first_line(text)
        findings.append(Finding(file, line, 1, "error", "F3", "the file is no list of problems", cure))
    problems: list[LocatedProblem] = []
    for entry in found.entries:
        if len(findings) >= MAX_FINDINGS and not isinstance(entry.value, dict):
            continue
        try:
            problem = _PROBLEM.validate_python(entry.value)
        except ValidationError as error:
            if len(findings) < MAX_FINDINGS:
                findings += _refusals(error, entry, text, file, None)
        else:
            problems.append(LocatedProblem(problem, _location(entry, file), text))
    findings += [_finding(warning, file, "warning") for warning in found.warnings]
    return ParsedFile(text, tuple(problems), tuple(findings[:MAX_FINDINGS]))


def accept_problems(
    manifest: Manifest, problems: Iterable[LocatedProblem], taken: Mapping[str, SourceLocation] = _NO_IDS
) -> tuple[list[LocatedProblem], list[Finding]]:
    """The problems that fit the bank, each id once and none that is taken, and findings about the others."""
    accepted: dict[str, LocatedProblem] = {}
    refused: list[Finding] = []
    for located in problems:
        problem = located.problem
        first = taken.get(problem.id) or (accepted[problem.id].location if problem.id in accepted else None)
        if first is not None:
            what = f"the id `{problem.id}` is used before, in {first.file}, line {first.line}"
            refused.append(located.finding(("id",), "F5", what, "Give one of the two another id."))
        elif unknown := list(_unknown_names(manifest, located)):
            refused += unknown
        else:
            accepted[problem.id] = located
    return list(accepted.values()), refused


def _unknown_names(manifest: Manifest, located: LocatedProblem) -> Iterator[Finding]:
    """A finding for each skill and misconception that the manifest does not have."""
    skills = [skill.id for skill in manifest.skills]
    if located.problem.skill not in skills:
        yield _unknown(located, ("skill",), located.problem.skill, "skill", skills)
    misconceptions = [misconception.id for misconception in manifest.misconceptions]
    for path, _, name in named_misconceptions(located.problem):
        if name not in misconceptions:
            yield _unknown(located, path, name, "misconception", misconceptions)


def _unknown(located: LocatedProblem, path: FieldPath, name: str, noun: str, known: list[str]) -> Finding:
    cure = f"{did_you_mean(name, known)} Or add it to `{noun}s` in {MANIFEST}.".lstrip()
    return located.finding(path, "F6", f"`{name}` is no {noun} of this bank", cure)


def problem_files(folder: Path) -> list[Path]:
    """The files of a bank that hold problems, in the order in which they are read."""
    return sorted(path for path in folder.iterdir() if is_problem_file(path))


def is_problem_file(path: Path) -> bool:
    """Whether a file of this name is read as a list of problems."""
    return path.suffix == ".yaml" and path.name != MANIFEST and not path.name.startswith(".")


def _read_manifest(folder: Path) -> ParsedManifest:
    if not folder.is_dir():
        raise BankError(f"There is no bank at {folder}. Name a folder that holds a {MANIFEST}.")
    path = folder / MANIFEST
    if not path.is_file():
        raise BankError(f"The folder {folder} has no {MANIFEST}. Begin one with `cutover problems new`.")
    text, findings = read_text(path)
    if text is None:
        return ParsedManifest("", None, tuple(findings))
    found = scan(text)
    findings += [_finding(fault, MANIFEST) for fault in found.faults]
    findings += [_finding(warning, MANIFEST, "warning") for warning in found.warnings]
    manifest = None
    if not found.faults:
        try:
            manifest = Manifest.model_validate(found.value)
        except ValidationError as error:
            whole = ListEntry(found.value, 1, 1, 0, len(text))
            findings += _refusals(error, whole, text, MANIFEST, Manifest)
    return ParsedManifest(text, manifest, tuple(findings))


def _sound(parsed: ParsedManifest, folder: Path) -> Manifest:
    """The manifest. Raises BankError with its worst finding, the first of several."""
    if parsed.manifest is None:
        worst = min(parsed.findings, key=lambda finding: (_SEVERITIES.index(finding.severity), finding))
        raise BankError(f"The bank at {folder} can't be read. {worst}", parsed.findings)
    return parsed.manifest


def _refusals(
    error: ValidationError, entry: ListEntry, text: str, file: str, model: type[Manifest] | None
) -> list[Finding]:
    """A finding for every message of the model about one entry."""
    location = _location(entry, file)
    named = entry.value.get("id") if isinstance(entry.value, dict) else None
    problem = named if isinstance(named, str) and model is None else None
    source_map = SourceMap(text, location)
    return [
        Finding(
            file,
            *source_map.find(message.path, message.of),
            "error",
            message.rule,
            message.what,
            message.cure,
            problem,
        )
        for message in validation_messages(error, model)
    ]


def _first_line(text: str) -> int:
    """The first line, from 1, that is neither empty nor a comment."""
    lines = enumerate(text.splitlines(), 1)
    return next((at for at, line in lines if line.strip() and not line.lstrip().startswith("#")), 1)


def _location(entry: ListEntry, file: str) -> SourceLocation:
    return SourceLocation(file, entry.line, entry.column, entry.start, entry.end)


def _finding(fault: YamlFault, file: str, severity: Severity = "error") -> Finding:
    return Finding(file, fault.line, fault.column, severity, fault.rule, fault.what, fault.cure)


def _not_read(folder: Path) -> list[Finding]:
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
