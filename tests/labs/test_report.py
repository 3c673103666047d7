"""What a page is given: the picture in numbers and in words, and the cluster without a cluster."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import to_json

from labs.checks.objects import ObjectChange
from labs.checks.record import MOST_CHANGES
from labs.checks.timeline import SecondCounts
from labs.session.report import PodView, ServiceView, build_report, pods, services, summarise
from tests.labs.objects import config, endpoints, entry, pod, service, thing
from tests.labs.test_conditions import CALM, world
from tests.labs.test_session_state import BEGAN, solved


def test_a_picture_is_told_in_a_sentence() -> None:
    seconds = [SecondCounts(n, blue=20) for n in range(12)] + [
        SecondCounts(12, blue=9, failed=11),
        SecondCounts(13, failed=20),
    ]
    seconds += [SecondCounts(14, green=20), SecondCounts(15, green=20)]
    assert summarise(seconds) == "blue until 0:12, then 31 failed until 0:14, then green"


def test_one_failure_in_a_second_is_told() -> None:
    assert summarise([SecondCounts(0, green=19, failed=1)]) == "1 failed"


def test_a_second_without_a_request_is_passed_over() -> None:
    assert summarise([SecondCounts(0, blue=1), SecondCounts(1), SecondCounts(2, blue=1)]) == "blue"
    assert summarise([]) == summarise([SecondCounts(0)]) == "no request yet"


COUNTS = st.integers(0, 20)


@settings(max_examples=30)
@given(
    st.lists(
        st.builds(SecondCounts, at=st.just(0), blue=COUNTS, green=COUNTS, foreign=COUNTS, failed=COUNTS),
        max_size=9,
    )
)
def test_no_failure_is_left_out_of_the_sentence(seconds: list[SecondCounts]) -> None:
    said = summarise(seconds)
    counted = sum(int(part.split()[0]) for part in said.split(", then ") if " failed" in part)
    assert counted == sum(second.failed for second in seconds)


def test_a_service_is_shown_with_whom_it_reaches_and_whom_it_lists() -> None:
    made = world(*CALM, endpoints("10.0.0.1", unready=("10.0.0.2",)))
    assert services(made) == (
        ServiceView("model", "app=model,version=blue", reaches=("b1",), listed=("b1", "b2")),
    )


def test_pods_are_shown_blue_first_with_who_reaches_them() -> None:
    made = pods(world(*CALM, pod("bench", {"app": "workbench"}, "10.0.0.9")))
    assert [(one.name, one.colour, one.ready, one.behind) for one in made] == [
        ("b1", "blue", True, ("model",)),
        ("b2", "blue", True, ("model",)),
        ("g1", "green", True, ()),
        ("g2", "green", False, ()),
    ]
    assert made[0] == PodView(
        "b1", "blue", True, False, "Running", "10.0.0.1", "app=model,version=blue", ("model",)
    )


def test_a_pod_of_another_team_is_foreign() -> None:
    [one] = pods(world(pod("x", {"app": "churn", "version": "v7"}, "10.0.0.9")))
    assert one.colour == "foreign"


def test_a_service_without_a_selector_reaches_nothing() -> None:
    assert services(world(service(None))) == (ServiceView("model", "empty", (), ()),)


def test_a_report_stays_small_however_much_a_learner_writes() -> None:
    state = solved().state
    for number in range(MOST_CHANGES + 50):
        by = [entry("kubectl-patch", {"f:data": {}}, f"2026-11-24T12:{number // 60:02}:{number % 60:02}Z")]
        data = {f"{key:02}".ljust(250, "k"): f"{number}".ljust(3_000, "x") for key in range(12)}
        state.apply(ObjectChange(BEGAN + 14, config("large", **data) | thing("ConfigMap", "large", by=by)))
    made = build_report(state, BEGAN + 14, runs=1, solution_shown=False)
    assert made.more_changes >= 50
    assert len(made.changes) <= MOST_CHANGES
    assert made.changes[-1].fields[-1] == "and 2 more fields"
    assert len(to_json(made)) < 2_000_000


def test_a_report_of_a_clean_switch_has_its_times_and_its_numbers() -> None:
    state = solved().state
    made = build_report(state, BEGAN + 14, runs=1, solution_shown=False)
    fresh = next(one for one in made.classes if one.name == "fresh")
    assert (fresh.title, fresh.rate, fresh.failed, fresh.of) == ("New connections", 20, 0, 90)
    assert (fresh.to_switch, fresh.to_roll_back) == (0.0, None)
    assert fresh.first_green == 2.0
    assert [one.name for one in made.moments] == ["switch"]
    assert (made.phase, made.elapsed, made.remaining) == ("open", 9.0, 591.0)
    assert made.earned == 10
