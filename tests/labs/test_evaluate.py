"""Judging: each kind of check passes, is not yet so, fails for good, or cannot be told, and says why."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from labs.checks.model import AnyCheck, Check
from labs.checks.timeline import Window
from tests.labs.objects import BLUE, GREEN, Object, config, deployment, endpoints, entry, pod, service
from tests.labs.records import START, Story, check

TO_BLUE = {"selector_of": "model", "is": BLUE}
TO_GREEN = {"selector_of": "model", "is": GREEN}
WARM = {"pods": BLUE, "ready": 2}
TWO_BLUE = (pod("b1", BLUE, "10.0.0.1"), pod("b2", BLUE, "10.0.0.2"))
SELECTOR: Object = {"f:spec": {"f:selector": {}}}


def now_check(**more: Any) -> Story:
    return Story(check(now=TO_GREEN, otherwise="The selector is {found}.", **more))


def test_a_state_is_not_yet_so_and_then_it_is() -> None:
    story = now_check().change(0, service(BLUE))
    assert (story.at(1).state, story.at(1).verdict.reason) == (
        "not-yet",
        "The selector is app=model,version=blue.",
    )
    assert story.change(2, service(GREEN)).at(2).state == "pass"
    assert story.change(3, service(BLUE)).at(3).state == "not-yet"


def test_what_is_not_so_at_the_end_has_failed() -> None:
    result = now_check().change(0, service(BLUE)).end(9)
    assert (result.state, result.earned) == ("fail", 0)


def test_a_likely_mistake_has_its_own_words() -> None:
    because = ({"when": {"selector_of": "model", "is": {"version": "green"}}, "say": "app is gone: {found}"},)
    story = now_check(misconceptions=because).change(0, service({"version": "green"}))
    assert story.at(1).verdict.reason == "app is gone: version=green"
    assert story.change(2, service(BLUE)).at(2).verdict.reason == "The selector is app=model,version=blue."


def always(**more: Any) -> Story:
    one = check(always=WARM, otherwise="At {at} only {found} of 2.", **more)
    return Story(one).change(-5, *TWO_BLUE, service(BLUE))


def test_an_instant_is_enough_to_break_always() -> None:
    story = always().change(12.2, pod("b1", BLUE, "10.0.0.1", ready=False)).change(12.3, *TWO_BLUE)
    result = story.at(20)
    assert (result.state, result.verdict.reason) == ("fail", "At 0:12 only 1 of 2.")


def test_what_was_broken_before_the_start_is_no_matter() -> None:
    story = always().change(-3, pod("b1", BLUE, "10.0.0.1", ready=False)).change(-1, *TWO_BLUE)
    assert story.at(20).state == "pass"


def test_what_is_broken_at_the_start_counts() -> None:
    assert always().change(-3, pod("b1", BLUE, "10.0.0.1", ready=False)).at(0).state == "fail"


def test_what_is_not_touched_yet_has_not_been_kept_safe() -> None:
    story = always(once="switch")
    assert (story.at(5).state, story.at(5).verdict.reason) == ("not-yet", "Waiting for the switch to green.")
    assert story.change(6, service(GREEN)).at(7).state == "pass"


def test_what_is_broken_before_its_moment_fails_at_once() -> None:
    story = always(once="switch").change(3, pod("b1", BLUE, "10.0.0.1", ready=False))
    assert (story.at(5).state, story.at(5).verdict.reason) == ("fail", "At 0:03 only 1 of 2.")


def test_a_likely_mistake_explains_why_a_moment_has_not_come() -> None:
    because = ({"when": {"selector_of": "model", "is": {"version": "green"}}, "say": "That drops app."},)
    one = check(interval={"first": "start", "then": "switch", "at_most": "60s"}, misconceptions=because)
    story = Story(one).change(-5, service(BLUE)).change(3, service({"version": "green"}))
    assert story.at(5).verdict.reason == "That drops app."


def test_an_end_before_the_switch_is_told_as_such() -> None:
    assert always(once="switch").end(5).verdict.reason == "The lab ended before the switch to green."


def test_a_window_may_end_before_the_lab_does() -> None:
    story = always(to="switch+1s").change(2, service(GREEN))
    assert story.change(4, pod("b1", BLUE, "10.0.0.1"), gone=True).at(9).state == "pass"


def test_where_nobody_looked_always_is_inconclusive_and_not_failed() -> None:
    story = always()
    story.seen.add_gap(Window(START + 3, START + 7))
    result = story.at(20)
    assert (result.state, result.verdict.reason) == (
        "inconclusive",
        "The cluster could not be watched from 0:03 to 0:07.",
    )


def test_blindness_does_not_excuse_what_was_seen() -> None:
    story = always().change(12, pod("b1", BLUE, "10.0.0.1", ready=False))
    story.seen.add_gap(Window(START + 3, START + 7))
    assert story.at(20).state == "fail"


def test_what_breaks_long_after_an_outage_has_failed() -> None:
    story = always().change(80, pod("b1", BLUE, "10.0.0.1", ready=False))
    story.seen.add_outage(Window(START + 3, START + 7))
    assert story.at(90).state == "fail"


def test_pods_that_come_back_after_an_outage_are_nobodys_fault() -> None:
    story = always().change(12, pod("b1", BLUE, "10.0.0.1", ready=False))
    story.seen.add_outage(Window(START + 3, START + 7))
    result = story.at(20)
    assert result.state == "inconclusive"
    assert "could not be watched from 0:03 to 0:07" in result.verdict.reason


def test_what_is_missing_when_a_lab_ends_in_an_outage_is_nobodys_fault() -> None:
    story = always(once="switch")
    story.seen.add_outage(Window(START + 3, START + 7))
    assert story.end(9).state == "inconclusive"


def test_what_is_missing_when_a_lab_ends_long_after_an_outage_has_failed() -> None:
    story = always(once="switch")
    story.seen.add_outage(Window(START + 3, START + 7))
    assert story.end(90).state == "fail"


def at_switch() -> Story:
    one = check(
        at="switch", holds={"pods": GREEN, "ready": 1}, otherwise="At {at} {found} green pods were ready."
    )
    return Story(one).change(-5, service(BLUE), pod("g1", GREEN, "10.0.0.3", ready=False))


def test_a_condition_counts_at_its_moment_and_not_later() -> None:
    story = at_switch().change(4, service(GREEN)).change(5, pod("g1", GREEN, "10.0.0.3"))
    assert (story.at(9).state, story.at(9).verdict.reason) == ("fail", "At 0:04 0 green pods were ready.")
    assert at_switch().change(3, pod("g1", GREEN, "10.0.0.3")).change(4, service(GREEN)).at(9).state == "pass"


def test_a_moment_in_a_blind_window_is_inconclusive() -> None:
    story = at_switch().change(4, service(GREEN))
    story.seen.add_gap(Window(START + 3, START + 4.5))
    assert story.at(9).state == "inconclusive"


DOWN = {
    "title": "blue going",
    "becomes": {"object": "deployment/model-blue", "has": {"spec": {"replicas": 0}}},
}


def soak(**gap: Any) -> Story:
    one = check(interval={"first": "switch", "then": "down"} | gap, otherwise="Only {seconds} s.")
    return Story(one, down=DOWN).change(-5, service(BLUE), deployment("model-blue", 2))


@pytest.mark.parametrize(
    ("switch", "down", "gap", "state"),
    [
        (2, 8, {"at_least": "5s"}, "pass"),
        (2, 6, {"at_least": "5s"}, "fail"),
        (6, 2, {}, "fail"),
        (2, 6, {}, "pass"),
        (2, 6, {"at_most": "3s"}, "fail"),
        (2, 6, {"at_most": "5s"}, "pass"),
    ],
)
def test_two_moments_have_an_order_and_a_distance(
    switch: float, down: float, gap: dict[str, str], state: str
) -> None:
    story = soak(**gap)
    for at, one in sorted(
        [(switch, service(GREEN)), (down, deployment("model-blue", 0))], key=lambda pair: pair[0]
    ):
        story.change(at, one)
    assert story.at(20).state == state


def test_a_gap_says_how_long_it_was() -> None:
    story = soak(at_least="5s").change(2, service(GREEN)).change(4.5, deployment("model-blue", 0))
    assert story.at(9).verdict.reason == "Only 2.5 s."


def acts(**more: Any) -> Story:
    one = check(
        changes={"on": "service/model", "field": "spec.selector", "by": ("kubectl-patch",)} | more,
        otherwise="By {by} at {at}.",
    )
    return Story(one).change(-5, service(BLUE, by=[entry("cutover", SELECTOR)]))


def test_the_right_verb_passes_and_another_fails_for_good() -> None:
    story = acts()
    assert story.at(1).state == "not-yet"
    assert story.change(2, service(GREEN, by=[entry("kubectl-patch", SELECTOR)])).at(3).state == "pass"
    story.change(4, service(BLUE, by=[entry("kubectl-set", SELECTOR)]))
    story.change(5, service(GREEN, by=[entry("kubectl-patch", SELECTOR, time="2026-11-24T12:00:05Z")]))
    assert (story.at(6).state, story.at(6).verdict.reason) == ("fail", "By kubectl-set at 0:04.")


def test_nobody_is_blamed_for_the_incident() -> None:
    story = acts().change(2, service(GREEN, by=[entry("colleague", SELECTOR)]))
    assert story.at(3).state == "not-yet"


def test_another_field_is_another_matter() -> None:
    story = acts()
    changed = service(BLUE, by=[entry("cutover", SELECTOR), entry("kubectl-label", {"f:metadata": {}})])
    changed["metadata"]["labels"] = {"live": "green"}
    assert story.change(2, changed).at(3).state == "not-yet"


def decision() -> Story:
    return Story(
        check(
            answer={"configmap": "decision", "key": "do", "accept": ("refuse",)},
            otherwise="You decided to {given}.",
        )
    )


@pytest.mark.parametrize(
    ("given", "state", "reason"),
    [
        ("refuse", "pass", "refuse"),
        (" Refuse\n", "pass", "Refuse"),
        ("promote", "not-yet", "You decided to promote."),
    ],
)
def test_a_decision_is_read_without_regard_to_capitals(given: str, state: str, reason: str) -> None:
    result = decision().change(2, config("decision", do=given)).at(3)
    assert (result.state, result.verdict.reason) == (state, reason)


def test_no_decision_is_not_a_wrong_one() -> None:
    assert decision().at(3).verdict.reason == "No decision yet: ConfigMap decision has no `do`."


def test_a_moment_may_be_the_last_of_its_kind() -> None:
    again = {"title": "the last switch", "take": "last", "becomes": TO_GREEN}
    one = check(interval={"first": "start", "then": "again", "at_least": "10s"}, otherwise="{seconds}")
    story = Story(one, again=again).change(-5, service(BLUE)).change(2, service(GREEN))
    story.change(5, service(BLUE)).change(12, service(GREEN))
    assert story.at(20).verdict.reason == "12.0 s"


def test_a_moment_after_the_end_never_was() -> None:
    story = always(once="switch")
    story.end(5)
    assert story.change(6, service(GREEN)).at(7).verdict.reason == "The lab ended before the switch to green."


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"now": TO_GREEN, "always": WARM},
        {"now": TO_GREEN, "otherwise": "It is {nothing}."},
        {"now": TO_GREEN, "misconceptions": ({"when": TO_BLUE, "say": "{failed}"},)},
        {"traffic": {}},
        {"traffic": {"failed": 0, "p95": "1s"}},
        {"traffic": {"all": "green"}},
        {"interval": {"first": "a b", "then": "end"}},
        {"interval": {"first": "start", "then": "end", "at_least": 5}},
        {"at": "switch+2", "holds": WARM},
        {"points": 0, "now": TO_GREEN},
    ],
)
def test_a_check_that_is_none_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        check(**fields)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(0.1, 20), st.booleans()), max_size=12))
def test_always_passes_exactly_when_every_instant_did(flips: list[tuple[float, bool]]) -> None:
    story = always()
    flips.sort(key=lambda flip: flip[0])
    for at, ready in flips:
        story.change(at, pod("b1", BLUE, "10.0.0.1", ready=ready))
    assert (story.at(30).state == "pass") == all(ready for _, ready in flips)


def test_endpoints_are_judged_as_they_change() -> None:
    one = check(
        always={"behind": "model", "at_least": 1}, otherwise="At {at} {found} addresses were behind it."
    )
    story = (
        Story(one).change(-1, endpoints("10.0.0.1")).change(3, endpoints()).change(4, endpoints("10.0.0.3"))
    )
    assert story.at(5).verdict.reason == "At 0:03 0 addresses were behind it."


def test_what_waits_for_its_moment_says_that_and_not_what_it_has_found() -> None:
    story = now_check(once="switch").change(-5, service(BLUE))
    assert (story.at(5).state, story.at(5).verdict.reason) == ("not-yet", "Waiting for the switch to green.")


def test_a_mistake_long_before_an_outage_has_failed() -> None:
    story = always().change(12, pod("b1", BLUE, "10.0.0.1", ready=False))
    story.seen.add_outage(Window(START + 80, START + 90))
    assert story.at(95).state == "fail"


def test_a_moment_does_not_come_again_while_its_condition_finds_something_else() -> None:
    some = {"title": "some green pod", "take": "last", "becomes": {"pods": GREEN, "ready": 1}}
    one = check(interval={"first": "start", "then": "some", "at_least": "1s"}, otherwise="{seconds}")
    story = (
        Story(one, some=some).change(4, pod("g1", GREEN, "10.0.0.3")).change(9, pod("g2", GREEN, "10.0.0.4"))
    )
    assert story.at(20).verdict.reason == "4.0 s"


def test_a_check_without_points_is_worth_one() -> None:
    check_of_author = {"id": "it", "title": "It is so", "now": TO_GREEN, "otherwise": "It is not so."}
    story = Story(TypeAdapter[Check](AnyCheck).validate_python(check_of_author)).change(0, service(GREEN))
    assert (story.at(1).points, story.at(1).earned) == (1, 1)
