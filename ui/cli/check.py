"""`cutover problems check`: everything that is wrong with a bank, by file and line."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import click

from problems.errors import BankError
from problems.lint.bank_rules import ObservedFacility
from problems.lint.engine import BankReport, check_bank
from problems.lint.single_file import FileCheck
from problems.reading.lesson_reader import FOLDER as LESSONS
from problems.reading.reader import MANIFEST, is_problem_file, problem_files
from ui.cli.reports import as_github, as_json, as_sarif, as_text
from ui.settings import read_settings

_EXITS = {"error": 2, "warning": 1, "note": 0}
_REPORTS = {"json": as_json, "sarif": as_sarif, "github": as_github}


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", *_REPORTS]),
    default="text",
    show_default=True,
    help="How to print the findings.",
)
@click.option(
    "--observed",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A CSV with id, facility and attempts of each problem, to hold its difficulty against (W16).",
)
def check(paths: tuple[Path, ...], form: str, observed: Path | None) -> None:
    """Say what is wrong with a bank, where, why, and how to mend it.

    PATHS are a folder with a bank.yaml, or files in one: then only their findings are listed. Without any,
    the bank in this folder is checked, else that of CUTOVER_BANK, else the shipped one.

    Exit code: 0 without findings or with notes only, 1 with warnings, 2 with errors.
    """
    folder, files = _folder_and_files(paths)
    report = _check(folder, files, _observed(observed) if observed else None)

    def name_of(file: str) -> str:
        return Path(os.path.relpath(folder / file)).as_posix()

    if form == "text" and not paths:
        click.echo(f"The bank in {folder.resolve()}:")
    printed = as_text(report, name_of) if form == "text" else _REPORTS[form](report, name_of)
    if printed:
        click.echo(printed)
    sys.exit(_exit(report))


def _check(
    folder: Path, files: frozenset[str], observed: Mapping[str, ObservedFacility] | None
) -> BankReport:
    """One file by itself, several by reading their bank; what keeps that from being read is always shown."""
    if len(files) == 1 and is_problem_file(folder / min(files)):
        try:
            found = FileCheck(folder / min(files)).check(observed)
        except BankError:
            return check_bank(folder, observed)
        return BankReport(found.bank, found.findings, None, {min(files): found.text})
    report = check_bank(folder, observed)
    if not files or report.bank is None:
        return report
    return replace(report, findings=tuple(one for one in report.findings if one.file in files))


def _folder_and_files(paths: tuple[Path, ...]) -> tuple[Path, frozenset[str]]:
    """The folder of the bank, and the names of the files to check; none for all."""
    if not paths:
        return Path() if Path(MANIFEST).is_file() else read_settings().bank, frozenset()
    for path in paths:
        if path.suffix and not path.exists():
            raise click.UsageError(f"There is no {path}.{_files_beside(path)}")
    placed = [_folder_and_name(path) for path in paths]
    if len({folder for folder, _ in placed}) > 1:
        raise click.UsageError("The files lie in several banks. Check one bank at a time.")
    return placed[0][0], frozenset(name for _, name in placed if name)


def _folder_and_name(path: Path) -> tuple[Path, str]:
    """The folder of the bank, and the name of the file in it; "" for a folder."""
    if path.is_dir() or not path.suffix:
        return path, ""
    if path.suffix == ".md":
        return path.parent.parent, f"{LESSONS}/{path.name}"
    return path.parent, path.name


def _files_beside(path: Path) -> str:
    """A sentence that lists the files of the folder."""
    found = [one.name for one in problem_files(path.parent)] if path.parent.is_dir() else []
    return f" The folder has {', '.join(found)}." if found else ""


def _exit(report: BankReport) -> int:
    served = 0 if report.bank else _EXITS["error"]
    return max([served, *(_EXITS[finding.severity] for finding in report.findings)])


def _observed(path: Path) -> dict[str, ObservedFacility]:
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = csv.DictReader(file)
            if not {"id", "facility", "attempts"} <= set(rows.fieldnames or ()):
                raise ValueError("a column is missing")
            asked = [row for row in rows if row["facility"]]
            return {
                row["id"]: ObservedFacility(float(row["facility"]), int(row["attempts"])) for row in asked
            }
    except (TypeError, ValueError) as error:
        message = f"{path} is no CSV with the columns id, facility (0 to 1) and attempts."
        raise click.UsageError(message) from error
