"""Whatever interrupts a learner, nothing that was picked or acknowledged is lost, and the page does not lie.

`make interruptions` runs every case, `--rotation=0` to `9` a dozen of them, a commit one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.journeys.bank import write_bank
from tests.browser.journeys.interruptions import (
    SESSION_KEPT_S,
    SLEEPER,
    Act,
    Case,
    Surroundings,
    cases,
    dozen,
    interrupted,
    matrix,
)
from tests.browser.journeys.learner import Learner
from tests.browser.line import line_to
from tests.browser.looking import Conduct, Look, Seen, settle
from tests.support.app_server import ROOT, Server, served
from tests.support.ports import free_port
from tests.support.rotation import rotation_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

KIND: dict[Act, str] = {"option": "choice", "several": "choices", "order": "order", "blanks": "blanks"}
LIMIT, SHORT = timedelta(minutes=5), timedelta(seconds=25)
_SOON_MS = 60_000
_HINT = re.compile(r"^Hint 1 of 2")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        metafunc.parametrize("case", cases(rotation_of(metafunc.config)), ids=str)


def test_eight_dozens_are_the_whole_matrix() -> None:
    assert {case for turn in range(8) for case in dozen(turn)} == set(matrix())
    assert all(len({case.act for case in dozen(turn)}) == 8 for turn in range(10))


@dataclass
class Installation:
    """One Cutover with a bank of one kind, which can be killed and comes back with its data."""

    folder: Path
    port: int
    servers: list[Server] = field(default_factory=list)
    running: ExitStack = field(default_factory=ExitStack)

    def start(self) -> Server:
        environment = {
            "CUTOVER_BANK": str(self.folder / "bank"),
            "CUTOVER_DATA": str(self.folder / "data"),
            "STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": str(SESSION_KEPT_S),
        }
        made = self.running.enter_context(
            served(ROOT / "app.py", self.port, environment, self.folder / "log.txt")
        )
        self.servers.append(made)
        return made


Installed = Callable[[str, timedelta], Installation]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """The installation with problems of a kind and a limit; each runs until the module's tests are done."""
    made: dict[tuple[str, timedelta], Installation] = {}
    with ExitStack() as running:

        def find(kind: str, limit: timedelta) -> Installation:
            if (kind, limit) not in made:
                folder = tmp_path_factory.mktemp(kind)
                write_bank(folder / "bank", kinds=(kind,), limit=limit)
                installation = made[kind, limit] = Installation(folder, free_port())
                running.push(installation.running)
                installation.start()
            return made[kind, limit]

        yield find


def test_nothing_is_lost_and_the_page_does_not_lie(
    case: Case, installed: Installed, chromium: Browser
) -> None:
    installation = installed(KIND.get(case.act, "choice"), SHORT if case.act == "clock end" else LIMIT)
    server = installation.servers[-1]
    with line_to(server.url) as line, Look().profile(chromium) as profile:
        page = profile.new_page()
        page.add_init_script(SLEEPER)
        page.goto(line.url)
        settle(page)
        learner = Learner(Seen(page, Conduct())).join().click("Start a challenge")
        journey = Journey(learner, case, Surroundings(page, line, server, installation.start))
        journey.ways[case.act]()
        journey.holds()


