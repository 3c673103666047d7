"""No visitor forges a line of the log or fills it, whatever they have written into it."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.log_records import BURST, LONGEST_MESSAGE, LONGEST_TRACEBACK, SECONDS_EACH, LogRecords, one_line

FORGED = (
    "x\n2026-11-29 15:22:00.199 INFO admin signed in\x1b[31m\r\u202e\u2028\u2066\x85\u200b\x00\ud800\u0007"
)


class Log:
    """A logger of its own whose lines are kept, with a clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0
        self.stream = io.StringIO()
        logging.setLogRecordFactory(LogRecords(lambda: self.now))
        self.logger = logging.Logger("cutover.test")
        handler = logging.StreamHandler(self.stream)
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        self.logger.addHandler(handler)

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    def fail(self, text: str) -> None:
        try:
            raise ValueError(text)
        except ValueError:
            self.logger.exception("it failed: %s", text)


@pytest.fixture
def log() -> Iterator[Log]:
    before = logging.getLogRecordFactory()
    yield Log()
    logging.setLogRecordFactory(before)


def test_a_line_stays_one_line_without_colours_and_directions(log: Log) -> None:
    log.logger.warning("no fragment %s", FORGED)
    assert len(log.lines) == 1
    assert log.text.isprintable() or log.text.rstrip("\n").isprintable()
    assert r"x\n2026-11-29 15:22:00.199 INFO admin signed in\x1b[31m\r\u202e" in log.text


def test_the_error_of_a_record_cannot_forge_one(log: Log) -> None:
    log.fail(FORGED)
    assert not any(line.startswith("2026-11-29 15:22") for line in log.lines)
    assert all(line.startswith("  | ") for line in log.lines[1:])
    assert all(line.isprintable() for line in log.lines)
    assert "Traceback" in log.text


def test_a_long_text_is_cut_and_its_length_told(log: Log) -> None:
    log.logger.warning("no fragment %s", "y" * 5_000_000)
    assert len(log.text) < LONGEST_MESSAGE + 100
    assert "… (5000012 characters)" in log.text
    log.fail("z" * 5_000_000)
    assert len(log.text) < 2 * LONGEST_MESSAGE + 2 * LONGEST_TRACEBACK


def test_a_flood_of_one_kind_is_a_few_lines_and_a_count(log: Log) -> None:
    def flood(count: int) -> None:
        for number in range(count):
            log.logger.warning("forged %d", number)

    flood(1_000)
    assert len(log.lines) == BURST
    log.now += SECONDS_EACH
    flood(1_000)
    assert len(log.lines) == BURST + 1
    assert log.lines[-1].endswith(f"forged 0 (and {1_000 - BURST} more like it)")
    log.logger.warning("another")
    assert log.lines[-1].endswith("another")


def test_only_the_first_of_a_kind_of_error_has_its_traceback(log: Log) -> None:
    for _ in range(BURST):
        log.fail("again")
    assert log.text.count("Traceback") == 1
    assert log.text.count("  | ValueError: again") == BURST
    log.now += BURST * SECONDS_EACH + 1
    log.fail("later")
    assert log.text.count("Traceback") == 2


def test_a_record_whose_arguments_do_not_fit_is_written_all_the_same(log: Log) -> None:
    log.logger.warning("%d of %d", *["x"])
    assert "%d of %d (its arguments do not fit: TypeError)" in log.text


def test_words_in_any_script_stay_as_they_are() -> None:
    for text in ("Zażółć gęślą jaźń", "数据", "a: 5 % of {b} — “c” €", "e\u0301", "👍"):
        assert one_line(text) == text


@given(st.text())
def test_whatever_is_logged_is_one_readable_line(text: str) -> None:
    line = one_line(text)
    assert line.isprintable()
    assert len(line.splitlines()) <= 1


@given(st.text(max_size=200), st.text(max_size=200))
def test_two_texts_are_never_one_line(one: str, other: str) -> None:
    assert (one_line(one) == one_line(other)) == (one == other)


def test_a_record_as_json_is_one_object_in_one_line_with_its_error() -> None:
    record = LogRecords(as_json=True)(
        "cutover.app", logging.WARNING, "file.py", 1, "%s\nforged", ("a",), _failure()
    )
    line = logging.Formatter("%(message)s").format(record)
    read = json.loads(line)
    assert (read["level"], read["logger"], read["message"]) == ("warning", "cutover.app", "a\\nforged")
    assert "ValueError: broken" in read["error"]
    assert read["at"].endswith("Z")


def _failure() -> Any:
    try:
        raise ValueError("broken")
    except ValueError:
        return sys.exc_info()
