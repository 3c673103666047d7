"""The pace of a terminal's output."""

from __future__ import annotations

from labs.namespace.output_throttle import OutputThrottle


def _behind() -> OutputThrottle:
    flow = OutputThrottle(pace=100, burst=50)
    flow.delay_after(50, 0.0)
    assert flow.delay_after(100, 0.0) == 1.0
    return flow


def test_a_screenful_comes_at_once() -> None:
    assert OutputThrottle(pace=100, burst=50).delay_after(50, 7.0) == 0.0


def test_a_flood_comes_at_the_pace() -> None:
    flow, now = OutputThrottle(pace=100, burst=50), 0.0
    for _ in range(20):
        now += flow.delay_after(50, now)
    assert now == (20 * 50 - 50) / 100


def test_an_interrupt_drops_what_is_still_under_way_and_shows_from_its_echo() -> None:
    flow = _behind()
    flow.note_input(b"\x03", 1.0)
    assert flow.filter_output(b"xxxx", 1.1) == b""
    assert flow.filter_output(b"xx^C\r\n$ ", 1.2) == b"^C\r\n$ "
    assert flow.filter_output(b"later", 1.3) == b"later"


def test_an_interrupt_of_a_quiet_shell_drops_nothing() -> None:
    flow = OutputThrottle()
    flow.note_input(b"\x03", 0.0)
    assert flow.filter_output(b"$ ", 0.1) == b"$ "


def test_a_program_that_answers_no_interrupt_is_shown_again_after_a_while() -> None:
    flow = _behind()
    flow.note_input(b"\x03", 1.0)
    assert flow.filter_output(b"screen", 3.9) == b""
    assert flow.filter_output(b"screen", 4.0) == b"screen"
