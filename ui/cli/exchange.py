"""`cutover problems export` and `import`: to other formats and from them, each with its loss report."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from problems.errors import ExchangeError
from problems.exchange.gift_reader import from_gift
from problems.exchange.gift_writer import to_gift
from problems.exchange.loss_report import ExportResult, Loss, report
from problems.exchange.moodle_reader import from_moodle
from problems.exchange.moodle_writer import to_moodle
from problems.exchange.printable import to_sheet
from problems.exchange.qti_reader import from_qti
from problems.exchange.qti_writer import to_qti
from problems.exchange.question_import import ImportResult
from problems.exchange.raw_problem import in_order
from problems.images import IMAGE_FOLDER, read_image
from problems.model import CATEGORIES, DIFFICULTIES, Problem
from problems.reading.reader import read_bank
from problems.reading.writer import write_problems
from ui import format as fmt
from ui.cli.options import bank_option, chosen, only_option

_SUFFIX = {"gift": ".gift.txt", "moodle": ".moodle.xml", "qti": ".qti.zip", "sheet": ".sheet.html"}
# An export of a whole course is a few MB.
_LARGEST = 20_000_000


force_option = click.option("--force", is_flag=True, help="Write over a file that is there already.")
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
@force_option
@click.option("--key/--no-key", default=True, help="A sheet with its key page, or without.")
@click.option("--seed", default=1, show_default=True, help="Decides the order of options on a sheet.")
@each_option
def export(  # noqa: PLR0917  click hands over one argument for each option
    target: str,
    folder: Path,
    ids: tuple[str, ...],
    out: Path | None,
    force: bool,
    key: bool,
    seed: int,
    each: bool,
) -> None:
    """Write problems as GIFT, Moodle XML, QTI 2.1 or a sheet to print, and say what stays behind."""
    bank = read_bank(folder)
    problems = chosen(bank, ids)
    exported = _exported(
        target, problems, _images(folder, problems), title=bank.manifest.title, seed=seed, key=key
    )
    path = out or Path(f"{bank.id}{_SUFFIX[target]}")
    if str(path) == "-":
        sys.stdout.buffer.write(exported.content)
    else:
        _write(path, exported.content, force)
    left = sum(loss.left_out for loss in exported.losses)
    carried = f"{path}: {len(problems) - left} of {fmt.count(len(problems), 'problem')}."
    _print_report(carried, exported.losses, each)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The YAML file to write; images go into the folder `images` beside it.",
)
@force_option
@click.option("--strict", is_flag=True, help="Exit with 1 when a question is left out.")
@click.option("--category", type=click.Choice(CATEGORIES), help="For problems that name none.")
@click.option("--difficulty", type=click.Choice(DIFFICULTIES), help="For problems that name none.")
@click.option("--skill", help="For problems that name none.")
@click.option("--time-limit", help="For problems that name none, like 2m.")
@click.option("--tries", type=click.IntRange(1, 5), help="For problems that name none.")
@each_option
def import_(
    file: Path, out: Path | None, force: bool, strict: bool, each: bool, **defaults: str | int | None
) -> None:
    """Read questions of GIFT, Moodle XML or QTI into YAML; `cutover problems check` names what they lack.

    Every question of the file becomes a problem or is named with the reason why not.
    """
    imported = _imported(file)
    text = write_problems(in_order(defaults | raw) for raw in imported.problems)
    if out is None:
        click.echo(text, nl=False)
    else:
        _write(out, text.encode(), force)
        _write_images(out.parent / IMAGE_FOLDER, imported.images)
    left = len(imported.omissions)
    counts = f"{len(imported.problems)} of {fmt.count(imported.questions, 'question')} imported"
    _print_report(f"{file.name}: {counts}, {left} left out.", imported.losses, each)
    if out is None and imported.images:
        click.echo(
            f"{fmt.count(len(imported.images), 'image')} not written: name a file with --out.", err=True
        )
    if strict and left:
        sys.exit(1)


def _exported(
    target: str, problems: Sequence[Problem], images: Mapping[str, bytes], *, title: str, seed: int, key: bool
) -> ExportResult:
    match target:
        case "gift":
            return to_gift(problems)
        case "moodle":
            return to_moodle(problems, images)
        case "qti":
            return to_qti(problems, images)
    return to_sheet(problems, title, seed, key, images)


def _images(folder: Path, problems: Sequence[Problem]) -> Mapping[str, bytes]:
    names = {image.file for problem in problems for image in problem.images}
    return {name: read_image(folder, name) for name in names}


def _imported(file: Path) -> ImportResult:
    if file.stat().st_size > _LARGEST:
        raise ExchangeError(f"{file.name} is larger than {_LARGEST // 1_000_000} MB: split it.")
    content = file.read_bytes()
    if not content.strip():
        raise ExchangeError(f"{file.name} is empty.")
    if content.startswith(b"PK"):
        return from_qti(content)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" or _is_utf16(content):
        return from_moodle(content)
    try:
        return from_gift(content.decode("utf-8-sig"))
    except UnicodeDecodeError as e:
        raise ExchangeError(f"{file.name} is not UTF-8: save it as UTF-8.") from e


def _is_utf16(content: bytes) -> bool:
    """Whether this is XML in UTF-16; GIFT in UTF-16 is told to be saved as UTF-8."""
    return content[:2] in (b"\xff\xfe", b"\xfe\xff") and b"<" in content[2:6]


def _write(path: Path, content: bytes, force: bool) -> None:
    try:
        with path.open("wb" if force else "xb") as file:
            file.write(content)
    except FileExistsError as e:
        raise ExchangeError(f"{path} is there already: name another file with --out, or use --force.") from e


def _write_images(folder: Path, images: Mapping[str, bytes]) -> None:
    """A name holds a hash of its content: a file that is there already is the same one."""
    for name, content in images.items():
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)


def _print_report(counts: str, losses: Sequence[Loss], each: bool) -> None:
    click.echo(counts, err=True)
    if losses:
        lines = "\n".join(map(str, losses)) if each else report(losses)
        click.echo(f"What stays behind:\n{lines}", err=True)
