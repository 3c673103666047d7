"""What this process has one of: its bank and the grader that serves it, opened once and by nobody in a hurry.

Opening imports the database's libraries, which takes most of a second, so it happens behind the first
page and not before it.
"""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.errors import Closed, UiError
from ui.settings import Settings, settings

if TYPE_CHECKING:
    from grader.service import Grader
    from problems.bank import Bank

_LOG = logging.getLogger("cutover.house")
# A database that is away is asked again after this long, not once per click.
_RETRY_S = 2.0


@dataclass(frozen=True)
class House:
    """The bank that is served, the door to the grader, and where the data lies, fit to be shown.

    `close` lets go of the database's connections; an app holds them for its whole life.
    """

    bank: Bank
    grader: Grader
    place: str
    close: Callable[[], None] = lambda: None


class _Keeper:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._house: House | None = None
        self._closed: tuple[float, str] | None = None

    def tried(self) -> bool:
        return self._house is not None or self._closed is not None

    def house(self) -> House:
        if self._house is not None:
            return self._house
        with self._lock:
            if self._house is None:
                self._refuse_again()
                self._house = self._open()
                # What was imported stays; a collection that walks it stops every page for 0.1 s.
                gc.freeze()
            return self._house

    def _refuse_again(self) -> None:
        if self._closed is not None and time.monotonic() - self._closed[0] < _RETRY_S:
            raise Closed(self._closed[1])

    def _open(self) -> House:
        try:
            return open_house(settings())
        except UiError as closed:
            _LOG.error("%s", closed)
            self._closed = (time.monotonic(), str(closed))
            raise Closed(str(closed)) from closed


_keeper = _Keeper()


def house() -> House:
    """The house, opened by the first who asks. Raises Closed."""
    return _keeper.house()


def house_was_tried() -> bool:
    """Whether anybody has asked for the house and been let in or refused."""
    return _keeper.tried()


def open_house(settings: Settings) -> House:
    """Read the bank and open the store. Raises Closed with one sentence and its cure."""
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
    return House(bank, Grader(store, bank), store.place, store.close)
