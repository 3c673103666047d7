"""Databases of older versions: their tables, with rows as those versions wrote them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import MetaData

from grader.store.engine import make_engines
from grader.store.migrate import migrate
from grader.store.revision import MIGRATIONS
from problems.bank import Bank
from tests.grader.client import NOON

LEARNER, FINISHED, RUNNING, LAB = "1" * 32, "2" * 32, "3" * 32, "4" * 32


def make_old_database(address: str, revision: str, folder: Path, bank: Bank) -> None:
    """The tables of this revision with a learner, attempts at `bank`, a code, and from 0002 on a lab."""
    migrations = Path(shutil.copytree(MIGRATIONS, folder / f"of-{revision}"))
    for script in (migrations / "versions").glob("0*.py"):
        if script.name[:4] > revision:
            script.unlink()
    engines = make_engines(address)
    migrate(engines, migrations)
    tables = MetaData()
    with engines.writer.begin() as connection:
        tables.reflect(connection)
        for name, rows in _rows(bank).items():
            for row in rows if name in tables.tables else ():
                there = {column: value for column, value in row.items() if column in tables.tables[name].c}
                connection.execute(tables.tables[name].insert().values(there))
    engines.dispose()


def _rows(bank: Bank) -> Mapping[str, list[dict[str, object]]]:
    """In the order in which foreign keys want them. An item's draft is what its last try said."""
    return {
        "learners": [{"id": LEARNER, "name": "Ada", "extra_time": "1", "created_at": _at(0)}],
        "devices": [{"id": "device", "learner": LEARNER, "bound_at": _at(0)}],
        "carry_codes": [_code()],
        "link_codes": [_code()],
        "attempts": [_attempt(FINISHED, "challenge", finished=300), _attempt(RUNNING, "test")],
        "items": [
            _item(bank, FINISHED, "p0-choice", state="closed", close_reason="right", tries_used=2, at=300),
            _item(bank, RUNNING, "p4-choice", state="open", tries_used=0, draft='"b"'),
        ],
        "tries": [_try(bank, 1, '"a"', right=False), _try(bank, 2, '"b"', right=True)],
        "lab_attempts": [_lab()],
        "events": [
            _event("a", "joined", None, {}),
            _event("b", "began", FINISHED, {"mode": "challenge", "skill": None}),
            _event("c", "answered", FINISHED, {"number": 1, "credit": 0.0, "by": "learner"}),
            _event("d", "closed", RUNNING, {"reason": "time-up"}),
            _event("e", "lab-began", None, {"lab": "one-field-switch", "lab_attempt": LAB}),
            _event("f", "lab-check", None, {"lab": "one-field-switch", "lab_attempt": LAB, "check": "x"}),
        ],
    }


def _code() -> dict[str, object]:
    return {"digest": "d" * 64, "learner": LEARNER, "expires_at": _at(600)}


def _at(seconds: float) -> int:
    instant = NOON + timedelta(seconds=seconds)
    return (instant - datetime.fromtimestamp(0, NOON.tzinfo)) // timedelta(microseconds=1)


def _attempt(name: str, mode: str, finished: float | None = None) -> dict[str, object]:
    return {
        "id": name,
        "learner": LEARNER,
        "mode": mode,
        "bank": "made-up",
        "seed": 7,
        "extra_time": "1",
        "position": 1,
        "started_at": _at(0),
        "seen_at": _at(0),
        "finished_at": None if finished is None else _at(finished),
        "time_owed": 0,
        "withholds_feedback": False,
        "withholds_solutions": False,
    }


def _item(
    bank: Bank,
    attempt: str,
    problem: str,
    *,
    state: str,
    tries_used: int,
    at: float | None = None,
    **more: str,
) -> dict[str, object]:
    asked, over = bank.problems[problem], None if at is None else _at(at)
    return {
        "attempt": attempt,
        "position": 1,
        "problem": problem,
        "fingerprint": bank.fingerprint_of(problem),
        "seed": 7,
        "skill": asked.skill,
        "difficulty": asked.difficulty,
        "guess": 0.25,
        "tries_allowed": 2,
        "state": state,
        "time_limit": 120_000_000,
        "started_at": _at(0),
        "deadline": _at(120),
        "tries_used": tries_used,
        "hints": 0,
        "draft_revision": tries_used + 1,
        "closed_at": over,
        "revealed_at": over,
        **more,
    }


def _try(bank: Bank, number: int, answer: str, *, right: bool) -> dict[str, object]:
    return {
        "attempt": FINISHED,
        "position": 1,
        "number": number,
        "answer": answer,
        "credit": float(right),
        "passed": right,
        "reason": "" if right else "This was not right.",
        "fingerprint": bank.fingerprint_of("p0-choice"),
        "hints": 0,
        "at": _at(number),
        "given_by": "learner",
        "request": f"click-{number}",
    }


def _lab() -> dict[str, object]:
    return {
        "id": LAB,
        "learner": LEARNER,
        "scenario": "one-field-switch",
        "title": "The switch is one field",
        "fingerprint": "0123456789abcdef",
        "place": "lab-4444444444444444",
        "namespace": "lab-4444444444444444",
        "points": 5,
        "started_at": _at(0),
        "deadline": _at(7200),
        "seen_at": _at(0),
        "resets": 0,
        "checks": "[]",
    }


def _event(name: str, kind: str, attempt: str | None, detail: dict[str, object]) -> dict[str, object]:
    return {
        "id": name * 32,
        "learner": LEARNER,
        "attempt": attempt,
        "actor": LEARNER,
        "position": None,
        "kind": kind,
        "at": _at(ord(name) - ord("a")),
        "detail": json.dumps(detail, sort_keys=True),
    }
