"""Which bank a command works on."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from problems.bank import Bank
from problems.errors import BankError
from problems.model import Problem
from ui.settings import shipped_bank

SHIPPED = shipped_bank()

bank_option = click.option(
    "--bank",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="CUTOVER_BANK",
    default=SHIPPED,
    show_default="the shipped bank",
    help="The folder of the bank.",
)
only_option = click.option(
    "--only", "ids", multiple=True, metavar="ID", help="This problem only; may be repeated."
)


def chosen(bank: Bank, ids: Iterable[str]) -> tuple[Problem, ...]:
    """The named problems, or all of them. Raises BankError for an id that the bank does not have."""
    wanted = tuple(ids) or tuple(bank.problems)
    for one in wanted:
        if one not in bank.problems:
            raise BankError(
                f"The bank {bank.id} has no problem `{one}`. `cutover problems stats` lists them."
            )
    return tuple(bank.problems[one] for one in wanted)
