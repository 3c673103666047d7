"""A clock that neither flickers nor jumps, and that speaks when it matters and not before."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.components.conftest import Show

pytestmark = pytest.mark.browser

# Looks at the clock 10 times a second: its text, its node, how often Streamlit ran, what was spoken.
WATCH = """() => {
  const root = document.querySelector(".st-key-clock [data-testid=stBidiComponentIsolated]").shadowRoot
  const node = root.querySelector(".digits")
  window.seen = []
  window.watching = setInterval(() => {
    const now = root.querySelector(".digits")
    window.seen.push({
      at: performance.now(),
      text: now.textContent,
      same: now === node,
      said: document.querySelector("[role=status]")?.textContent ?? "",
      state: document.querySelector("[data-testid=stApp]").dataset.testScriptState,
    })
  }, 100)
}"""


def seconds(text: str) -> int:
    minutes, rest = text.split(":")
    return int(minutes) * 60 + int(rest)


def test_twelve_seconds_pass_without_a_flicker_or_a_run(show: Show) -> None:
    page = show("clock&seconds=72").page
    page.evaluate(WATCH)
    page.wait_for_timeout(12_500)
    seen = page.evaluate("clearInterval(window.watching) ?? window.seen")
    shown = [seconds(sample["text"]) for sample in seen]
    assert len(seen) > 60
    assert all(sample["same"] and sample["state"] == "notRunning" for sample in seen)
    assert all(0 <= before - after <= 1 for before, after in pairwise(shown))
    passed = (seen[-1]["at"] - seen[0]["at"]) / 1000
    assert abs((shown[0] - shown[-1]) - passed) <= 1


def test_only_the_thresholds_are_spoken(show: Show) -> None:
    page = show("clock&seconds=62").page
    page.evaluate(WATCH)
    page.wait_for_timeout(4_000)
    said = {sample["said"] for sample in page.evaluate("window.seen")}
    assert "1 minute left" in said
    assert said <= {"", "1 minute left"}
    expect(page.get_by_role("timer")).to_have_attribute("aria-live", "off")


def test_the_last_ten_seconds_gain_weight_and_no_colour(show: Show) -> None:
    page = show("clock&seconds=16").page
    clock = page.get_by_role("timer")
    style = "clock => { const { fontWeight, color, animationName } = getComputedStyle(clock);"
    style += " return [fontWeight, color, animationName] }"
    before = clock.evaluate(style)
    expect(page.locator(".clock.last")).to_be_visible()
    weight, colour, animation = clock.evaluate(style)
    assert int(weight) > int(before[0])
    assert colour == before[1]
    assert animation == "none"


def test_a_change_of_the_theme_gives_no_time_back(show: Show) -> None:
    page = show("clock&seconds=50").page
    at_first = seconds(page.locator(".digits").inner_text())
    page.wait_for_timeout(3_000)
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(1_500)
    assert seconds(page.locator(".digits").inner_text()) <= at_first - 4


def test_a_run_within_the_same_second_moves_nothing(show: Show) -> None:
    page = show("clock&seconds=50").page
    at_first = seconds(page.locator(".digits").inner_text())
    page.evaluate(WATCH)
    page.get_by_role("button", name="A little later").click()
    page.wait_for_timeout(1_500)
    seen = page.evaluate("window.seen")
    shown = [at_first, *(seconds(sample["text"]) for sample in seen)]
    assert all(sample["same"] for sample in seen)
    assert all(0 <= before - after <= 1 for before, after in pairwise(shown))


def test_more_time_is_shown_at_once(show: Show) -> None:
    page = show("clock&seconds=50").page
    page.get_by_role("button", name="Half a minute more").click()
    expect(page.locator(".digits")).to_have_text(re.compile(r"1:[12]\d"))


def test_running_out_is_told_to_python_once(show: Show) -> None:
    page = show("clock&seconds=2").page
    expect(page.locator(".digits")).to_have_text("0:00")
    expect(page.get_by_text("over True, ran out 1 times")).to_be_visible()
    page.wait_for_timeout(1_500)
    expect(page.get_by_text("ran out 1 times")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("The time is up")
