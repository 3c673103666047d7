"""`cutover doctor`: what is set, where the data lies, and what is wrong."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from labs.settings import describe as described_labs
from labs.settings import read_settings as read_lab_settings
from ui import format as fmt
from ui.errors import Closed
from ui.preflight import PORT_CURE, UNWRITABLE_CURE, folder_problem, port_problem
from ui.settings import PREFIX, Settings, described, read_settings
from ui.web.descriptors import WANTED, most_pages, raise_limit

if TYPE_CHECKING:
    from grader.service.bank import BankSummary

# SQLite needs room for its log beside the data; below this a class's answers may not fit.
_LEAST_FREE_BYTES = 100 * 2**20
# Pages that a class of a hundred has open, some of them twice.
_CLASS = 200


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `cure` is empty when it is well."""

    name: str
    found: str
    cure: str = ""


@click.command()
def doctor() -> None:
    """Say what is set, where the data lies, and what is wrong."""
    chosen = read_settings()
    rows = [*described(chosen), *described_labs(read_lab_settings())]
    for line in setting_lines(rows, os.environ):
        click.echo(line)
    click.echo()
    checks = [*stray_settings({name for name, *_ in rows}, os.environ), *examine(chosen)]
    for check in checks:
        click.echo(f"{'✕' if check.cure else '✓'} {check.name}: {check.found}")
        if check.cure:
            click.echo(f"  {check.cure}")
    if any(check.cure for check in checks):
        sys.exit(1)
    click.echo("Nothing is wrong. `cutover serve` serves it; `cutover labs doctor` looks at the labs.")


def setting_lines(rows: list[tuple[str, str, str]], environ: Mapping[str, str]) -> Iterator[str]:
    """For each (variable, value, meaning) its value, whether that is the default, and what it is for."""
    for name, value, meaning in rows:
        yield f"{name} = {value}{'' if environ.get(name) else '  (default)'}"
        yield f"    {meaning}"


def stray_settings(known: set[str], environ: Mapping[str, str]) -> Iterator[Check]:
    """A finding for every CUTOVER_* in the environment that is no setting: a typo is silent otherwise."""
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known and not name.startswith(f"{PREFIX}TEST_"):
            yield Check(name, "there is no such setting", "Look for a typo, or unset it.")


def examine(chosen: Settings) -> Iterator[Check]:
    """Look at the data folder, the port, the open files that are allowed, the database and the bank."""
    yield _data_folder(chosen.data)
    yield _port(chosen.host, chosen.port)
    yield open_files(raise_limit())
    yield from _backend(chosen)


def _data_folder(folder: Path) -> Check:
    trouble = folder_problem(folder)
    if trouble:
        return Check("Data folder", f"{folder} cannot be written ({trouble})", UNWRITABLE_CURE)
    free = shutil.disk_usage(folder).free
    if free < _LEAST_FREE_BYTES:
        return Check("Data folder", f"{folder} has {free // 2**20} MB left", "Make room on its disk.")
    if folder.stat().st_mode & 0o077:
        cure = f"chmod 700 {folder}: what learners wrote is for this user alone."
        return Check("Data folder", f"{folder} is open to other users of this machine", cure)
    return Check("Data folder", f"{folder} can be written, by this user alone")


def open_files(allowed: int) -> Check:
    """Whether as many files and sockets are allowed as a class needs."""
    pages = most_pages(allowed)
    found = f"{allowed} are allowed, enough for {fmt.count(pages, 'open page')} at once"
    if pages < _CLASS:
        return Check(
            "Open files", found, f"Raise the hard limit: ulimit -Hn {WANTED}, or LimitNOFILE in systemd."
        )
    return Check("Open files", found)


def _port(host: str, port: int) -> Check:
    trouble = port_problem(host, port)
    if trouble:
        return Check("Port", f"{host}:{port} cannot be used ({trouble})", PORT_CURE)
    return Check("Port", f"{host}:{port} is free")


def _backend(chosen: Settings) -> Iterator[Check]:
    from ui.backend import open_backend  # noqa: PLC0415 - the database's libraries take most of a second

    try:
        backend = open_backend(chosen)
    except Closed as closed:
        what, _, cure = str(closed).partition(". ")
        yield Check("Bank and database", what, cure or what)
        return
    yield Check("Database", f"{backend.database} answers, and its tables are those of this version")
    yield _bank(backend.grader.bank.summary())


def _bank(bank: BankSummary) -> Check:
    found = f"{bank.title}, {fmt.count(bank.problem_count, 'problem')}"
    errors = sum(finding.severity == "error" for finding in bank.findings)
    if errors:
        return Check(
            "Bank",
            f"{found}; {fmt.count(errors, 'mistake keeps', 'mistakes keep')} others out",
            "See them with `cutover problems check`, or in the app under Bank.",
        )
    return Check("Bank", found)
