"""`make bench`: each figure as it is measured, beside what it is held against.

`--brief` takes half a minute and shows only that each can be measured; names (clicks,
startup, first-visit, bank, floods) choose some.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from tests.bench import bank, clicks, first_visit, floods, startup
from tests.bench.table import HEADER, Row

_PARTS: dict[str, Callable[..., Iterator[Row]]] = {
    "clicks": clicks.rows,
    "startup": startup.rows,
    "first-visit": first_visit.rows,
    "bank": bank.rows,
    "floods": floods.rows,
}
_BRIEFLY: dict[str, dict[str, object]] = {
    "clicks": {"seconds": 4.0, "crowds": (4,)},
    "startup": {"rounds": 1, "returning": False},
    "first-visit": {"rounds": 1},
    "bank": {"rounds": 1, "problems": 100},
    "floods": {"messages": 300, "clicks": 5, "visitors": 5},
}


def main() -> None:
    brief, names = "--brief" in sys.argv, [name for name in sys.argv[1:] if name != "--brief"]
    print(HEADER, flush=True)
    for name in names or _PARTS:
        for row in _PARTS[name](**_BRIEFLY[name] if brief else {}):
            print(row, flush=True)


main()
