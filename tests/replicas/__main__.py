"""`make replicas`: the drill with sixty learners, on a PostgreSQL of its own that is gone afterwards.

`python -m tests.replicas 20` takes another number of learners.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.replicas.drill import run
from tests.support.databases import address_of
from tests.support.postgres import start_postgres, stop_postgres

_LEARNERS = 60


def main() -> None:
    learners = int(sys.argv[1]) if len(sys.argv) > 1 else _LEARNERS
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)  # PostgreSQL's user passes through
        home = Path(folder) / "postgres"
        home.mkdir()
        database = address_of(start_postgres(home))
        try:
            outcomes = run(database, learners, think_s=3.0, drain_seconds=20)
        finally:
            stop_postgres(home)
    for outcome in outcomes:
        print(outcome)
        print("\n".join(f"    LOST {what}" for what in outcome.lost))
    sys.exit(any(outcome.lost or outcome.deadlines_changed for outcome in outcomes))


main()
