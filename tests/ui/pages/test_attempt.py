"""A problem in each of its states, in each way to learn."""

from __future__ import annotations

import pytest

from grader.rules.modes import Mode
from problems.bank import Bank
from tests.grader.client import Client
from tests.grader.sample_bank import make_bank
from tests.ui.context import make_context
from tests.ui.pages.visitor import Visitor
from ui.app_context import installed

# A whole page is drawn, in a thread of its own.
pytestmark = pytest.mark.timeout(20)


def test_before_the_clock_runs_nothing_of_the_problem_is_sent(visitor: Visitor) -> None:
    visitor.begin("challenge", start=False)
    item = visitor.client.item()
    assert visitor.title == "Problem 1 of 5"
    assert "You have 2 minutes from the moment you start the clock. You have two tries." in visitor.text
    assert "What holds in" not in visitor.sent
    assert item.state == "ready"
    visitor.click("Start the clock")
    assert visitor.client.item().state == "open"
    assert "What holds in" in visitor.sent


def test_an_answer_that_was_picked_but_never_saved_counts_when_it_is_handed_in(visitor: Visitor) -> None:
    visitor.begin("challenge")
    visitor.give(_sent(visitor, right=True)).click("Answer")
    assert "Right." in visitor.text
    assert visitor.client.item().close_reason == "right"


def test_the_lab_that_shows_the_answer_is_offered_once_the_problem_is_closed(visitor: Visitor) -> None:
    whole = visitor.client.bank
    with_lab = {name: one.model_copy(update={"lab": "no-such-lab"}) for name, one in whole.problems.items()}
    client = Client(visitor.client.store, Bank(whole.manifest, with_lab, ()), visitor.client.clock)
    with installed(make_context(client)):
        visitor = Visitor(client).begin("test")
        assert "lab" not in visitor.text
        client.answer(client.right())
        visitor.open("test", attempt=client.attempt)
        assert "Its lab, no-such-lab, is not part of this Cutover." in visitor.text


def test_a_right_answer_closes_the_problem_with_its_solution_and_the_way_on(visitor: Visitor) -> None:
    visitor.begin("challenge")
    visitor.client.answer(visitor.client.right())
    visitor.open("challenge", attempt=visitor.client.attempt)
    for part in ("Right.", "One point.", "Solution", "Takeaway", "Common mistakes"):
        assert part in visitor.text
    assert visitor.buttons == ["Next problem"]
    visitor.click("Next problem")
    assert visitor.title == "Problem 2 of 5"


def test_a_wrong_answer_is_explained_and_leaves_a_try(visitor: Visitor) -> None:
    visitor.begin("challenge")
    visitor.give(_sent(visitor, right=False)).click("Answer")
    assert "Not yet." in visitor.text
    assert "One try is left." in visitor.text
    assert "Solution" not in visitor.text
    assert "Answer" in visitor.buttons


def test_the_last_wrong_answer_shows_the_solution(visitor: Visitor) -> None:
    visitor.begin("challenge")
    for number in range(2):
        visitor.client.answer(visitor.client.wrong(number))
    visitor.open("challenge", attempt=visitor.client.attempt)
    assert "Not right." in visitor.text
    assert "No point." in visitor.text
    assert "Takeaway" in visitor.text


def test_a_blank_answer_costs_no_try_and_is_told_so(visitor: Visitor) -> None:
    visitor.begin("challenge").click("Answer")
    assert "There is no answer yet. Nothing was counted." in visitor.text
    assert visitor.client.item().tries_left == 2


def test_the_same_answer_again_is_told_to_be_free(visitor: Visitor) -> None:
    visitor.begin("challenge")
    visitor.give(_sent(visitor, right=False)).click("Answer")
    visitor.give(_sent(visitor, right=False)).click("Answer")
    assert "You gave this answer before. It costs no try." in visitor.text
    assert visitor.client.item().tries_left == 1


def test_a_hint_says_its_price_before_it_is_shown(visitor: Visitor) -> None:
    visitor.begin("challenge")
    assert "CANARY-hint-1" not in visitor.sent
    visitor.click("Hint 1 of 2, costs a quarter of this try")
    assert "CANARY-hint-1" in visitor.text
    assert "CANARY-hint-2" not in visitor.sent
    assert "Hint 2 of 2, costs a quarter of this try" in visitor.buttons


def test_time_that_ran_out_is_said_and_the_saved_draft_counts(visitor: Visitor) -> None:
    visitor.begin("challenge")
    visitor.client.save(visitor.client.right())
    visitor.client.clock.move(minutes=3)
    visitor.open("challenge", attempt=visitor.client.attempt)
    assert "Time is up, so the answer that was saved counts." in visitor.text
    assert "Right." in visitor.text
    assert visitor.buttons == ["Next problem"]


def test_time_that_ran_out_without_an_answer_is_said(visitor: Visitor) -> None:
    visitor.begin("challenge")
    visitor.client.clock.move(minutes=3)
    visitor.open("challenge", attempt=visitor.client.attempt)
    assert "Time is up. No answer was saved." in visitor.text


def test_an_answer_after_the_deadline_is_not_taken_though_the_page_still_stands(visitor: Visitor) -> None:
    visitor.begin("challenge")
    visitor.give(_sent(visitor, right=True))
    visitor.client.clock.move(minutes=3)
    visitor.click("Answer")
    assert "Time is up. No answer was saved." in visitor.text
    assert visitor.client.item().tries == ()


