"""Each way to learn from its first click to its end, in a real browser, on a bank full of canaries."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenPage
from tests.browser.journeys.learner import Learner, Wire
from tests.browser.looking import Look, scrolls_sideways, violations

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

RIGHT, WRONG = "Option b", "Option a"


@pytest.mark.parametrize("look", [Look(), Look("dark", 390, 844, touch=True)], ids=str)
def test_a_challenge_leads_from_a_name_to_a_badge(address: str, open_page: OpenPage, look: Look) -> None:
    learner = Learner(open_page(address, look))
    faults: dict[str, list[str]] = {}

    def check(state: str) -> None:
        faults[state] = violations(learner.page)
        assert not scrolls_sideways(learner.page), state

    check("welcome")
    learner.join().sees("Made-up deployment")
    check("home")
    wire = Wire().listen(learner.page)
    # A page opened anew has a socket of its own, which is listened to from its first frame.
    learner.page.reload()
    learner.settle().click("Start a challenge").sees("Problem 1 of 5")
    check("ready")
    learner.click("Start the clock").sees("What holds in")
    check("open")
    learner.click("Answer").sees("There is no answer yet.")
    learner.answer(WRONG).sees("One try is left.")
    check("one wrong")
    # What was wrongly chosen may be explained; nothing else of the problem may be sent.
    assert wire.count("CANARY") == wire.count("CANARY-why-a") > 0
    for number in range(5):
        if number:
            learner.click("Start the clock")
        learner.answer(RIGHT).sees("Right.")
        if number == 0:
            assert wire.count("CANARY-takeaway") > 0
            check("closed")
        learner.click("Next problem" if number < 4 else "See the result")
    learner.sees("All five right")
    check("result")
    assert learner.page.get_by_role("button", name="Save as PNG").count() > 0
    assert {state: found for state, found in faults.items() if found} == {}
    assert (learner.seen.conduct.outside, learner.seen.conduct.dialogs) == ([], [])


def test_a_practice_goes_back_and_forth_to_its_end(address: str, open_page: OpenPage) -> None:
    learner = Learner(open_page(address)).join()
    learner.click("Start practice").sees("Practice 1/5")
    learner.click("Forward").sees("Practice 2/5").click("Back").sees("Practice 1/5")
    learner.click("Show the solution").sees("Takeaway")
    learner.click("Next problem").sees("Practice 2/5")
    for position in range(3, 6):
        learner.click("Forward").sees(f"Practice {position}/5")
    learner.answer(RIGHT).sees("Right.").click("Finish the practice").click("See the result")
    learner.sees("One of five right")
    learner.page.get_by_role("link", name="Problem p").first.click()
    learner.settle().sees("Takeaway")


def test_a_test_says_nothing_until_it_ends_in_a_verdict(address: str, open_page: OpenPage) -> None:
    seen = open_page(address)
    learner = Learner(seen).join()
    wire = Wire().listen(learner.page)
    learner.page.reload()
    learner.settle().click("Start a test").click("Start the clock")
    for number in range(10):
        learner.answer(RIGHT)
        if number < 9:
            assert wire.count("CANARY") == 0
            learner.click("Next problem, starts its clock")
    learner.click("See the result").sees("10 of 10 right")
    assert seen.conduct.outside == []


def test_a_lesson_is_read_by_keyboard_and_gives_no_reason_before_its_answer(
    address: str, open_page: OpenPage
) -> None:
    learner = Learner(open_page(address, Look("dark", 390, 844, touch=True))).join()
    page = learner.page
    page.get_by_role("link", name="Read a lesson").click()
    learner.settle().click("Read it").sees("Question before-1?")
    wire = Wire().listen(page)
    page.reload()
    learner.settle()
    page.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    learner.settle()
    assert violations(page) == []
    page.get_by_role("button", name="Begin the lesson").focus()
    page.keyboard.press("Enter")
    learner.sees("Question idea?").settle()
    assert wire.count("CANARY") == 0
    page.get_by_role("radio", name="Right idea").focus()
    page.keyboard.press("Space")
    learner.settle()
    page.get_by_role("button", name="Check").focus()
    page.keyboard.press("Enter")
    learner.sees("CANARY-right-idea").settle()
    assert wire.count("CANARY") == wire.count("-idea")
    assert violations(page) == []
    assert not scrolls_sideways(page)


def test_a_task_of_the_switch_is_solved_by_keyboard_on_a_phone(address: str, open_page: OpenPage) -> None:
    learner = Learner(open_page(address, Look("dark", 390, 844, touch=True))).join()
    page = learner.page
    page.get_by_role("link", name="Try the switch").click()
    learner.settle().sees("Let green answer every new connection")
    page.get_by_role("radio", name="blue", exact=True).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    learner.sees("Solved.").sees("New connections: 20 green. Kept alive: 20 blue.").settle()
    assert violations(page) == []
    assert not scrolls_sideways(page)


@pytest.mark.parametrize("look", [Look(), Look("dark", 390, 844, touch=True)], ids=str)
def test_the_quiet_pages_have_no_fault_that_axe_finds(address: str, open_page: OpenPage, look: Look) -> None:
    learner = Learner(open_page(address, look)).join()
    faults = {}
    for page in (
        "progress",
        "settings",
        "help",
        "bank",
        "result",
        "past",
        "attempt",
        "sandbox",
        "limits",
        "learn",
    ):
        learner.page.goto(f"{address}/{page}")
        learner.settle()
        faults[page] = violations(learner.page)
        assert not scrolls_sideways(learner.page), page
    assert {page: found for page, found in faults.items() if found} == {}
