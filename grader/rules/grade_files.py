"""Results of a class as the files that other programs read: CSV, Moodle's grade import, Canvas's gradebook.

No cell can become a formula: whoever opens a CSV in a spreadsheet runs what begins with = + - @, a tab or a
carriage return, quoted or not, so such a text gets an apostrophe in front (OWASP, "CSV Injection").
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# Also the forms of full width that some spreadsheets take for the same.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CANVAS_COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_CANVAS_IDS = ("SIS User ID", "SIS Login ID", "ID")
# Moodle aborts the whole file on a grade over the maximum; it takes percent.
MOST_PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class Grade:
    """A person and their share of all points, 0 to 1; None where they handed nothing in."""

    name: str
    external_id: str
    email: str
    share: float | None


@dataclass(frozen=True, slots=True)
class FilledGradebook:
    """Canvas's file with the grades in it; `unmatched` are people of the class whom it does not name."""

    text: str
    filled: int
    unmatched: tuple[str, ...]


class GradebookError(ValueError):
    """What was given is not Canvas's gradebook, or lacks the assignment; the message gives the cure."""


def safe_cell(value: object) -> object:
    """The value as it may stand in a file for spreadsheets: text, never a formula."""
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA):
        return f"'{value}"
    return value


def write_csv(rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV with safe cells; None is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text)
    for row in rows:
        writer.writerow(["" if cell is None else safe_cell(cell) for cell in row])
    return text.getvalue()


def moodle_grades(title: str, grades: Iterable[Grade]) -> str:
    """For Moodle's import of grades: who, by id and address, and percent; `-` is no grade.

    Whoever has neither is left out: Moodle aborts the whole file on one person whom it does not know.
    """
    known = [grade for grade in grades if grade.external_id or grade.email]
    rows = [(one.external_id, one.email, _percent(one.share)) for one in known]
    text = write_csv([("ID number", "Email address", title), *((a, b, None) for a, b, _ in rows)])
    lines = text.splitlines(keepends=True)
    # A dash alone means "no grade" there, so it must not be made safe.
    body = [
        line.rstrip("\r\n") + percent + "\r\n" for line, (_, _, percent) in zip(lines[1:], rows, strict=False)
    ]
    return "".join([lines[0], *body])


def fill_canvas(gradebook: str, assignment: str, grades: Sequence[Grade]) -> FilledGradebook:
    """Canvas's exported gradebook with one assignment filled in, and nothing else that could overwrite.

    People are found by id or address, else by a name that only one person has. Raises GradebookError.
    """
    rows = [row for row in csv.reader(io.StringIO(gradebook.removeprefix("\ufeff"))) if any(row)]
    header = [cell.strip() for cell in rows[0]] if rows else []
    if "Student" not in header or "ID" not in header:
        raise GradebookError("This is not a gradebook of Canvas: its first line has Student and ID.")
    column = _assignment_column(header, assignment)
    columns = [header.index(name) for name in _CANVAS_COLUMNS if name in header]
    found = _matches([dict(zip(header, row, strict=False)) for row in rows[1:]], grades)
    possible = _points_possible(rows, column)
    out: list[list[object]] = [[*(header[at] for at in columns), header[column]]]
    for row, grade in zip(rows[1:], found, strict=True):
        old = row[column].strip() if column < len(row) else ""
        new = old if grade is None or grade.share is None else round(grade.share * possible, 2)
        out.append([*(row[at] if at < len(row) else "" for at in columns), new])
    matched = {id(grade) for grade in found if grade is not None}
    unmatched = tuple(grade.name for grade in grades if id(grade) not in matched)
    return FilledGradebook(write_csv(out), len(matched), unmatched)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{min(MOST_PERCENT, max(0.0, 100 * share)):.2f}"


def _assignment_column(header: Sequence[str], assignment: str) -> int:
    """Canvas names a column by the assignment, with its id in parentheses."""
    wanted = assignment.strip()
    for at, name in enumerate(header):
        if name == wanted or name.rsplit(" (", 1)[0] == wanted:
            return at
    raise GradebookError(
        f"The gradebook has no assignment “{wanted}”. Make it in Canvas, then export the gradebook again."
    )


def _points_possible(rows: Sequence[Sequence[str]], column: int) -> float:
    for row in rows[1:]:
        if row[0].strip() == "Points Possible" and column < len(row):
            try:
                return float(row[column])
            except ValueError:
                break
    return MOST_PERCENT


def _matches(people: Sequence[Mapping[str, str]], grades: Sequence[Grade]) -> list[Grade | None]:
    """For each row of the file the grade that belongs to it."""
    by_id = {key.casefold(): one for one in grades for key in (one.external_id, one.email) if key}
    names: dict[str, list[Grade]] = {}
    for one in grades:
        names.setdefault(_name_key(one.name), []).append(one)
    found: list[Grade | None] = []
    for person in people:
        ids = (person.get(column, "").strip().casefold() for column in _CANVAS_IDS)
        match = next((by_id[one] for one in ids if one in by_id), None)
        namesakes = names.get(_name_key(person.get("Student", "")), [])
        found.append(match or (namesakes[0] if len(namesakes) == 1 else None))
    return found


def _name_key(name: str) -> str:
    """ "Hopper, Grace" and "Grace Hopper" are one name."""
    last, comma, first = name.partition(",")
    return " ".join(f"{first} {last}".split() if comma else name.split()).casefold()
