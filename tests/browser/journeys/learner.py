"""A learner at a browser: buttons by their words, answers by what they say, and all that was sent."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, Response, WebSocket, expect

from tests.browser.looking import Seen, settle

# Two busy cores draw slowly; what is asked for is that it comes.
_PATIENCE_MS = 60_000


@dataclass
class Wire:
    """Everything that a page is sent from now on, by HTTP and by WebSocket."""

    frames: list[bytes] = field(default_factory=list)

    def listen(self, page: Page) -> Wire:
        page.on("websocket", self._hear)
        page.on("response", self._keep)
        return self

    def count(self, words: str) -> int:
        """How often the words came, our markdown's escapes taken out."""
        return sum(frame.replace(b"\\", b"").count(words.encode()) for frame in self.frames)

    def _hear(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.frames.append(_bytes(frame)))

    def _keep(self, response: Response) -> None:
        kind = response.headers.get("content-type", "")
        if response.ok and ("html" in kind or "json" in kind):
            self.frames.append(response.body())


@dataclass
class Learner:
    """One tab. Each action waits until the page has been drawn."""

    seen: Seen

    @property
    def page(self) -> Page:
        return self.seen.page

    def join(self, name: str = "Ada") -> Learner:
        """Whoever goes on at once, to another address or in another tab, has the fresh cookie by then."""
        self.page.get_by_label("Your name").fill(name)
        with self.page.expect_response("**/device", timeout=_PATIENCE_MS):
            return self.click("Start learning")

    def click(self, words: str) -> Learner:
        button = self.button(words)
        button.click(timeout=_PATIENCE_MS)
        return self.settle()

    def button(self, words: str) -> Locator:
        return self.page.get_by_role("button", name=words, exact=True).first

    def pick(self, words: str) -> Learner:
        """The option that says these words."""
        self.page.locator(".options .card label", has_text=words).click(timeout=_PATIENCE_MS)
        return self

    def answer(self, words: str) -> Learner:
        return self.pick(words).click("Answer")

    def sees(self, words: str) -> Learner:
        expect(self.page.get_by_text(words).first).to_be_visible(timeout=_PATIENCE_MS)
        return self

    def options(self) -> list[str]:
        return self.page.locator(".options .card .words").all_inner_texts()

    def picked(self) -> str:
        return self.page.locator(".options .card.picked .words").inner_text(timeout=_PATIENCE_MS)

    def settle(self) -> Learner:
        # The click's own run has to begin before its end can be waited for.
        self.page.wait_for_timeout(150)
        settle(self.page, seconds=_PATIENCE_MS / 1000)
        return self


def _bytes(frame: str | bytes) -> bytes:
    return frame.encode() if isinstance(frame, str) else frame
