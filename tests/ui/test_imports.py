"""What a learner's first page waits for, and what it must not wait for."""

from __future__ import annotations

import subprocess
import sys

import pytest

# What the home page imports, in a process of its own.
_FIRST_PAGE = """
import sys
import app, ui.parts.badge, ui.parts.welcome
from grader.service import Grader
from grader.store import Store
from problems.cache import open_bank
print(*sys.modules)
"""
_SLOW = {"alembic", "kubernetes", "numpy", "pandas", "PIL", "psycopg", "pyarrow", "pydantic_settings", "yaml"}


@pytest.mark.timeout(30)
def test_a_first_page_does_not_wait_for_what_only_others_need() -> None:
    done = subprocess.run([sys.executable, "-c", _FIRST_PAGE], check=True, capture_output=True, text=True)
    imported = set(done.stdout.split())
    assert imported & (_SLOW | {"sqlalchemy.dialects.postgresql"}) == set()
