"""What a learner's first page waits for, and what it must not wait for."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import psutil
import pytest

from tests.bench.learner import Learner
from tests.bench.server import ROOT, serve

# What the home page imports, in a process of its own.
_FIRST_PAGE = """
import sys
import app, ui.widgets.badge, ui.widgets.sign_in
from grader.service import Grader
from grader.store import Store
from problems.reading.reader import read_bank
print(*sys.modules)
"""
# The same for a stranger, before the backend is opened.
_WELCOME = """
import sys
import app, ui.widgets.badge, ui.navigation, ui.widgets.sign_in, ui.format
print(*sys.modules)
"""
_SLOW = {"alembic", "kubernetes", "numpy", "pandas", "PIL", "psycopg", "pyarrow", "pydantic_settings"}


@pytest.mark.timeout(30)
def test_a_first_page_does_not_wait_for_what_only_others_need() -> None:
    assert _imported_by(_FIRST_PAGE) & (_SLOW | {"sqlalchemy.dialects.postgresql"}) == set()


@pytest.mark.timeout(30)
def test_a_welcome_waits_neither_for_the_database_nor_for_the_bank() -> None:
    assert _imported_by(_WELCOME) & (_SLOW | {"sqlalchemy", "problems.fields", "yaml"}) == set()


@pytest.mark.slow
def test_no_page_of_a_practice_loads_pandas() -> None:
    async def practise(address: str) -> None:
        async with Learner(address) as learner:
            await learner.load()
            await learner.type("Your name", "Ada")
            await learner.click("Start learning")
            await learner.click("Start practice")
            await learner.click("Forward")
            assert "Answer" in learner.buttons

    with serve(ROOT / "app.py") as server:
        asyncio.run(practise(server.address))
        loaded = {mapped.path for mapped in psutil.Process(server.process.pid).memory_maps()}
    assert [path for path in loaded if "sqlalchemy" in path] != [], "what is loaded can be seen"
    assert [path for path in loaded if "pandas" in path or "pyarrow" in path] == []


def _imported_by(script: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return set(done.stdout.split())
