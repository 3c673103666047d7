"""`cutover problems`: what an author does with a bank."""

from __future__ import annotations

import click

from ui.cli.check import check
from ui.cli.exchange import export, import_
from ui.cli.new import new
from ui.cli.observed import observed
from ui.cli.preview import preview
from ui.cli.prove import prove
from ui.cli.regrade import regrade
from ui.cli.review import review
from ui.cli.schema import schema
from ui.cli.stats import stats


@click.group()
def problems() -> None:
    """Write problems, check them, and carry them to other systems and back."""


problems.add_command(check)
problems.add_command(check, "lint")
problems.add_command(export)
problems.add_command(import_)
problems.add_command(observed)
problems.add_command(prove)
problems.add_command(regrade)
problems.add_command(review)
problems.add_command(new)
problems.add_command(preview)
problems.add_command(schema)
problems.add_command(stats)
