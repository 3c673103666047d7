"""A roster as a CSV file: one person a line, with every fault named by its line.

The header names the columns in any order and case: `name`, and if wanted `id`, `e-mail` and `extra time`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from grader.rules.attempt import EXTRA_TIMES, ExtraTime

MOST_PEOPLE = 1_000
LONGEST_NAME, LONGEST_ID, LONGEST_EMAIL = 80, 80, 120
_COLUMNS = {"name": "name", "id": "id", "email": "email", "extratime": "extra"}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """A person as the file has them, in line `line`."""

    line: int
    name: str
    external_id: str = ""
    email: str = ""
    extra_time: ExtraTime = "1"


@dataclass(frozen=True, slots=True)
class RosterFault:
    """What is wrong in a line, with the cure."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class RosterFile:
    """What a file holds; nothing is taken over while it has faults."""

    entries: tuple[RosterEntry, ...]
    faults: tuple[RosterFault, ...]


def read_roster(text: str) -> RosterFile:
    """Everybody in the file, or everything that is wrong with it."""
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=_delimiter(text))
    numbered = [(rows.line_num, row) for row in rows]
    filled = [(line, row) for line, row in numbered if any(cell.strip() for cell in row)]
    if not filled:
        return RosterFile((), (RosterFault(1, "The file is empty. Its first line names the columns."),))
    columns, faults = _columns(*filled[0])
    if faults:
        return RosterFile((), tuple(faults))
    entries: list[RosterEntry] = []
    for line, row in filled[1:]:
        cells = {name: row[at].strip() if at < len(row) else "" for name, at in columns.items()}
        found = list(_faults(line, cells, len(row) > len(filled[0][1])))
        faults += found
        if not found:
            entries.append(_entry(line, cells))
    faults += _repeats(entries)
    if len(entries) > MOST_PEOPLE:
        faults.append(RosterFault(entries[MOST_PEOPLE].line, f"A class has at most {MOST_PEOPLE} people."))
    return RosterFile(tuple(entries), tuple(faults))


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _columns(line: int, header: list[str]) -> tuple[dict[str, int], list[RosterFault]]:
    names = [re.sub(r"[^a-z]", "", cell.lower()) for cell in header]
    unknown = [cell.strip() for cell, name in zip(header, names, strict=True) if name not in _COLUMNS]
    faults = [
        RosterFault(line, f"The column “{cell}” is unknown. Use name, id, e-mail and extra time.")
        for cell in unknown
    ]
    if "name" not in names:
        faults.append(RosterFault(line, "There is no column “name”. The first line names the columns."))
    return {_COLUMNS[name]: at for at, name in enumerate(names) if name in _COLUMNS}, faults


def _faults(line: int, cells: Mapping[str, str], too_many: bool) -> Iterator[RosterFault]:
    if too_many:
        yield RosterFault(line, "There are more cells than columns. Put quotes around a cell with a comma.")
    if not cells["name"]:
        yield RosterFault(line, "The name is empty.")
    limits = (("name", LONGEST_NAME), ("id", LONGEST_ID), ("email", LONGEST_EMAIL))
    for column, longest in limits:
        if len(cells.get(column, "")) > longest:
            yield RosterFault(line, f"The {column} has more than {longest} characters.")
    if any(not character.isprintable() for cell in cells.values() for character in cell):
        yield RosterFault(line, "There is an invisible character or a line break in a cell. Delete it.")
    if cells.get("email") and not _EMAIL.fullmatch(cells["email"]):
        yield RosterFault(line, f"“{cells['email'][:40]}” is no e-mail address.")
    if cells.get("extra", "") not in ("", *EXTRA_TIMES):
        yield RosterFault(line, "The extra time is one of 1, 1.5, 2 and untimed, or empty.")


def _entry(line: int, cells: Mapping[str, str]) -> RosterEntry:
    extra: ExtraTime = next((one for one in EXTRA_TIMES if one == cells.get("extra")), "1")
    return RosterEntry(line, cells["name"], cells.get("id", ""), cells.get("email", ""), extra)


def _repeats(entries: list[RosterEntry]) -> Iterator[RosterFault]:
    """An id or an address names one person."""
    first_lines: dict[tuple[str, str], int] = {}
    for entry in entries:
        for column, value in (("id", entry.external_id), ("e-mail", entry.email.lower())):
            first = first_lines.setdefault((column, value), entry.line)
            if value and first != entry.line:
                yield RosterFault(entry.line, f"This {column} stands in line {first} already.")
