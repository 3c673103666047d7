"""The backend: the grader over the bank that is served and its store. No page holds the bank itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.device import cookie_secret
from ui.errors import Closed, SettingsError

if TYPE_CHECKING:
    from grader.service import Grader
    from grader.store import Observer
    from problems.model import Problem
    from problems.proofs.evidence import Evidence
    from problems.proofs.review import Review
    from ui.settings import Settings


@dataclass(frozen=True, slots=True)
class Backend:
    """`database` says where the data lies, fit to be shown.

    `close` lets go of the database's connections; an app holds them for its whole life.
    """

    grader: Grader
    database: str
    close: Callable[[], None] = lambda: None


def open_backend(settings: Settings, observe: Observer | None = None) -> Backend:
    """Read the bank and open the store, whose transactions `observe` hears of.

    Raises Closed with one sentence and its cure.

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
        store = Store.open(settings.database, observe)
        code_key = cookie_secret(settings).encode()
    except (BankError, StoreUnusable, SettingsError) as refused:
        raise Closed(str(refused)) from refused

    def evidence_of(problem: Problem) -> Evidence | Review | None:
        from problems.proofs.coverage import key_evidence  # first needed by a closed problem

        return key_evidence(settings.bank, problem)

    grader = Grader(store, bank, evidence_of=evidence_of, code_key=code_key)
    return Backend(grader, store.location, store.close)
