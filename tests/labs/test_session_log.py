"""The session log: what was acknowledged is read back, and a line that was cut short is no obstacle."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.checks.objects import ObjectChange
from labs.checks.timeline import Window
from labs.session.events import (
    ClusterOutage,
    IncidentApplied,
    LabEnded,
    LabOpened,
    PersistedEvent,
    SolutionRevealed,
    WatchGap,
    from_line,
    to_line,
)
from labs.session.log import MOST_BYTES, RunHeader, SessionLog
from tests.labs.objects import BLUE, GREEN, config, service

HEADER = RunHeader("one-field-switch", "prober-lab-1-abc", 2, solution_shown=True)
EVENTS: list[PersistedEvent] = [
    ObjectChange(1.5, service(BLUE)),
    LabOpened(2.0, None),
    IncidentApplied(2.5),
    ObjectChange(3.0, service(GREEN), gone=True),
    WatchGap(Window(3.5, 4.5)),
    ClusterOutage(Window(5.5, 8.5)),
    SolutionRevealed(5.0),
    LabEnded(9.0),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda one: type(one).__name__)
def test_an_event_survives_its_line(event: PersistedEvent) -> None:
    assert from_line(to_line(event)) == event
    assert to_line(event).count("\n") == 1


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{}",
        "[]",
        "1",
        '{"event": "traffic"}',
        '{"event": "incident"}',
        '{"event": "object-change", "at',
    ],
)
def test_a_line_that_was_cut_short_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="no line of a session log"):
        from_line(line)


def test_a_log_gives_back_its_run_and_its_events(tmp_path: Path) -> None:
    session_log = SessionLog(tmp_path / "tries" / "lab-1.jsonl")
    session_log.begin(HEADER)
    for event in EVENTS:
        session_log.add(event)
    stored = session_log.read()
    assert stored is not None
    assert (stored.header, stored.events, stored.last) == (HEADER, tuple(EVENTS), 9.0)


def test_a_new_try_forgets_the_one_before(tmp_path: Path) -> None:
    session_log = SessionLog(tmp_path / "lab-1.jsonl")
    session_log.begin(HEADER)
    session_log.add(EVENTS[0])
    session_log.begin(RunHeader("other", "p", 1, solution_shown=False))
    stored = session_log.read()
    assert stored is not None
    assert (stored.header.slug, stored.events) == ("other", ())


@settings(max_examples=30)
@given(cut=st.integers(0, 10_000))
def test_wherever_the_app_was_killed_the_whole_lines_are_read(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    path = tmp_path_factory.mktemp("tries") / "lab-1.jsonl"
    session_log = SessionLog(path)
    session_log.begin(HEADER)
    for event in EVENTS:
        session_log.add(event)
    whole = path.read_bytes()
    begun = whole.index(b"\n") + 1
    path.write_bytes(whole[: begun + cut % (len(whole) - begun)])
    stored = session_log.read()
    assert stored is not None
    assert stored.events == tuple(EVENTS[: len(stored.events)])
    assert len(stored.events) >= path.read_bytes().count(b"\n") - 1


def test_without_a_log_there_is_nothing_to_go_on_with(tmp_path: Path) -> None:
    assert SessionLog(tmp_path / "none.jsonl").read() is None
    (tmp_path / "strange.jsonl").write_text("hello\n")
    assert SessionLog(tmp_path / "strange.jsonl").read() is None


def test_a_log_that_is_filled_takes_no_more_and_keeps_what_it_has(tmp_path: Path) -> None:
    log, large = SessionLog(tmp_path / "lab-1.jsonl"), config("large", text="x" * 1_000_000)
    log.begin(HEADER)
    for _ in range(16):
        log.add(ObjectChange(1.0, large))
    with pytest.raises(OSError, match="as long as it may be"):
        log.add(ObjectChange(1.0, large))
    assert MOST_BYTES - 1_001_000 < (tmp_path / "lab-1.jsonl").stat().st_size <= MOST_BYTES
    stored = log.read()
    assert stored is not None
    assert len(stored.events) == 16
