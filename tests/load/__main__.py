"""`make bench`: each figure as it is measured, beside what it is held against."""

from __future__ import annotations

import sys
from itertools import chain

from tests.load import bank, clicks, startup
from tests.load.table import HEADER


def main() -> None:
    print(HEADER)
    parts = {"clicks": clicks.rows, "startup": startup.rows, "bank": bank.rows}
    wanted = sys.argv[1:] or parts
    for row in chain.from_iterable(parts[name]() for name in wanted):
        print(row, flush=True)


main()
