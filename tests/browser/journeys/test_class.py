"""A class from the instructor's link to its results, with four learners, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urljoin

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as WaitedTooLong

from tests.browser.conftest import OpenPage, ServeApp
from tests.browser.journeys.bank import write_bank
from tests.browser.journeys.learner import Learner
from tests.browser.looking import Look, scrolls_sideways, violations
from ui.cli import main

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

RIGHT, WRONG = "Option b", "Option a"
ROSTER = "name,id,e-mail,extra time\nAda Lovelace,u1,ada@example.org,\nGrace Hopper,u2,,2\n"
PHONE = Look("dark", 390, 844, touch=True)
PASSWORD = "ten letters or more"


class Staff(Learner):
    """Somebody who teaches: the same hands, and the views of a class."""

    def view(self, name: str) -> Staff:
        self.page.get_by_role("radio", name=name, exact=True).or_(
            self.page.get_by_role("button", name=name, exact=True)
        ).first.click()
        self.settle()
        return self

    def click(self, words: str) -> Staff:
        super().click(words)
        return self

    def sees(self, words: str) -> Staff:
        super().sees(words)
        return self

    def settle(self) -> Staff:
        super().settle()
        return self

    def fill(self, label: str, text: str) -> Staff:
        self.page.get_by_label(label, exact=True).fill(text)
        return self

    def choose(self, label: str, option: str) -> Staff:
        """A list may close again when the page is drawn anew under it, as when somebody joins."""
        wanted = self.page.get_by_role("option", name=option, exact=True)
        for _ in range(4):
            self.page.get_by_label(label, exact=False).first.click()
            with suppress(WaitedTooLong):
                wanted.click(timeout=5_000)
                break
        self.settle()
        return self


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("class")
    return {"bank": str(write_bank(folder / "made-up")), "data": str(folder / "data")}


@pytest.fixture(scope="module")
def address(serve_app: ServeApp, settings: dict[str, str]) -> str:
    return serve_app(bank=settings["bank"], data=settings["data"]).url


def link_of(name: str, settings: dict[str, str]) -> str:
    """The one-time link that the command prints, without the server's name."""
    environment = {f"CUTOVER_{key.upper()}": value for key, value in settings.items()}
    printed = CliRunner().invoke(main, ["instructors", "add", name], env=environment)
    assert printed.exit_code == 0, printed.output
    return printed.output.split("/classes?")[1].strip()


def sign_in(staff: Staff) -> Staff:
    staff.fill("Password, 10 characters or more", PASSWORD).fill("The same again", PASSWORD)
    staff.click("Choose it and sign in")
    expect(staff.page.get_by_role("heading", name="Classes", exact=True)).to_be_visible()
    staff.settle()
    return staff


def make_class(kay: Staff) -> None:
    kay.fill("Title", "Tuesday")
    kay.page.get_by_label("What is in it, in this order").click()
    kay.page.get_by_role("option", name="Challenge").click()
    kay.page.keyboard.press("Escape")
    kay.click("Make the class").sees("Class code")


def join(learner: Learner, code: str, name: str = "") -> Learner:
    learner.page.get_by_label("Code", exact=True).fill(code)
    if name:
        learner.page.get_by_label("Your name (a personal code knows it)").fill(name)
    return learner.click("Join")


def personal_code(kay: Staff, name: str) -> str:
    """As it stands on the card that is cut out for them."""
    cards = kay.page.get_by_role("link", name="Personal codes to print").get_attribute("href") or ""
    text = kay.page.request.get(urljoin(kay.page.url, cards)).text()
    found = re.search(rf"<b>{name}</b>[^<]*<code>([A-Z0-9 ]+)</code>", text)
    assert found, text
    return found[1]


Check = Callable[[str, Page], None]


