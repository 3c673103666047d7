"""`cutover problems export` and `import`: to other formats and from them, each with its loss report."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from problems.errors import ExchangeError
from problems.exchange.gift import from_gift, to_gift
from problems.exchange.import_model import Exported, Imported
from problems.exchange.loss_report import Loss, report
from problems.exchange.moodle_xml import from_moodle, to_moodle
from problems.exchange.printable import to_sheet
from problems.exchange.qti import to_qti
from problems.exchange.yaml_shape import in_order
from problems.model import CATEGORIES, DIFFICULTIES, Problem
from problems.reading.reader import read_bank
from problems.reading.writer import write_problems
from ui import format as fmt
from ui.cli.options import bank_option, chosen, only_option

_SUFFIX = {"gift": ".gift.txt", "moodle": ".moodle.xml", "qti": ".qti.zip", "sheet": ".sheet.html"}
# An export of a whole course is a few MB.
_LARGEST = 20_000_000


each_option = click.option("--each", is_flag=True, help="Report each loss on a line, by problem and field.")


@click.command("export")
@click.option("--to", "target", required=True, type=click.Choice(list(_SUFFIX)), help="The format to write.")
@bank_option
@only_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write; `-` is standard output.",
)
@click.option("--key/--no-key", default=True, help="A sheet with its key page, or without.")
@click.option("--seed", default=1, show_default=True, help="Decides the order of options on a sheet.")
@each_option
def export(  # noqa: PLR0917  click hands over one argument for each option
    target: str, folder: Path, ids: tuple[str, ...], out: Path | None, key: bool, seed: int, each: bool
) -> None:
    """Write problems as GIFT, Moodle XML, QTI 2.1 or a sheet to print, and say what stays behind."""
    bank = read_bank(folder)
    problems = chosen(bank, ids)
    exported = _exported(target, problems, bank.manifest.title, seed, key)
    path = out or Path(f"{bank.id}{_SUFFIX[target]}")
    if str(path) == "-":
        sys.stdout.buffer.write(exported.content)
    else:
        path.write_bytes(exported.content)
    left = sum(loss.left_out for loss in exported.losses)
    _tell(f"{path}: {len(problems) - left} of {fmt.count(len(problems), 'problem')}.", exported.losses, each)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The YAML file to write, never over another.",
)
@click.option("--category", type=click.Choice(CATEGORIES), help="For problems that name none.")
@click.option("--difficulty", type=click.Choice(DIFFICULTIES), help="For problems that name none.")
@click.option("--skill", help="For problems that name none.")
@click.option("--time-limit", help="For problems that name none, like 2m.")
@click.option("--tries", type=click.IntRange(1, 5), help="For problems that name none.")
@each_option
def import_(file: Path, out: Path | None, each: bool, **defaults: str | int | None) -> None:
    """Read questions of GIFT or Moodle XML into YAML; `cutover problems check` names what they lack."""
    imported = _imported(file)
    text = write_problems(in_order(defaults | raw) for raw in imported.problems)
    if out is None:
        click.echo(text, nl=False)
    else:
        _write_new(out, text)
    _tell(f"{file.name}: {fmt.count(len(imported.problems), 'problem')}.", imported.losses, each)


def _exported(target: str, problems: Sequence[Problem], title: str, seed: int, key: bool) -> Exported:
    match target:
        case "gift":
            return to_gift(problems)
        case "moodle":
            return to_moodle(problems)
        case "qti":
            return to_qti(problems)
    return to_sheet(problems, title, seed, key)


def _imported(file: Path) -> Imported:
    if file.stat().st_size > _LARGEST:
        raise ExchangeError(f"{file.name} is larger than {_LARGEST // 1_000_000} MB: split it.")
    content = file.read_bytes()
    if content.lstrip()[:1] == b"<":
        return from_moodle(content)
    try:
        return from_gift(content.decode("utf-8-sig"))
    except UnicodeDecodeError as e:
        raise ExchangeError(f"{file.name} is not UTF-8: save it as UTF-8.") from e


def _write_new(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as e:
        raise ExchangeError(f"{path} is there already: name another file with --out.") from e


def _tell(summary: str, losses: Sequence[Loss], each: bool) -> None:
    click.echo(summary, err=True)
    if losses:
        lines = "\n".join(map(str, losses)) if each else report(losses)
        click.echo(f"What stays behind:\n{lines}", err=True)
