"""A served script to measure, with a data folder of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.app_server import ROOT, Server, served
from tests.support.ports import free_port

__all__ = ["ROOT", "Server", "serve"]


@contextmanager
def serve(script: Path, *, descriptors: int | None = None, **settings: str) -> Iterator[Server]:
    """The script under `streamlit run` until the block ends; `descriptors` as for `served`."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.txt"
        environment = {"CUTOVER_DATA": folder, "PYTHONPATH": str(ROOT), **settings}
        with served(script, free_port(), environment, log, descriptors=descriptors) as server:
            yield server
