"""The backend: the bank that is served, and the grader on its store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.errors import Closed

if TYPE_CHECKING:
    from grader.service import Grader
    from problems.bank import Bank
    from ui.settings import Settings


@dataclass(frozen=True, slots=True)
class Backend:
    """`database` says where the data lies, fit to be shown.

    `close` lets go of the database's connections; an app holds them for its whole life.
    """

    bank: Bank
    grader: Grader
    database: str
    close: Callable[[], None] = lambda: None


def open_backend(settings: Settings) -> Backend:
    """Read the bank and open the store. Raises Closed with one sentence and its cure.

    The database's libraries take most of a second to import, so this is what imports them.
    """
    # ruff: noqa: PLC0415
    from grader.errors import StoreUnusable
    from grader.service import Grader
    from grader.store import Store
    from problems.errors import BankError
    from problems.reading.reader import read_bank

    try:
        bank = read_bank(settings.bank)
        store = Store.open(settings.database)
    except (BankError, StoreUnusable) as refused:
        raise Closed(str(refused)) from refused
    return Backend(bank, Grader(store, bank), store.location, store.close)
