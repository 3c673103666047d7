"""One run of a lab, phase by phase, and the verdict that it ends with."""

from __future__ import annotations

import pytest

from labs.checks.objects import ObjectChange
from labs.checks.timeline import Window
from labs.images.prober.record import Heartbeat, RequestOutcome, RequestRecord
from labs.reading import reader
from labs.session.events import LabEnded, TrafficRecorded, WatchGap
from labs.session.state import SessionState, conclude, remaining
from problems.verdict import Verdict
from tests.labs.objects import BLUE, GREEN, Object, endpoints, pod, service

SCENARIO = reader.read(reader.SCENARIOS / "one-field-switch")
BEGAN = 1000.0
PODS = [
    pod("b1", BLUE, "10.0.0.1"),
    pod("b2", BLUE, "10.0.0.2"),
    pod("g1", GREEN, "10.0.0.3"),
    pod("g2", GREEN, "10.0.0.4"),
]
BEFORE = [service(BLUE), *PODS, endpoints("10.0.0.1", "10.0.0.2")]
AFTER = [service(GREEN), endpoints("10.0.0.3", "10.0.0.4")]


class Driver:
    """A trial that is driver a story in seconds since it was made, ten requests of each class a second."""

    def __init__(self) -> None:
        self.state = SessionState(SCENARIO, BEGAN)
        self.change(0, *BEFORE)

    def change(self, at: float, *objects: Object, gone: bool = False) -> Driver:
        for one in objects:
            self.state.apply(ObjectChange(BEGAN + at, one, gone))
        return self

    def run(
        self, start: int, end: int, version: str, *, late: float = 0.0, outcome: RequestOutcome = "ok"
    ) -> Driver:
        for second in range(start, end):
            for n in range(20):
                due = BEGAN + second + n // 2 / 10
                client = "fresh" if n % 2 else "keep-alive"
                one = RequestRecord(
                    client, due, due + late, due + late, due + late + 0.002, outcome, 200, version
                )
                self.state.apply(TrafficRecorded([one]))
            self.state.apply(TrafficRecorded([Heartbeat(BEGAN + second + 1, 0.0, 0)]))
            self.state.advance(BEGAN + second + 1)
        return self

    @property
    def verdict(self) -> Verdict | None:
        return self.state.verdict(self.state.results())

    def end(self, at: float) -> Driver:
        self.state.apply(LabEnded(BEGAN + at))
        return self


def test_a_lab_opens_after_a_calm_baseline() -> None:
    driver = Driver()
    assert driver.state.phase == "connecting"
    driver.run(0, 1, "iris-v1")
    assert driver.state.phase == "baseline"
    assert driver.state.results() == ()
    driver.run(1, 6, "iris-v1")
    assert driver.state.phase == "open"
    assert driver.state.record.noisy_baseline is None


def test_a_lab_opens_although_one_class_gets_no_answer() -> None:
    driver = Driver().run(0, 15, "x", outcome="refused")
    assert driver.state.phase == "baseline"
    driver.run(15, 30, "x", outcome="refused")
    assert driver.state.phase == "open"
    assert "slow or failed" in str(driver.state.record.noisy_baseline)


def test_a_baseline_that_is_noisy_once_is_measured_again() -> None:
    driver = Driver().run(0, 4, "iris-v1", late=0.2)
    assert driver.state.phase == "baseline"
    driver.run(4, 14, "iris-v1")
    assert (driver.state.phase, driver.state.record.noisy_baseline) == ("open", None)


def test_a_machine_that_stays_busy_is_told_and_the_lab_opens() -> None:
    driver = Driver().run(0, 20, "iris-v1", late=0.2)
    assert driver.state.phase == "open"
    assert (
        driver.state.record.noisy_baseline
        == "The machine was busy elsewhere before you did anything. Reset, and try again."
    )


def solved() -> Driver:
    return Driver().run(0, 6, "iris-v1").change(7, *AFTER).run(6, 7, "iris-v1").run(7, 14, "iris-v2")


def test_a_clean_switch_passes_with_all_points() -> None:
    driver = solved()
    verdict, results = driver.verdict, driver.state.results()
    assert verdict is not None
    points = sum(one.earned for one in results), sum(one.points for one in results)
    assert (verdict.outcome, *points) == ("pass", 10, 10)


def test_the_start_fails_without_a_switch() -> None:
    driver = Driver().run(0, 10, "iris-v1").end(10)
    driver.state.advance(BEGAN + 20)
    verdict = driver.verdict
    assert verdict is not None
    assert (verdict.outcome, verdict.reason) == (
        "fail",
        "The selector is app=model,version=blue; it has to be app=model,version=green.",
    )


def test_there_is_no_verdict_while_the_lab_is_open_and_nothing_is_lost() -> None:
    assert Driver().run(0, 10, "iris-v1").verdict is None


def test_there_is_no_verdict_while_requests_are_under_way() -> None:
    driver = solved().end(14)
    assert (driver.state.phase, driver.verdict) == ("closing", None)
    driver.state.advance(BEGAN + 20)
    assert driver.state.phase == "closed"
    assert driver.verdict is not None


def test_what_happens_after_the_end_changes_nothing() -> None:
    driver = solved().end(14).change(15, *BEFORE)
    driver.state.advance(BEGAN + 30)
    verdict = driver.verdict
    assert verdict is not None
    assert verdict.outcome == "pass"


def test_a_second_end_is_the_first_one() -> None:
    driver = solved().end(14).end(99)
    assert driver.state.record.end == BEGAN + 14


def test_a_lab_that_is_ended_before_it_opened_fails_nobody_for_traffic() -> None:
    driver = Driver().end(1)
    driver.state.advance(BEGAN + 10)
    assert driver.state.phase == "closed"
    assert {one.state for one in driver.state.results()} == {"fail"}


def test_blindness_in_a_lab_that_is_else_right_is_inconclusive() -> None:
    driver = solved()
    driver.state.apply(WatchGap(Window(BEGAN + 8, BEGAN + 9)))
    verdict = driver.verdict
    assert verdict is not None
    assert verdict.outcome == "inconclusive"


def test_time_runs_from_the_opening() -> None:
    driver = Driver()
    assert remaining(driver.state, BEGAN) == 600
    driver.run(0, 16, "iris-v1")
    opened = driver.state.record.start
    assert opened is not None
    assert remaining(driver.state, opened + 60) == 540
    assert remaining(driver.state, opened + 9999) == 0


def test_a_failure_outweighs_what_could_not_be_judged() -> None:
    results = Driver().run(0, 10, "iris-v1").end(10).state.results()
    assert conclude(results) is not None
    assert conclude(()) is not None


@pytest.mark.parametrize("where", ["selector", "slice", "moved", "blue-warm", "nobody-dropped"])
def test_every_check_of_a_clean_switch_says_what_it_found_or_nothing(where: str) -> None:
    [result] = [one for one in solved().state.results() if one.id == where]
    assert result.state == "pass"
    assert "{" not in result.verdict.reason
