"""`cutover problems analyse`: classical item analysis of anybody's response matrix."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

import click

from grader.errors import ResponseFileError
from grader.rules.item_analysis import FLAGS_FROM, ItemAnalysis, ResponseAnalysis, analyse_responses
from grader.rules.response_file import excerpt, read_keys, read_responses

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
_HEADER = ("item", "facility", "item-rest", "alpha if deleted", "flags")


@click.command()
@click.argument("responses", metavar="RESPONSES.csv", type=_FILE)
@click.option("--key", "key_file", metavar="KEY.csv", type=_FILE, help="A CSV with the columns item,key.")
@click.option("--missing-is-wrong", is_flag=True, help="Count a missing answer as a wrong one.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print the analysis.",
)
def analyse(responses: Path, key_file: Path | None, missing_is_wrong: bool, form: str) -> None:
    """Say how each item of a response matrix did, and which key may be wrong.

    RESPONSES.csv has a header row, a first column that names the person, and a column for each item. A cell
    is 0 or 1, or the option that was picked: then the item needs a key. An empty cell is a missing answer.

    A missing answer is left out of its item alone, and is not counted as wrong. The rest of a person is the
    mean mark of the other items that this person answered. Alpha, and alpha if an item is deleted, are over
    the persons who answered every item.
    """
    try:
        keys = read_keys(key_file.read_bytes(), str(key_file)) if key_file else {}
        items = read_responses(
            responses.read_bytes(), str(responses), keys, missing_is_wrong=missing_is_wrong
        )
    except ResponseFileError as error:
        raise click.ClickException(str(error)) from error
    analysis = analyse_responses(items)
    click.echo(as_json(analysis) if form == "json" else as_text(analysis, keys))


def as_json(analysis: ResponseAnalysis) -> str:
    """`{"n": int, "alpha": float | null, "items": [...]}`; what is not defined is null."""
    described = asdict(analysis)
    del described["complete"]
    for item in described["items"]:
        del item["efficiency"], item["rival"]
    return json.dumps(described, indent=2, ensure_ascii=False, allow_nan=False)


def as_text(analysis: ResponseAnalysis, keys: Mapping[str, str]) -> str:
    """A table: a row for each item, and below it one for each of its options with share and correlation."""
    rows = [_HEADER, *(row for item in analysis.items for row in _rows(item, keys.get(item.item)))]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEADER))]
    return "\n".join([_summary(analysis), "", *(_line(row, widths) for row in rows), *_notes(analysis)])


def _summary(analysis: ResponseAnalysis) -> str:
    persons = f"{analysis.n} {'person' if analysis.n == 1 else 'persons'}"
    return f"{persons}, alpha {_figure(analysis.alpha)} over the {analysis.complete} who answered every item"


def _rows(item: ItemAnalysis, key: str | None) -> Iterator[tuple[str, ...]]:
    figures = (_figure(item.facility), _figure(item.item_rest), _figure(item.alpha_if_deleted))
    yield (excerpt(item.item), *figures, ", ".join(item.flags))
    for one in item.options:
        mark = "*" * (one.option == key)
        yield (f"  {excerpt(one.option)}{mark}", _figure(one.share), _figure(one.rest), "", "")


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    name, *figures, flags = row
    cells = [name.ljust(widths[0]), *map(str.rjust, figures, widths[1:]), flags]
    return "  ".join(cells).rstrip()


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _notes(analysis: ResponseAnalysis) -> Iterator[str]:
    yield ""
    if any(item.options for item in analysis.items):
        yield "Below an item are its options: the share that picked each, and its correlation with the rest."
        yield "* is the key."
    yield f"An item is flagged only from {FLAGS_FROM} answers on; - is not defined."
