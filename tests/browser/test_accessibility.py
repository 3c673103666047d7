"""WCAG 2.2 A and AA as far as a tool can tell, on every page, in its states, in each theme.

One server and one browser: a tour leads one learner from state to state, then into a class, then to teach it.
`docs/accessibility.md` has what only a person can judge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from grader.service.classes.classrooms import ClassPlan, PartPlan
from tests.browser.conftest import ServeApp
from tests.browser.journeys.bank import write_bank
from tests.browser.journeys.learner import Learner
from tests.browser.looking import Conduct, Look, Seen, settle, violations
from tests.browser.wcag import focus_faults, reflow_faults, structure_faults, text_spacing_faults
from tests.support.rotation import PARTS, rotation_of
from ui.backend import open_backend
from ui.settings import Settings

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

RIGHT, WRONG = "Option b", "Option a"
THEMES: dict[str, Any] = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced colours": {"color_scheme": "dark", "forced_colors": "active"},
}


@dataclass(frozen=True)
class TaughtClass:
    """A class that is open to all, and the address at which its instructor chooses a password."""

    id: str
    code: str
    password_link: str


@dataclass
class Tour:
    """One learner on the way through the states in their order."""

    address: str
    browser: Browser
    taught: TaughtClass
    done: list[str] = field(default_factory=list)
    learner: Learner | None = None
    titles: dict[str, str] = field(default_factory=dict)

    def go(self, state: str) -> Page:
        """The page in this state; from the start again where the tour is past it."""
        if self.learner is None or state in self.done:
            self._begin()
        assert self.learner is not None
        for name, step in STATES.items():
            if name not in self.done:
                step(self, self.learner)
                self.done.append(name)
                self.titles[name] = self.learner.page.title()
            if name == state:
                break
        return self.learner.page

    def open(self, path: str) -> None:
        """Goes to another page and waits until it is drawn."""
        assert self.learner is not None
        self.learner.page.goto(f"{self.address}/{path}")
        settle(self.learner.page)

    def _begin(self) -> None:
        if self.learner is not None:
            self.learner.page.context.close()
        page = Look().profile(self.browser).new_page()
        self.done, self.learner = [], Learner(Seen(page, Conduct()))
        self.open("")


def _finish(learner: Learner) -> None:
    """The four others are left open, and the challenge ended."""
    learner.click("Next problem").click("End here")
    learner.click("See the result").sees("Problem by problem")


def _read_again(learner: Learner) -> None:
    learner.page.get_by_role("link", name="Problem p").first.click()
    learner.settle().sees("Takeaway")


def _join_class(tour: Tour, learner: Learner) -> None:
    learner.page.get_by_label("Code", exact=True).fill(tour.taught.code)
    learner.click("Join").sees("You are Ada here.")


def _show_view(learner: Learner, name: str) -> None:
    learner.page.get_by_role("radio", name=name, exact=True).click()
    learner.settle()


def _choose_password(learner: Learner) -> None:
    for label in ("Password, ", "The same again"):
        learner.page.get_by_label(label).fill("correct horse battery")
    learner.click("Choose it and sign in").sees("Signed in as kay")


Step = Callable[[Tour, Learner], object]
STATES: dict[str, Step] = {
    "welcome": lambda tour, learner: learner.sees("Your name"),
    "no progress": lambda tour, learner: tour.open("progress") if learner.join() else None,
    "settings": lambda tour, learner: tour.open("settings"),
    "a code": lambda tour, learner: learner.click("Show a code"),
    "help": lambda tour, learner: tour.open("help"),
    "sandbox": lambda tour, learner: tour.open("sandbox"),
    "lesson": lambda tour, learner: tour.open("lesson?lesson=short&part=1"),
    "labs": lambda tour, learner: tour.open("lab"),
    "lab": lambda tour, learner: tour.open("lab?lab=one-field-switch"),
    "mistakes in the bank": lambda tour, learner: tour.open("bank"),
    "no such attempt": lambda tour, learner: tour.open("attempt?attempt=none"),
    "home": lambda tour, learner: tour.open(""),
    "ready": lambda tour, learner: learner.click("Start a challenge").sees("Problem 1 of 5"),
    "open": lambda tour, learner: learner.click("Start the clock").sees("What holds in"),
    "no answer": lambda tour, learner: learner.click("Answer").sees("There is no answer yet."),
    "wrong": lambda tour, learner: learner.answer(WRONG).sees("One try is left."),
    "right": lambda tour, learner: learner.answer(RIGHT).sees("Takeaway"),
    "result": lambda tour, learner: _finish(learner),
    "home afterwards": lambda tour, learner: tour.open(""),
    "progress": lambda tour, learner: tour.open("progress"),
    "past problem": lambda tour, learner: _read_again(learner),
    "join": lambda tour, learner: tour.open("join"),
    "class": _join_class,
    "sign in to teach": lambda tour, learner: tour.open("classes"),
    "choose a password": lambda tour, learner: tour.open(f"classes?link={tour.taught.password_link}"),
    "classes": lambda tour, learner: _choose_password(learner),
    "board": lambda tour, learner: tour.open(f"board?class={tour.taught.id}"),
    "people": lambda tour, learner: _show_view(learner, "People"),
    "results of a class": lambda tour, learner: _show_view(learner, "Results"),
    "projector": lambda tour, learner: _show_view(learner, "Projector"),
}


@pytest.fixture(scope="module")
def tour(serve_app: ServeApp, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tour]:
    bank = write_bank(tmp_path_factory.mktemp("bank") / "made-up", limit=timedelta(minutes=9))
    data = tmp_path_factory.mktemp("data")
    taught = _make_class(bank, data)
    made = Tour(serve_app(bank=str(bank), data=str(data)).url, chromium, taught)
    yield made
    if made.learner is not None:
        made.learner.page.context.close()


def _make_class(bank: Path, data: Path) -> TaughtClass:
    backend = open_backend(Settings(bank=bank, data=data))
    try:
        link, classes = backend.grader.instructors.add("kay", "instructor"), backend.grader.classrooms
        made = classes.make(link.instructor.id, ClassPlan("Tuesday", (PartPlan("challenge"),), minutes=60))
        classes.open(link.instructor.id, made)
        return TaughtClass(made, classes.look(link.instructor.id, made).code, link.token)
    finally:
        backend.close()


# The way to a state is quick, its checks take seconds: a third of the states for each commit.
@pytest.mark.parametrize(
    "state",
    [pytest.param(state, marks=pytest.mark.rotating(at % PARTS)) for at, state in enumerate(STATES)],
)
def test_a_state_has_no_fault_in_any_theme(tour: Tour, state: str, pytestconfig: pytest.Config) -> None:
    """Colours are looked at in every theme, all else in one of them, another for each state and commit."""
    page, turn = tour.go(state), rotation_of(pytestconfig).turn
    whole = list(THEMES) if turn is None else [list(THEMES)[(turn + list(STATES).index(state)) % len(THEMES)]]
    faults = {"structure": structure_faults(page)}
    for theme, media in THEMES.items():
        page.emulate_media(**media)
        page.wait_for_timeout(150)  # until the theme's colours have come
        faults[theme] = violations(page, rule=None if theme in whole else "color-contrast")
        if theme in whole:
            faults[f"focus, {theme}"] = focus_faults(page)
    page.emulate_media(color_scheme="light", forced_colors="none")
    faults["spacing"] = text_spacing_faults(page)
    faults["reflow"] = reflow_faults(page)
    assert {check: found for check, found in faults.items() if found} == {}


def test_every_page_has_a_title_of_its_own(tour: Tour) -> None:
    pages = (
        "settings",
        "help",
        "labs",
        "no progress",
        "ready",
        "result",
        "join",
        "class",
        "classes",
        "board",
    )
    for state in pages:
        if state not in tour.titles:
            tour.go(state)
    titles = [tour.titles[state] for state in pages]
    assert len(set(titles)) == len(titles)
    assert all(title.endswith(" · Cutover") for title in titles)
