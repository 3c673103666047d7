"""The pace of a terminal's output."""

from __future__ import annotations

from labs.namespace.output_throttle import Flow


def _behind() -> Flow:
    flow = Flow(pace=100, burst=50)
    flow.spend(50, 0.0)
    assert flow.spend(100, 0.0) == 1.0
    return flow


def test_a_screenful_comes_at_once() -> None:
    assert Flow(pace=100, burst=50).spend(50, 7.0) == 0.0


def test_a_flood_comes_at_the_pace() -> None:
    flow, now = Flow(pace=100, burst=50), 0.0
    for _ in range(20):
        now += flow.spend(50, now)
    assert now == (20 * 50 - 50) / 100


def test_an_interrupt_drops_what_is_still_under_way_and_shows_from_its_echo() -> None:
    flow = _behind()
    flow.typed(b"\x03", 1.0)
    assert flow.shown(b"xxxx", 1.1) == b""
    assert flow.shown(b"xx^C\r\n$ ", 1.2) == b"^C\r\n$ "
    assert flow.shown(b"later", 1.3) == b"later"


def test_an_interrupt_of_a_quiet_shell_drops_nothing() -> None:
    flow = Flow()
    flow.typed(b"\x03", 0.0)
    assert flow.shown(b"$ ", 0.1) == b"$ "


def test_a_program_that_answers_no_interrupt_is_shown_again_after_a_while() -> None:
    flow = _behind()
    flow.typed(b"\x03", 1.0)
    assert flow.shown(b"screen", 3.9) == b""
    assert flow.shown(b"screen", 4.0) == b"screen"
