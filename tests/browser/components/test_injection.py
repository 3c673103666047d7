"""Nothing that a bank, a learner or a cluster says can become more than text."""

from __future__ import annotations

import re

import pytest

from tests.browser.components.conftest import Show
from tests.browser.payloads import PAYLOADS

pytestmark = pytest.mark.browser

# Everything below every shadow root, by tag; handlers by name; what the components say as text.
LOOK_INSIDE = """() => {
  const places = [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")]
  const roots = places.map(place => place.shadowRoot)
  const all = roots.flatMap(root => [...root.querySelectorAll("*")])
  return {
    roots: roots.length,
    tags: [...new Set(all.map(node => node.localName))],
    handlers: all.flatMap(node => node.getAttributeNames().filter(name => name.startsWith("on"))),
    links: all.flatMap(node => ["src", "href", "srcdoc", "data"].filter(name => node.hasAttribute(name))),
    scripts: document.querySelectorAll("body script").length,
    ran: window.ran ?? null,
    said: roots.map(root => root.textContent).join(" "),
  }
}"""
OURS = re.compile(
    "button|circle|code|dd|defs|dialog|div|dl|dt|fieldset|figure|h2|h3|input|kbd|label|legend|li|line|ol|p|path"
    "|pattern|pre|rect|section|span|strong|style|svg|table|tbody|td|text|th|thead|tr|ul"
)


def test_two_hundred_payloads_in_every_text_field_stay_text(show: Show) -> None:
    seen = show("attacked")
    page = seen.page
    for button in page.get_by_role("button", name="Down:").all()[:40]:
        button.evaluate("button => button.click()")
    page.evaluate(
        """() => [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")]
            .flatMap(one => [...one.shadowRoot.querySelectorAll(".chip, .gap, .open, input")])
            .forEach(part => part.click())"""
    )
    page.wait_for_timeout(1_000)
    found = page.evaluate(LOOK_INSIDE)
    assert len(PAYLOADS) == len(set(PAYLOADS)) == 200
    assert found["roots"] == 5 + 4 * 25
    assert [tag for tag in found["tags"] if not OURS.fullmatch(tag)] == []
    assert (found["handlers"], found["links"], found["scripts"], found["ran"]) == ([], [], 0, None)
    assert [payload for payload in PAYLOADS[:160] if payload not in found["said"]] == []
    assert (seen.conduct.dialogs, seen.conduct.outside, seen.conduct.errors) == ([], [], [])
