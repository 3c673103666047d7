"""The ladder measures what it says: clicks that nobody holds back, on databases that the app opens."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from grader.store import Store
from tests.bench.crowd import THINK_S
from tests.bench.load import Rung, due_times, fill


def test_clicks_are_due_at_random_and_as_often_as_a_person_clicks() -> None:
    due = due_times(10_000, random.Random(1))
    assert due == sorted(due)
    assert due[-1] < 10_000
    assert 10_000 / len(due) == pytest.approx(THINK_S, rel=0.1)


def test_a_failed_click_is_counted_and_has_no_time() -> None:
    rung = str(Rung(2, [0.1] * 99 + [None], processor=0.5, memory=2**20))
    assert "100 clicks, 1 failed, p50 100 ms" in rung


def test_a_full_database_is_one_that_the_app_opens(tmp_path: Path) -> None:
    file = tmp_path / "cutover.sqlite3"
    Store.open(f"sqlite:///{file}").close()
    fill(file, events=2_000)
    Store.open(f"sqlite:///{file}").close()
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (2_000,)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
