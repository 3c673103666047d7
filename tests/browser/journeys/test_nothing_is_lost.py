"""A killed server, a closed browser and a second tab cost a learner nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, ServeApp
from tests.browser.journeys.bank import write_bank
from tests.browser.journeys.learner import Learner
from tests.browser.looking import Conduct, Seen, settle
from tests.support.ports import free_port

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

RIGHT, WRONG = "Option b", "Option a"
# Streamlit lays a dialog over a page that has lost its server; this notes that it did.
NOTE_COVER = """() => new MutationObserver(changes => {
  const added = changes.flatMap(change => [...change.addedNodes])
  window.wasCovered ||= added.some(node => node.matches?.("[data-testid=stDialog]"))
}).observe(document.body, { childList: true })"""


def test_a_killed_server_comes_back_to_the_same_problem(
    serve_app: ServeApp, open_page: OpenPage, tmp_path: Path
) -> None:
    bank, data, port = str(write_bank(tmp_path / "bank")), str(tmp_path / "data"), free_port()
    server = serve_app(bank=bank, data=data, port=port)
    learner = Learner(open_page(server.url)).join()
    learner.click("Start a challenge").click("Start the clock").answer(WRONG).sees("One try is left.")
    learner.pick("Option c").sees("Saved")
    learner.settle()
    order, clock = learner.options(), _clock(learner)
    learner.page.evaluate(NOTE_COVER)
    server.kill()
    learner.sees("There is no connection to the server.")
    learner.page.wait_for_function("() => window.wasCovered")
    expect(learner.page.get_by_test_id("stDialog")).to_have_count(0)
    assert not learner.page.locator("#root").evaluate("root => root.inert")
    serve_app(bank=bank, data=data, port=port)
    learner.page.reload()
    learner.settle().sees("last of 2 tries")
    assert learner.options() == order
    assert learner.picked().startswith("Option c")
    assert _clock(learner) < clock
    learner.answer(RIGHT).sees("Right.")


def test_time_runs_out_while_the_browser_is_closed_and_the_draft_counts(
    serve_app: ServeApp, open_page: OpenPage, tmp_path: Path
) -> None:
    bank = write_bank(tmp_path / "bank", limit=timedelta(seconds=20))
    server = serve_app(bank=str(bank))
    learner = Learner(open_page(server.url)).join()
    learner.click("Start a challenge").click("Start the clock").pick(RIGHT).sees("Saved")
    profile, address = learner.page.context, learner.page.url
    learner.page.close()
    again = profile.new_page()
    again.wait_for_timeout(21_000)
    again.goto(address)
    settle(again)
    Learner(Seen(again, Conduct())).sees("Time is up, so the answer that was saved counts.").sees("Right.")


def test_a_second_tab_is_told_what_happened_in_the_first(address: str, open_page: OpenPage) -> None:
    first = Learner(open_page(address)).join().click("Start a challenge").click("Start the clock")
    other = first.page.context.new_page()
    other.goto(first.page.url)
    settle(other)
    second = Learner(Seen(other, Conduct()))
    first.pick(WRONG).sees("Saved")
    second.pick("Option c").sees("changed in another window")
    assert second.picked().startswith(WRONG)
    first.answer(RIGHT).sees("Right.")
    second.click("Answer").sees("This problem is closed already.")


def _clock(learner: Learner) -> int:
    """Seconds left as the page shows them."""
    minutes, seconds = learner.page.locator(".clock .digits").inner_text().split(":")
    return 60 * int(minutes) + int(seconds)
