"""What WCAG 2.2 asks of a page beyond axe-core: reflow, text spacing, a focus that is seen, a title.

Each function gives a line for each fault, and leaves the page as it found it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from tests.browser.looking import scrolls_sideways

# 1.4.12: what a reader may set without losing anything.
_SPACING = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }
"""
# Parts of the page that cut off text, shadow roots included.
_CUT_OFF = """() => {
  const cut = []
  const visit = root => {
    for (const node of root.querySelectorAll("*")) {
      if (node.shadowRoot) visit(node.shadowRoot)
      const style = getComputedStyle(node), text = node.textContent.trim()
      const hides = style.overflowX === "hidden" || style.overflowY === "hidden"
      const isUnseen = node.clientWidth <= 2 || style.clipPath !== "none" || style.visibility === "hidden"
      if (!hides || !text || isUnseen || !node.getClientRects().length) continue
      const over = Math.max(node.scrollWidth - node.clientWidth, node.scrollHeight - node.clientHeight)
      if (over > 3) cut.push(`${node.localName}.${node.className}: ${text.slice(0, 40)}`)
    }
  }
  visit(document.querySelector("[data-testid=stMain]") ?? document.body)
  return cut
}"""
_SPACE_OUT = """style => {
  const visit = root => {
    const sheet = document.createElement("style")
    sheet.className = "spacing"
    sheet.textContent = style
    ;(root === document ? document.head : root).append(sheet)
    for (const node of root.querySelectorAll("*")) if (node.shadowRoot) visit(node.shadowRoot)
  }
  visit(document)
}"""
_SPACE_IN = """() => {
  const visit = root => {
    root.querySelectorAll("style.spacing").forEach(sheet => sheet.remove())
    for (const node of root.querySelectorAll("*")) if (node.shadowRoot) visit(node.shadowRoot)
  }
  visit(document)
}"""
# The stop that Tab came to: its name, whether an outline is drawn on it or around it, whether it is in sight.
_STOP = """() => {
  let node = document.activeElement
  while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement
  if (node === document.body) return null
  const parents = []
  for (let part = node; part && parents.length < 4; part = part.parentElement) parents.push(part)
  const isOutlined = part => {
    const { outlineStyle, outlineWidth } = getComputedStyle(part)
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2
  }
  const { left, right, top, bottom } = node.getBoundingClientRect()
  const isOurs = found => {
    let part = found
    while (part && part !== node && !part.contains?.(node)) part = part.parentNode ?? part.host
    return Boolean(part)
  }
  const at = (x, y) => {
    let found = document.elementFromPoint(x, y)
    while (found?.shadowRoot?.elementFromPoint(x, y) && found.shadowRoot.elementFromPoint(x, y) !== found)
      found = found.shadowRoot.elementFromPoint(x, y)
    return found
  }
  const within = (from, to, share) => Math.min(Math.max(from + (to - from) * share, 1), 1e5)
  const points = [0.1, 0.5, 0.9].map(share => at(within(left, right, 0.5), within(top, bottom, share)))
  const isUnsized = right - left < 2 || bottom - top < 2
  return {
    name: `${node.localName} ${(node.getAttribute("aria-label") ?? node.textContent).trim().slice(0, 40)}`,
    id: `${left} ${top} ${node.outerHTML.slice(0, 200)}`,
    outlined: parents.some(isOutlined),
    inSight: isUnsized || points.some(found => found && isOurs(found)),
  }
}"""
_MOST_STOPS = 60


def reflow_faults(page: Page) -> list[str]:
    """1.4.10 at 320 by 256 px, which is 1280 by 1024 at 400 %: no sideways scroll, nothing pinned."""
    with _window(page, 320, 256):
        faults = ["scrolls sideways at 320 px"] if scrolls_sideways(page) else []
        pinned = page.evaluate(
            """() => [...document.querySelectorAll(".stApp *")].filter(node => {
                const { position } = getComputedStyle(node), box = node.getBoundingClientRect()
                const isLarge = box.height > 40 && box.width > 200 && box.right > 60
                return ["fixed", "sticky"].includes(position) && isLarge
            }).map(node => `${node.dataset.testid ?? node.className} is pinned in a low window`)"""
        )
        return faults + pinned


def text_spacing_faults(page: Page) -> list[str]:
    """1.4.12: with wide spacing no text is cut off that was not cut off before."""
    before = set(page.evaluate(_CUT_OFF))
    page.evaluate(_SPACE_OUT, _SPACING)
    try:
        return [f"cut off with wide spacing: {cut}" for cut in page.evaluate(_CUT_OFF) if cut not in before]
    finally:
        page.evaluate(_SPACE_IN)


def focus_faults(page: Page) -> list[str]:
    """2.4.7 and 2.4.11: every stop of the Tab key has an outline and is not wholly behind something else."""
    page.evaluate("document.activeElement?.blur(); getSelection().removeAllRanges()")
    faults, seen = [], set()
    for _ in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(_STOP)
        if stop is None or stop["id"] in seen:
            break
        seen.add(stop["id"])
        faults += [] if stop["outlined"] else [f"no outline: {stop['name']}"]
        faults += [] if stop["inSight"] else [f"hidden behind something: {stop['name']}"]
    return faults


def structure_faults(page: Page) -> list[str]:
    """One heading of the first level, one live region at most, and text in a language."""
    faults = []
    if page.locator("h1:visible").count() != 1:
        faults.append(f"{page.locator('h1:visible').count()} headings of the first level")
    if page.locator("[role=status]").count() > 1:
        faults.append("more than one live region")
    if page.evaluate("document.documentElement.lang") != "en":
        faults.append("no language")
    return faults


@contextmanager
def _window(page: Page, width: int, height: int) -> Iterator[None]:
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_timeout(250)  # Streamlit draws its menu anew
    try:
        yield
    finally:
        page.set_viewport_size(size)
        page.wait_for_timeout(250)