def test_the_last_problem_leads_to_the_result(visitor: Visitor) -> None:
    visitor.client.begin("challenge")
    visitor.client.finish()
    visitor.open("challenge", attempt=visitor.client.attempt)
    assert visitor.buttons == ["See the result"]
    visitor.click("See the result")
    assert visitor.title == "All five right"


def test_a_saved_draft_is_said_with_the_time(visitor: Visitor) -> None:
    visitor.begin("challenge")
    visitor.client.save(visitor.client.wrong())
    visitor.open("challenge", attempt=visitor.client.attempt)
    # The component says it in the reader's time: milliseconds since 1970.
    assert str(round(visitor.client.clock.now.timestamp() * 1000)) in visitor.sent


def test_a_practice_goes_back_and_forth(visitor: Visitor) -> None:
    visitor.begin("practice")
    assert visitor.button("Back").disabled
    visitor.click("Forward").click("Forward")
    assert visitor.client.look().position == 3
    visitor.click("Back")
    assert visitor.client.look().position == 2


def test_a_practice_shows_the_solution_on_demand(visitor: Visitor) -> None:
    visitor.begin("practice")
    visitor.click("Show the solution")
    assert "You asked for the solution, so this problem is closed." in visitor.text
    assert "Takeaway" in visitor.text


def test_a_hint_in_practice_names_no_price(visitor: Visitor) -> None:
    visitor.begin("practice")
    assert "Hint 1 of 2" in visitor.buttons


def test_a_practice_can_be_finished_from_its_last_problem(visitor: Visitor) -> None:
    visitor.begin("practice")
    for _ in range(4):
        visitor.click("Forward")
    visitor.click("Show the solution").click("Finish the practice").click("See the result")
    assert visitor.title == "None of five right"


def test_a_test_says_nothing_of_an_answer_until_its_end(visitor: Visitor) -> None:
    visitor.begin("test")
    visitor.give(_sent(visitor, right=True)).click("Answer")
    assert "Your answer is recorded. How it went is shown at the end." in visitor.text
    assert "CANARY" not in visitor.sent
    assert visitor.buttons == ["Next problem, starts its clock"]
    visitor.click("Next problem, starts its clock")
    assert visitor.client.item().state == "open"


@pytest.mark.parametrize("mode", ["challenge", "practice", "test"])
def test_a_reload_at_any_moment_shows_the_same_problem(visitor: Visitor, mode: Mode) -> None:
    visitor.begin(mode)
    visitor.client.save(visitor.client.wrong())
    visitor.open(mode, attempt=visitor.client.attempt)
    before = visitor.title, visitor.buttons, _draft(visitor)
    visitor.reload()
    assert (visitor.title, visitor.buttons, _draft(visitor)) == before


def test_an_address_without_an_attempt_finds_the_one_that_goes_on(visitor: Visitor) -> None:
    visitor.client.begin("practice")
    visitor.open("practice")
    assert visitor.at.query_params["attempt"] == visitor.client.attempt


def test_an_address_without_an_attempt_leads_home_when_none_goes_on(visitor: Visitor) -> None:
    visitor.open("challenge")
    assert visitor.title == "Made-up deployment"


@pytest.mark.parametrize("attempt", ["0" * 32, "nonsense"])
def test_an_attempt_that_is_not_this_learners_is_not_there(visitor: Visitor, attempt: str) -> None:
    visitor.open("challenge", attempt=attempt)
    assert visitor.title == "This attempt is not here"


def test_a_problem_that_its_author_took_back_counts_for_nothing(visitor: Visitor) -> None:
    visitor.client.begin("challenge")
    asked = visitor.client.item().problem
    assert asked is not None
    left = make_bank(one for one in visitor.client.bank.problems.values() if one.id != asked.id)
    after = Client(visitor.client.store, left, visitor.client.clock)
    with installed(make_context(after)):
        visitor.open("challenge", attempt=visitor.client.attempt)
    assert "It counts for nothing, neither way." in visitor.text
    assert visitor.buttons == ["Next problem"]


def _sent(visitor: Visitor, *, right: bool) -> object:
    """An answer as the component sends it: an option of one is a list too."""
    answer = visitor.client.right() if right else visitor.client.wrong()
    return [answer] if isinstance(answer, str) else answer


def _draft(visitor: Visitor) -> list[str]:
    return [line for line in visitor.sent.splitlines() if '"answer"' in line]


def test_a_right_second_try_says_why_it_is_half_a_point(visitor: Visitor) -> None:
    visitor.begin("challenge")
    visitor.client.answer(visitor.client.wrong())
    visitor.client.answer(visitor.client.right())
    visitor.open("challenge", attempt=visitor.client.attempt)
    assert "your second try was right" in visitor.text


def test_the_verdict_stands_above_the_question(visitor: Visitor) -> None:
    visitor.begin("challenge")
    visitor.client.answer(visitor.client.right())
    visitor.open("challenge", attempt=visitor.client.attempt)
    assert visitor.sent.index("Right.") < visitor.sent.index("Problem p")


def test_a_problem_that_seems_wrong_is_reported_in_two_clicks(visitor: Visitor) -> None:
    visitor.begin("challenge")
    visitor.at.text_area[0].set_value("Two are right.")
    visitor.click("Send the report")
    assert "Reported. Thank you" in visitor.text
    (counted,) = visitor.client.grader.problem_reports.counts()
    assert (counted.reports, counted.current) == (1, 1)
    (detail,) = visitor.client.grader.problem_reports.of_problem(counted.problem, 2)
    assert detail.text == "Two are right."