@dataclass
class Journey:
    """One learner at the first or second problem of a challenge, and one interruption."""

    learner: Learner
    case: Case
    around: Surroundings

    @property
    def ways(self) -> dict[Act, Callable[[], None]]:
        picks: dict[Act, Callable[[], None]] = dict.fromkeys(KIND, self.pick)
        return picks | {
            "hint": self.hint,
            "answer": self.answer,
            "clock start": self.start,
            "clock end": self.end,
        }

    def pick(self) -> None:
        """A pick that was made meanwhile is saved by itself afterwards."""
        self.learner.click("Start the clock")
        if self.case.saved:
            self._change(1)
            self._is_saved()
        with interrupted(self.case, self.around):
            self._change(2)
            self._says_nothing_false()
        self._is_saved()

    def hint(self) -> None:
        """A hint that was asked for meanwhile is shown, or the same button shows it; the pick stays."""
        self.learner.click("Start the clock")
        self._change(1)
        if self.case.saved:
            self._is_saved()
        with interrupted(self.case, self.around):
            self._press(_HINT)
            self._says_nothing_false()
        self._is_saved()
        hints = self.learner.page.locator(".st-key-hints")
        button = self.learner.page.get_by_role("button", name=_HINT)
        expect(hints.or_(button).first).to_be_visible(timeout=_SOON_MS)
        if not hints.is_visible():
            button.click()
        expect(hints).to_contain_text("CANARY-hint-1", timeout=_SOON_MS)
        assert hints.get_by_text("CANARY-hint-2").count() == 0

    def answer(self) -> None:
        """The first answer afterwards counts, and it counts once; what was pressed meanwhile may have."""
        self.learner.click("Start the clock")
        self._change(1)
        if self.case.saved:
            self._is_saved()
        with interrupted(self.case, self.around):
            self._press("Answer")
            self._says_nothing_false()
        self._is_back()
        page = self.learner.page
        page.wait_for_timeout(1_000)
        if page.get_by_text("One try is left.").count() == 0:
            assert self._picked() == ["Option a"]
            page.get_by_role("button", name="Answer", exact=True).click(timeout=_SOON_MS)
        self.learner.sees("One try is left.")
        assert self._picked() == ["Option a"]

    def start(self) -> None:
        """The first press afterwards starts the clock, unless the one meanwhile did."""
        if self.case.saved:
            self.learner.click("Start the clock").answer("Option b").sees("Right.").click("Next problem")
        with interrupted(self.case, self.around):
            self._press("Start the clock")
        self._is_back()
        page = self.learner.page
        page.wait_for_timeout(1_000)
        if page.locator(".clock").count() == 0:
            page.get_by_role("button", name="Start the clock").click(timeout=_SOON_MS)
        expect(page.locator(".clock")).to_be_visible(timeout=_SOON_MS)
        self._change(1)
        self._is_saved()

    def end(self) -> None:
        """The time ends meanwhile: the page says so by itself, and what was saved counts."""
        self.learner.click("Start the clock")
        if self.case.saved:
            self._change(1)
            self._is_saved()
        with interrupted(self.case, self.around, seconds=SHORT.total_seconds() + 1):
            if not self.case.saved and self.case.interruption != "tab slept":
                self._change(2)
                self._says_nothing_false()
        words = "Time is up, so the answer that was saved counts." if self.case.saved else "Time is up."
        self.learner.sees(words)
        assert self.learner.page.locator(".clock").count() == 0
        if not self.case.saved and self.case.interruption != "tab slept":
            self.learner.sees("Your last change did not reach the server in time")

    def holds(self) -> None:
        """The clock is the server's, no script failed, and a reload changes nothing."""
        page = self.learner.page
        self._clock_is_true()
        before = self._answer()
        page.reload()
        settle(page)
        # A component's script is loaded after the run that sent it.
        for _ in range(100):
            if self._answer() == before:
                break
            page.wait_for_timeout(200)
        assert self._answer() == before
        assert self.learner.seen.conduct.errors == []

    def _change(self, number: int) -> None:
        """One change of the answer by hand; `number` tells it from the other."""
        page = self.learner.page
        match KIND.get(self.case.act, "choice"):
            case "order":
                page.get_by_role("button", name=re.compile("^(Leave out|Put back): Step")).nth(number).click()
            case "blanks":
                page.locator(".blanks .chip").nth(number).click()
                page.locator(".blanks .gap").first.click()
            case "choices":
                page.locator(".options .card label").nth(number).click()
            case _:
                self.learner.pick("Option a" if number == 1 else "Option c")

    def _press(self, name: str | re.Pattern[str]) -> None:
        """A press on a button, whether or not the page lets it be pressed."""
        page = self.learner.page
        exact = isinstance(name, str)
        page.get_by_role("button", name=name, exact=exact).first.evaluate("button => button.click()")

    def _picked(self) -> list[str]:
        words = self.learner.page.locator(".options .card.picked .words").all_inner_texts()
        return [text.strip()[: len("Option a")] for text in words]

    def _answer(self) -> object:
        """The answer as it is shown, whichever kind it is of."""
        return self.learner.page.evaluate(
            """() => [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")]
                .map(place => place.shadowRoot)
                .flatMap(root => [...root.querySelectorAll(
                    ".options .card.picked .words, .ordering ol .row .words, .blanks .gap")])
                .map(node => node.textContent)"""
        )

    def _is_saved(self) -> None:
        expect(self.learner.page.locator(".saved").first).to_have_text(
            re.compile(r"^Saved \d\d:\d\d:\d\d$"), timeout=_SOON_MS
        )

    def _says_nothing_false(self) -> None:
        """While nothing can reach the server, nothing new is called saved."""
        if self.case.interruption == "tab slept" or self.case.act in ("hint", "answer"):
            return
        expect(self.learner.page.locator(".saved").first).to_have_text(re.compile("^Not saved yet"))

    def _is_back(self) -> None:
        settle(self.learner.page)

    def _clock_is_true(self) -> None:
        """What the clock shows is the server's time left, to two seconds."""
        page = self.learner.page
        clock = page.locator(".clock .digits")
        if clock.count() == 0:
            return
        attempt = re.search(r"attempt=([0-9a-f]+)", page.url)
        assert attempt is not None
        position = 2 if self.case.act == "clock start" and self.case.saved else 1
        address = f"{self.around.line.url}/draft/{attempt[1]}/{position}"
        # A busy machine takes its time to ask, so the clock is read before and after.
        before = _seconds(clock.inner_text())
        left = page.request.get(address).json()["remaining_ms"] / 1000
        assert _seconds(clock.inner_text()) - 2 <= left <= before + 2


def _seconds(clock: str) -> int:
    minutes, seconds = clock.split(":")
    return 60 * int(minutes) + int(seconds)
