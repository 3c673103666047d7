"""`cutover problems`: what an author does with a bank."""

from __future__ import annotations

import click

from ui.cli.exchange import export, import_
from ui.cli.prove import prove


@click.group()
def problems() -> None:
    """Write problems, check them, and carry them to other systems and back."""


problems.add_command(export)
problems.add_command(import_)
problems.add_command(prove)