def prepare(kay: Staff, address: str, check: Check) -> tuple[str, str]:
    """Makes the class and its roster, shows the code and opens it: the class code, and that of Grace."""
    make_class(sign_in(kay))
    check("planned", kay.page)
    expect(kay.page.get_by_test_id("stTopNav").get_by_role("link", name="Classes")).to_be_visible()
    kay.view("People").fill("Roster", ROSTER)
    kay.click("Take it over").sees("2 people taken over.")
    check("people", kay.page)
    graces_code = personal_code(kay, "Grace Hopper")
    kay.view("Projector").sees(f"{address}/join")
    check("door", kay.page)
    code = kay.page.locator(".st-key-door-code").inner_text()
    kay.view("Preflight").sees("2 people on the list")
    check("preflight", kay.page)
    kay.view("Board").click("Open the class").sees("not in yet")
    return code, graces_code


def call_for_help(ada: Learner, kay: Staff, check: Check) -> None:
    ada.page.get_by_text("Call for help").click()
    ada.page.get_by_label("What is it about?").fill("Where do I begin?")
    ada.click("Call").sees("You called for help.")
    check("class of a learner", ada.page)
    kay.sees("Where do I begin?").click("I'll go")
    ada.sees("Somebody is on the way.")
    kay.click("Done")
    expect(ada.page.get_by_text("You called for help.")).to_have_count(0)
    ada.settle()


def send_hint(kay: Staff, name: str, text: str) -> None:
    kay.page.get_by_label(f"Choose {name}").check()
    kay.settle().sees(f"For {name}.")
    kay.fill(f"Write to {name}", text).page.get_by_text("hint", exact=True).click()
    kay.settle().click("Send").sees("The hint is sent.")
    kay.page.get_by_label(f"Choose {name}").uncheck()
    kay.settle()


def test_a_class_from_the_link_to_its_results(
    address: str, settings: dict[str, str], open_page: OpenPage
) -> None:
    faults: dict[str, list[str]] = {}

    def check(state: str, page: Page) -> None:
        faults[state] = violations(page)
        if scrolls_sideways(page):
            faults[state].append("scrolls sideways")

    kay = Staff(open_page(f"{address}/classes?{link_of('kay', settings)}"))
    check("choose a password", kay.page)
    code, graces_code = prepare(kay, address, check)
    ada = Learner(open_page(f"{address}/join?code={code}", PHONE))
    check("join", ada.page)
    join(ada, code, "Adda").sees("You are Adda here.")
    call_for_help(ada, kay, check)
    ada.click("Begin").click("Start the clock").answer(WRONG).sees("One try is left.")
    bob = join(Learner(open_page(f"{address}/join")), code, "=HYPERLINK(1)")
    bob.click("Begin").click("Start the clock").answer(RIGHT).sees("Right.")
    grace = join(Learner(open_page(f"{address}/join")), graces_code).sees("This code is for Grace Hopper")
    grace.click("That is not me").sees("the card with your own name")
    join(grace, graces_code).click("I am Grace Hopper").sees("You are Grace Hopper here.")
    lin = join(Learner(open_page(f"{address}/join")), "XXXXXX", "Lin")
    join(lin.sees("There is no class with this code."), code, "Lin").sees("You are Lin here.")

    kay.view("People").choose("Who", "Adda").choose("Whoever joined as Adda is really", "Ada Lovelace")
    kay.click("Move them").view("Board").sees("Ada Lovelace")
    expect(kay.page.locator(".rows li")).to_have_count(4)
    send_hint(kay, "Ada Lovelace", "Look at the selector.")
    check("board", kay.page)
    ada.sees("Look at the selector.")
    assert bob.page.get_by_text("Look at the selector.").count() == 0
    kay.click("Pause all")
    for learner in (ada, bob):
        learner.sees("The class is paused.")
    check("paused", ada.page)
    kay.click("Go on").click("5 more minutes").sees("Everybody has 5 more minutes.")
    ada.settle().answer(RIGHT).sees("Right.")
    kay.page.get_by_text("End the class: hand in everybody's work.").click()
    kay.settle().click("End it now")
    bob.sees("The class has ended.")
    kay.view("Results").sees("How the problems did")
    check("results", kay.page)
    assert {state: found for state, found in faults.items() if found} == {}
    assert [one.seen.conduct.errors for one in (kay, ada, bob, grace, lin) if one.seen.conduct.errors] == []
