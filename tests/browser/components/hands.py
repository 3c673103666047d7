"""A mouse and a finger, for what Playwright's own drag does not do."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

Point = tuple[float, float]


def told(page: Page, text: str) -> None:
    """Wait until the page shows that Python knows."""
    expect(page.get_by_text(text, exact=True)).to_be_visible()


def middle(part: Locator) -> Point:
    box = part.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def foot(part: Locator) -> Point:
    """Just above the part's lower edge, near its left."""
    box = part.bounding_box()
    assert box is not None
    return box["x"] + 22, box["y"] + box["height"] - 4


def drag(page: Page, start: Point, end: Point) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=12)
    page.mouse.up()


def touch_drag(page: Page, start: Point, end: Point, *, rest_ms: int = 400) -> None:
    """As a finger does it, by the browser's own touch events, after resting on the start for a while."""
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *points: Point) -> None:
        at = [{"x": x, "y": y} for x, y in points]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    touch("touchStart", start)
    page.wait_for_timeout(rest_ms)
    for step in range(1, 13):
        share = step / 12
        touch("touchMove", (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share))
    touch("touchEnd")
