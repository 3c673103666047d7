"""One try at a lab, phase by phase, and the verdict that it ends with."""

from __future__ import annotations

import pytest

from labs.checks.objects import ObjectChange
from labs.checks.timeline import Window
from labs.images.prober.record import Heartbeat, RequestRecord
from labs.reading import reader as scenario
from labs.session.events import Blind, Ended, Heard
from labs.session.state import Trial, remaining
from labs.session.verdict import conclude
from tests.labs.worlds import BLUE, GREEN, Object, endpoints, pod, service

SCENARIO = scenario.read(scenario.SCENARIOS / "one-field-switch")
BEGAN = 1000.0
PODS = [
    pod("b1", BLUE, "10.0.0.1"),
    pod("b2", BLUE, "10.0.0.2"),
    pod("g1", GREEN, "10.0.0.3"),
    pod("g2", GREEN, "10.0.0.4"),
]
BEFORE = [service(BLUE), *PODS, endpoints("10.0.0.1", "10.0.0.2")]
AFTER = [service(GREEN), endpoints("10.0.0.3", "10.0.0.4")]


class Told:
    """A trial that is told a story in seconds since it was made, ten requests of each class a second."""

    def __init__(self) -> None:
        self.trial = Trial(SCENARIO, BEGAN)
        self.change(0, *BEFORE)

    def change(self, at: float, *objects: Object, gone: bool = False) -> Told:
        for one in objects:
            self.trial.take(ObjectChange(BEGAN + at, one, gone))
        return self

    def run(self, start: int, end: int, version: str, *, late: float = 0.0, outcome: str = "ok") -> Told:
        for second in range(start, end):
            for n in range(20):
                due = BEGAN + second + n // 2 / 10
                client = "fresh" if n % 2 else "keep-alive"
                one = RequestRecord(
                    client, due, due + late, due + late, due + late + 0.002, outcome, 200, version
                )  # type: ignore[arg-type]
                self.trial.take(Heard([one]))
            self.trial.take(Heard([Heartbeat(BEGAN + second + 1, 0.0, 0)]))
            self.trial.passed(BEGAN + second + 1)
        return self

    def end(self, at: float) -> Told:
        self.trial.take(Ended(BEGAN + at))
        return self


def test_a_lab_opens_after_a_calm_baseline() -> None:
    told = Told()
    assert told.trial.phase == "connecting"
    told.run(0, 1, "iris-v1")
    assert told.trial.phase == "baseline"
    assert told.trial.results() == ()
    told.run(1, 6, "iris-v1")
    assert told.trial.phase == "open"
    assert told.trial.seen.noisy_baseline is None


def test_a_lab_opens_although_one_class_gets_no_answer() -> None:
    told = Told().run(0, 15, "x", outcome="refused")
    assert told.trial.phase == "baseline"
    told.run(15, 30, "x", outcome="refused")
    assert told.trial.phase == "open"
    assert "slow or failed" in str(told.trial.seen.noisy_baseline)


def test_a_baseline_that_is_noisy_once_is_measured_again() -> None:
    told = Told().run(0, 4, "iris-v1", late=0.2)
    assert told.trial.phase == "baseline"
    told.run(4, 14, "iris-v1")
    assert (told.trial.phase, told.trial.seen.noisy_baseline) == ("open", None)


def test_a_machine_that_stays_busy_is_told_and_the_lab_opens() -> None:
    told = Told().run(0, 20, "iris-v1", late=0.2)
    assert told.trial.phase == "open"
    assert (
        told.trial.seen.noisy_baseline
        == "The machine was busy elsewhere before you did anything. Reset, and try again."
    )


def solved() -> Told:
    return Told().run(0, 6, "iris-v1").change(7, *AFTER).run(6, 7, "iris-v1").run(7, 14, "iris-v2")


def test_a_clean_switch_passes_with_all_points() -> None:
    told = solved()
    verdict = told.trial.verdict()
    assert verdict.verdict is not None
    assert (verdict.verdict.outcome, verdict.earned, verdict.points) == ("pass", 10, 10)


def test_the_start_fails_without_a_switch() -> None:
    told = Told().run(0, 10, "iris-v1").end(10)
    told.trial.passed(BEGAN + 20)
    verdict = told.trial.verdict().verdict
    assert verdict is not None
    assert (verdict.outcome, verdict.reason) == (
        "fail",
        "The selector is app=model,version=blue; it has to be app=model,version=green.",
    )


def test_there_is_no_verdict_while_the_lab_is_open_and_nothing_is_lost() -> None:
    assert Told().run(0, 10, "iris-v1").trial.verdict().verdict is None


def test_there_is_no_verdict_while_requests_are_under_way() -> None:
    told = solved().end(14)
    assert (told.trial.phase, told.trial.verdict().verdict) == ("closing", None)
    told.trial.passed(BEGAN + 20)
    assert told.trial.phase == "closed"
    assert told.trial.verdict().verdict is not None


def test_what_happens_after_the_end_changes_nothing() -> None:
    told = solved().end(14).change(15, *BEFORE)
    told.trial.passed(BEGAN + 30)
    verdict = told.trial.verdict().verdict
    assert verdict is not None
    assert verdict.outcome == "pass"


def test_a_second_end_is_the_first_one() -> None:
    told = solved().end(14).end(99)
    assert told.trial.seen.end == BEGAN + 14


def test_a_lab_that_is_ended_before_it_opened_fails_nobody_for_traffic() -> None:
    told = Told().end(1)
    told.trial.passed(BEGAN + 10)
    assert told.trial.phase == "closed"
    assert {one.state for one in told.trial.results()} == {"fail"}


def test_blindness_in_a_lab_that_is_else_right_is_inconclusive() -> None:
    told = solved()
    told.trial.take(Blind(Window(BEGAN + 8, BEGAN + 9)))
    verdict = told.trial.verdict().verdict
    assert verdict is not None
    assert verdict.outcome == "inconclusive"


def test_time_runs_from_the_opening() -> None:
    told = Told()
    assert remaining(told.trial, BEGAN) == 600
    told.run(0, 16, "iris-v1")
    opened = told.trial.seen.start
    assert opened is not None
    assert remaining(told.trial, opened + 60) == 540
    assert remaining(told.trial, opened + 9999) == 0


def test_a_failure_outweighs_what_could_not_be_judged() -> None:
    results = Told().run(0, 10, "iris-v1").end(10).trial.results()
    assert conclude(results).verdict is not None
    assert conclude(()).verdict is not None


@pytest.mark.parametrize("where", ["selector", "slice", "moved", "blue-warm", "nobody-dropped"])
def test_every_check_of_a_clean_switch_says_what_it_found_or_nothing(where: str) -> None:
    [result] = [one for one in solved().trial.results() if one.id == where]
    assert result.state == "pass"
    assert "{" not in result.verdict.reason
