"""A response matrix as CSV: a header row, a first column naming the person, then a column for each item.

Cells are 0 or 1, or the option that was picked; an empty one is a missing answer. Cells are text and are
compared as text: one that looks like a formula or a number of 5,000 digits is an option like any other.
Every ResponseFileError says the file, the line and the cure.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO

from grader.errors import ResponseFileError
from grader.rules.item_analysis import ItemResponses

_MARKS = {"0": 0.0, "1": 1.0}
_LONGEST_EXCERPT = 40
_KEY_COLUMNS = ("item", "key")

# A line from 1, and the cells of the row that begins there.
_Row = tuple[int, list[str]]
# The line and the cell of each person.
_Column = Sequence[tuple[int, str]]


def read_responses(
    data: bytes, file: str, keys: Mapping[str, str], *, missing_is_wrong: bool = False
) -> list[ItemResponses]:
    """The items of the response matrix in `data`, marked by `keys` where cells are options.

    `file` is the name for messages. Raises ResponseFileError.
    """
    header, rows = _table(data, file)
    where = f"{file}, line {header[0]}"
    items = _item_names(header[1], where)
    _check_persons(rows, file)
    columns = {item: [(line, cells[at]) for line, cells in rows] for at, item in enumerate(items, start=1)}
    _check_header(columns, where)
    for item in keys:
        if item not in items:
            raise ResponseFileError(
                f"{where}: there is no column for {excerpt(item)}, which the key file names; "
                "name the item in both files alike, or take it out of the key file."
            )
    missing = 0.0 if missing_is_wrong else None
    return [_item(item, column, keys.get(item), file, missing) for item, column in columns.items()]


def read_keys(data: bytes, file: str) -> dict[str, str]:
    """The key of each item, from a CSV with the columns `item` and `key`. Raises ResponseFileError."""
    (line, header), rows = _table(data, file)
    if any(header.count(column) != 1 for column in _KEY_COLUMNS):
        raise ResponseFileError(
            f"{file}, line {line}: a key file begins with the header row item,key; add it."
        )
    at_item, at_key = map(header.index, _KEY_COLUMNS)
    keys: dict[str, str] = {}
    for line, cells in rows:
        item, key = cells[at_item], cells[at_key]
        if not item or not key:
            raise ResponseFileError(
                f"{file}, line {line}: item or key is empty; fill in both, or delete the row."
            )
        if item in keys:
            raise ResponseFileError(
                f"{file}, line {line}: {excerpt(item)} has a key already; keep one of them."
            )
        keys[item] = key
    return keys


def excerpt(text: str) -> str:
    """A cell for a message or a table: on one line, without control characters, 40 characters at most."""
    printable = "".join(one if one.isprintable() else "�" for one in text[: _LONGEST_EXCERPT + 1])
    return printable if len(printable) <= _LONGEST_EXCERPT else f"{printable[: _LONGEST_EXCERPT - 1]}…"


def _item(item: str, column: _Column, key: str | None, file: str, missing: float | None) -> ItemResponses:
    cells = [cell for _, cell in column]
    if key is None:
        _check_marks(item, column, file)
        return ItemResponses(item, [_MARKS[cell] if cell else missing for cell in cells])
    if _is_marked(cells, key):
        raise ResponseFileError(
            f"{file}, line {column[0][0]}: {excerpt(item)} has only 0 and 1, so it is marked already, but "
            f"its key is {excerpt(key)}; take it out of the key file."
        )
    marks = [float(cell == key) if cell else missing for cell in cells]
    return ItemResponses(item, marks, [cell or None for cell in cells], key)


def _is_marked(cells: Sequence[str], key: str) -> bool:
    """Whether the cells are marks, and not options of which this is the key: those may be numbered from 1."""
    values = {*cells} - {""}
    marks = bool(values) and values <= _MARKS.keys()
    return marks and key not in _MARKS and ("0" in values or not key.isdecimal())


def _check_marks(item: str, column: _Column, file: str) -> None:
    for line, cell in column:
        if cell and cell not in _MARKS:
            raise ResponseFileError(
                f"{file}, line {line}: {excerpt(item)} has the option {excerpt(cell)} and no key; "
                "give its key in a file with the columns item,key by --key FILE."
            )


def _check_header(columns: Mapping[str, _Column], where: str) -> None:
    """A first row that could be any other row is taken for one."""
    answered = all(name in {cell for _, cell in column} for name, column in columns.items())
    if answered or columns.keys() <= _MARKS.keys():
        raise ResponseFileError(
            f"{where}: this row looks like answers; put a header row above it, like person,item-1,item-2."
        )


def _item_names(header: Sequence[str], where: str) -> list[str]:
    names = list(header[1:])
    if not names:
        raise ResponseFileError(f"{where}: there is no item; add a column for each after the first.")
    if "" in names:
        raise ResponseFileError(
            f"{where}: column {names.index('') + 2} has no name; name each item in a header row."
        )
    repeated = [name for name, count in Counter(names).items() if count > 1]
    if repeated:
        raise ResponseFileError(
            f"{where}: {excerpt(repeated[0])} stands twice; give each item its own name in a header row."
        )
    return names


def _check_persons(rows: Sequence[_Row], file: str) -> None:
    lines: dict[str, int] = {}
    for line, cells in rows:
        person = cells[0]
        if not person:
            raise ResponseFileError(f"{file}, line {line}: the first column is empty; name the person there.")
        if person in lines:
            raise ResponseFileError(
                f"{file}, line {line}: {excerpt(person)} is on line {lines[person]} already; "
                "keep each person's first attempt only."
            )
        lines[person] = line


def _table(data: bytes, file: str) -> tuple[_Row, list[_Row]]:
    """The header and the other rows, all of one length and at least one of them."""
    rows = list(_rows(_text(data, file), file))
    if not rows:
        raise ResponseFileError(f"{file}, line 1: the file is empty; begin it with a header row.")
    header, *others = rows
    if len(header[1]) == 1:
        _check_separator(header[1][0], f"{file}, line {header[0]}")
    if not others:
        raise ResponseFileError(f"{file}, line {header[0]}: there is no row below the header; add some.")
    for line, cells in others:
        if len(cells) != len(header[1]):
            raise ResponseFileError(
                f"{file}, line {line}: the row has {_cells(len(cells))} and the header {len(header[1])}; "
                "give each row as many, with nothing between the commas where an answer is missing."
            )
    return header, others


def _check_separator(cell: str, where: str) -> None:
    for character, name in ((";", "semicolons"), ("\t", "tabs")):
        if character in cell:
            raise ResponseFileError(
                f"{where}: the cells are separated by {name}; save the file with commas between them."
            )


def _cells(count: int) -> str:
    return f"{count} cell{'s' * (count != 1)}"


def _text(data: bytes, file: str) -> str:
    """UTF-8, with the byte order mark that spreadsheets write or without."""
    try:
        text = data.decode("utf-8-sig")
        fault = text.find("\0")
        line = text.count("\n", 0, fault) + 1
    except UnicodeDecodeError as error:
        fault, line = error.start, data.count(b"\n", 0, error.start) + 1
    if fault >= 0:
        raise ResponseFileError(
            f"{file}, line {line}: this is not UTF-8 text; save the file as CSV in UTF-8."
        )
    return text


def _rows(text: str, file: str) -> Iterator[_Row]:
    """Each row that is not blank, its cells without the spaces around them."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if stripped and stripped != [""]:
                yield line, stripped
            line = reader.line_num + 1
    except csv.Error as error:
        raise ResponseFileError(
            f"{file}, line {line}: this row is no CSV ({error}); "
            "close each quote, and double those inside a cell."
        ) from error
