"""Two hundred attacks through every text that an author writes, and a learner's name, in the served app."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from grader.rules.marking import right_answer
from grader.service import Grader
from grader.store import Store
from grader.views.learners import LONGEST_NAME
from problems.answer import to_raw
from problems.bank import Bank
from problems.reading.reader import read_bank
from problems.reading.yaml_errors import shorten
from tests.browser.attacked import FILES, GAP, TITLE, Entry, payloads_in, texts_of, write_attacked_bank
from tests.browser.conftest import OpenPage, ServeApp
from tests.browser.journeys.learner import Learner
from tests.browser.payloads import PAYLOADS
from ui.device import cookie_secret
from ui.settings import Settings

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

# Whatever the page's own policy stops was an attack that got through to the browser, but for a question
# that the decoder of Streamlit's messages asks: whether there is WebAssembly.
WATCH = """
window.stopped = []
document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => {
  if (blockedURI !== "wasm-eval") window.stopped.push([violatedDirective, blockedURI, sample].join(" "))
})
"""
LOOK = """() => {
  const roots = [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")]
    .map(place => place.shadowRoot)
  if (roots.includes(null)) return null // a component that is being put up
  const light = [...document.querySelectorAll("body *")]
  const shadow = roots.flatMap(root => [...root.querySelectorAll("*")])
  const written = [...document.querySelectorAll("main [data-testid=stMarkdownContainer] *")]
  const all = [...light, ...shadow]
  const tags = nodes => [...new Set(nodes.map(node => node.localName))]
  return {
    tags: [...tags(written), ...tags(shadow)],
    foreign: tags(light).filter(tag => /^(script|iframe|object|embed|base|link|meta|video|audio)$/.test(tag)),
    handlers: all.flatMap(node => node.getAttributeNames().filter(name => name.startsWith("on"))),
    // An address of the web that is written out may be followed; nothing may be fetched by itself.
    links: all.flatMap(node => [...node.attributes])
      .filter(one => /^(src|href|srcdoc|data|background|action|xlink:href|style)$/.test(one.name))
      .filter(one => !(one.ownerElement.localName === "a" && /^https?:/.test(one.value)))
      .filter(one => /outside|javascript:/.test(one.value)).map(one => one.value),
    ran: window.ran ?? null,
    stopped: window.stopped,
    said: [document.body, ...roots].map(part => part.textContent).join(" "),
    named: all.map(node => node.getAttribute("aria-label") ?? "").join(" "),
    typed: [...document.querySelectorAll("input")].map(one => one.value).join(" "),
  }
}"""
OURS = re.compile(
    "a|b|button|circle|code|dd|defs|dialog|div|dl|dt|fieldset|figure|h[123]|i|input|kbd|label|legend|li|line|ol|p|path"
    "|pattern|pre|rect|section|span|strong|style|svg|text|ul"
)
# Looks, a fifth of a second apart.
PATIENCE = 100
NAMES = tuple(payload for payload in PAYLOADS if len(payload) <= LONGEST_NAME)
# What is shown before a problem is closed.
ASKED = {
    "prompt",
    "code.text",
    "hints",
    "options.text",
    "options.code.text",
    "steps.text",
    "distractors.text",
    "template.text",
    "chips.text",
}
WRONG: dict[str, object] = {
    "choice": "option-1",
    "choices": ["code-1"],
    "order": ["apart-1", "step-0"],
    "blanks": {"gap": "chip-1"},
}


@dataclass
class Account:
    """What was seen of which field, on pages that stayed as they were meant."""

    learner: Learner
    seen: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def check(self, *texts: tuple[str, str]) -> None:
        """The page says these texts of these fields, and nothing has become of any of them."""
        found = self._look(texts)
        foreign = [tag for tag in found["tags"] if not OURS.fullmatch(tag)] + found["foreign"]
        grown = foreign, found["handlers"], found["links"], found["stopped"], found["ran"]
        assert grown == ([], [], [], [], None)
        assert _unsaid(texts, found) == []
        for name, text in texts:
            self.seen[name] |= {text, *payloads_in(text)} & set(PAYLOADS)

    def _look(self, texts: Iterable[tuple[str, str]]) -> dict[str, Any]:
        """What is on the page once it says the texts, or after the patience of any expectation."""
        for _ in range(PATIENCE):
            found: dict[str, Any] | None = self.learner.page.evaluate(LOOK)
            if found is not None and not _unsaid(texts, found):
                break
            self.learner.page.wait_for_timeout(200)
        assert found is not None, "a component was never put up"
        return found

    def lacks(self, texts: Iterable[tuple[str, str]]) -> bool:
        return any(set(payloads_in(text)) - self.seen[name] for name, text in texts)


def _unsaid(texts: Iterable[tuple[str, str]], found: dict[str, Any]) -> list[tuple[str, str]]:
    said = bare(found["said"] + found["named"] + found["typed"])
    return [one for one in texts if bare(one[1]) not in said]


def bare(text: str) -> str:
    """Without what our little markup takes away, and without spaces, where lines are broken."""
    return re.sub(r"[\s`*]", "", text)


@dataclass
class Visit:
    """A learner in the browser and at the grader's door, so that a page can be had in any state at once."""

    learner: Learner
    account: Account
    grader: Grader
    me: str
    address: str
    bank: Bank
    entries: Mapping[str, Entry]

    def open(self, page: str, *texts: tuple[str, str]) -> None:
        self.learner.page.goto(f"{self.address}/{page}")
        self.learner.settle()
        self.account.check(*texts)

    def practise(self, left: set[str]) -> None:
        """A practice to its end, with a close look at those of its problems that are left."""
        attempt = self.grader.attempts.begin(self.me, "practice")
        for position in range(1, len(self.grader.attempts.look(self.me, attempt).marks) + 1):
            self.grader.attempts.go(self.me, attempt, position)
            name = self._name(attempt)
            if name in left:
                left.remove(name)
                self._meet(attempt, position, self.entries[name])
        self.grader.attempts.end(self.me, attempt)
        items = self.grader.attempts.result(self.me, attempt).items
        self.open(f"result?attempt={attempt}", *(("title", item.title) for item in items))

    def _meet(self, attempt: str, position: int, entry: Entry) -> None:
        """The problem asked, with its hints and a wrong answer, and with its solution."""
        every = [(name, text.removesuffix(GAP)) for name, text in texts_of(entry)]
        asked = [one for one in every if one[0] in ASKED]
        place = self.me, attempt, position
        for number in (1, 2, 3):
            self.grader.items.show_hint(*place, number)
        self.grader.items.answer(*place, WRONG[entry["kind"]])
        if self.account.lacks(asked):
            self.open(f"practice?attempt={attempt}", *asked)
        self.grader.items.show_solution(*place)
        if entry["kind"] == "choice":
            self.open(f"past?attempt={attempt}&position={position}")
            self.learner.page.get_by_label("What was typed and printed", exact=True).wait_for()
            self.account.check(*every)
        else:
            self.open(f"past?attempt={attempt}&position={position}", *every)

    def win(self) -> str:
        """A challenge with everything right; its id."""
        attempt = self.grader.attempts.begin(self.me, "challenge")
        for position in range(1, len(self.grader.attempts.look(self.me, attempt).marks) + 1):
            self.grader.attempts.go(self.me, attempt, position)
            self.grader.items.start_clock(self.me, attempt, position)
            right = to_raw(right_answer(self.bank.problems[self._name(attempt)]))
            self.grader.items.answer(self.me, attempt, position, right)
        return attempt

    def fail(self) -> str:
        """A test with everything wrong; its id."""
        attempt = self.grader.attempts.begin(self.me, "test")
        for position in range(1, len(self.grader.attempts.look(self.me, attempt).marks) + 1):
            self.grader.attempts.go(self.me, attempt, position)
            self.grader.items.start_clock(self.me, attempt, position)
            full = self.entries.get(self._name(attempt))
            self.grader.items.answer(self.me, attempt, position, WRONG[full["kind"]] if full else "third")
        return attempt

    def _name(self, attempt: str) -> str:
        problem = self.grader.attempts.look(self.me, attempt).item.problem
        assert problem is not None
        return problem.id


def test_two_hundred_payloads_in_every_text_of_a_served_bank_stay_text(
    serve_app: ServeApp, open_page: OpenPage, tmp_path: Path
) -> None:
    full = write_attacked_bank(tmp_path / "bank")
    bank = read_bank(tmp_path / "bank")
    server = serve_app(bank=str(tmp_path / "bank"), data=str(tmp_path))
    seen = open_page(server.url)
    seen.page.add_init_script(WATCH)
    learner = Learner(seen)
    account = Account(learner)
    learner.page.reload()
    learner.settle()
    account.check()
    learner.join()
    secret = cookie_secret(Settings(data=tmp_path)).encode()
    grader = Grader(Store.open(f"sqlite:///{tmp_path / 'cutover.sqlite3'}"), bank, code_key=secret)
    visit = Visit(learner, account, grader, _myself(learner, server.url, grader), server.url, bank, full)
    left, titles = set(full), {one for one in PAYLOADS if len(one) <= TITLE}
    while left or account.seen["title"] < titles:
        visit.practise(left)
    manifest = bank.manifest
    visit.open("", ("bank title", manifest.title))
    visit.open(f"result?attempt={visit.win()}", ("badge", manifest.badge or ""))
    visit.open(f"result?attempt={visit.fail()}")
    visit.open("progress")
    unknown = [("unknown field", shorten(payload)) for payload in PAYLOADS]
    visit.open("bank", *unknown, *(("file", name) for name in FILES))
    many = " ".join(PAYLOADS[::9])
    for page in ("past?position=1&attempt=", "attempt?attempt="):
        visit.open(page + quote(many))
    learner.page.goto(f"{server.url}/{quote(many.replace('/', ''))}")
    account.check()
    visit.open("settings")
    for name in NAMES:
        learner.page.get_by_label("Your name").fill(name)
        learner.button("Change the name").click()
        learner.sees(f"Hello, {name}.")
        account.check(("name", name))
    visit.open("", ("name", NAMES[-1]))
    assert (seen.conduct.outside, seen.conduct.dialogs, seen.conduct.errors) == ([], [], [])
    assert {of: len(shown) for of, shown in account.seen.items() if len(shown) < len(PAYLOADS)} == {
        "title": len(titles),
        "name": len(NAMES),
        "file": len(FILES),
        "unknown field": sum(shorten(one) == one for one in PAYLOADS),
        "bank title": len(payloads_in(manifest.title)),
        "badge": len(payloads_in(manifest.badge or "")),
    }
    too_long = [finding for finding in bank.findings if finding.rule == "F4"]
    assert (len(too_long), len(titles)) == (55, 145)


def _myself(learner: Learner, address: str, grader: Grader) -> str:
    """The id of the learner in this browser, had by the code that is for a second device."""
    learner.page.goto(f"{address}/settings")
    learner.settle().click("Show a code")
    code = learner.page.locator("[data-testid=stCode] code").inner_text()
    return grader.learners.redeem("0" * 32, code.replace(" ", "")).id
