"""`cutover problems new`: a problem that already passes, to be changed into one's own."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click

from problems.errors import BankError
from problems.fields import ID_PATTERN
from problems.reading.reader import MANIFEST, read_bank, read_manifest
from problems.reading.schema import modeline, write_schemas
from problems.reading.templates import KINDS, manifest_template, problem_template


@click.command()
@click.argument("name", metavar="ID")
@click.option(
    "--kind", type=click.Choice(KINDS), default="choice", show_default=True, help="The kind of problem."
)
@click.option(
    "--bank",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    envvar="CUTOVER_BANK",
    help="The folder of the bank; it is begun if there is none.",
)
@click.option("--skill", help="A skill of the bank; the first one without it.")
@click.option(
    "--file", "file_name", default="problems.yaml", show_default=True, help="The file to append it to."
)
def new(name: str, kind: str, folder: Path, skill: str | None, file_name: str) -> None:
    """Append a sound problem to a bank, under the id ID, to be changed into your own.

    A bank is begun where there is none.
    """
    _refuse_name(name, file_name)
    if not (folder / MANIFEST).exists():
        _begin(folder, kind)
        click.echo(f"{folder / MANIFEST}: a new bank. Say in it what the bank is about.")
    path = folder / file_name
    line = _append(path, problem_template(kind, name, _skill(folder, skill, name)))
    click.echo(f"{path}:{line}: a problem of kind {kind}. Make it yours, then run")
    click.echo(f"  cutover problems check {shlex.quote(str(folder))}")


def _begin(folder: Path, kind: str) -> None:
    """A bank with nothing but its manifest and the schemas for editors."""
    folder.mkdir(parents=True, exist_ok=True)
    bank = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-") or "bank"
    (folder / MANIFEST).write_text(manifest_template(bank, kind), encoding="utf-8")
    write_schemas(folder)


def _refuse_name(name: str, file_name: str) -> None:
    if not re.fullmatch(ID_PATTERN, name) or len(name) > 60:
        raise click.UsageError(
            f"`{name}` is no id. Use small letters, digits and single hyphens, like `switch-output`."
        )
    if Path(file_name).name != file_name or not file_name.endswith(".yaml") or file_name == MANIFEST:
        raise click.UsageError("--file names a file in the bank's folder that ends in .yaml.")


def _skill(folder: Path, wanted: str | None, name: str) -> str:
    """The skill to write. Raises BankError for one that the bank does not have, or an id that it has."""
    skills = [skill.id for skill in read_manifest(folder).skills]
    if wanted is not None and wanted not in skills:
        raise BankError(f"The bank has no skill `{wanted}`. It has {', '.join(skills)}.")
    try:
        taken = read_bank(folder).problems
    except BankError:
        taken = {}
    if name in taken:
        raise BankError(f"The bank has a problem `{name}`. Attempts are stored under ids: choose another.")
    return wanted or skills[0]


def _append(path: Path, text: str) -> int:
    """Append to a file of problems, and give the line at which the text begins."""
    before = path.read_text(encoding="utf-8") if path.exists() else modeline("problems")
    if not before.endswith("\n"):
        before += "\n"
    gap = "\n" if path.exists() else ""
    path.write_text(before + gap + text, encoding="utf-8")
    return before.count("\n") + len(gap) + 1
