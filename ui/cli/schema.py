"""`cutover problems schema`: what an editor needs to help."""

from __future__ import annotations

from pathlib import Path

import click

from problems.reading.schema import FILES, Of, modeline, schema_text, write_schemas


@click.command()
@click.option(
    "--of", type=click.Choice(list(FILES)), default="problems", show_default=True, help="The kind of file."
)
@click.option(
    "--write", type=click.Path(path_type=Path, file_okay=False), help="Write both schemas into this folder."
)
def schema(of: Of, write: Path | None) -> None:
    """Print the JSON Schema of a file of problems, or of bank.yaml.

    An editor with a YAML language server completes fields and shows what they mean, once the first line of
    a file names the schema.
    """
    if write is None:
        click.echo(schema_text(of), nl=False)
        return
    write.mkdir(parents=True, exist_ok=True)
    for kind, name in write_schemas(write).items():
        click.echo(f"{write / name}: begin files beside it with\n  {modeline(kind)}", nl=False)
