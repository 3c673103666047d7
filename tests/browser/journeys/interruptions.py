"""What interrupts a learner, what they do meanwhile, and the cases that are made of both."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Page

from tests.browser.line import Line
from tests.support.app_server import Server
from tests.support.rotation import Rotation

Interruption = Literal["line cut", "server killed", "session expired", "tab slept"]
Act = Literal["option", "several", "order", "blanks", "hint", "answer", "clock start", "clock end"]
INTERRUPTIONS: tuple[Interruption, ...] = ("line cut", "server killed", "session expired", "tab slept")
ACTS: tuple[Act, ...] = ("option", "several", "order", "blanks", "hint", "answer", "clock start", "clock end")

# Seconds that the server keeps a session without its page, for these tests.
SESSION_KEPT_S = 4
_LINE_CUT_S, _EXPIRED_S, _SLEPT_S = 1.5, SESSION_KEPT_S + 3, 4
# A device's clock as most devices keep it in sleep: it stands still while `hold` was called.
SLEEPER = """
  const real = performance.now.bind(performance)
  let lost = 0, held = null
  performance.now = () => (held ?? real()) - lost
  window.hold = () => { held = real() }
  window.release = () => { lost += real() - held; held = null }
"""


@dataclass(frozen=True, slots=True)
class Case:
    """One cell of the matrix; `saved`: after something was saved, or before."""

    interruption: Interruption
    act: Act
    saved: bool

    def __str__(self) -> str:
        when = "after a save" if self.saved else "before the first save"
        return f"{self.interruption}, {self.act}, {when}".replace(" ", "-")


def matrix() -> list[Case]:
    """Every interruption with every act, before the first save and after one."""
    return [Case(each, act, saved) for each in INTERRUPTIONS for act in ACTS for saved in (False, True)]


def cases(rotation: Rotation) -> list[Case]:
    """All of them, the dozen of a turn that was asked for, or one case for a commit."""
    if rotation.turn is None:
        return matrix()
    return (
        dozen(rotation.turn) if rotation.reason == "asked for" else [Case("line cut", "option", saved=False)]
    )


def dozen(turn: int) -> list[Case]:
    """Twelve cases with every interruption and every act, before and after a save; eight turns have all."""
    return [_case(turn, at) for at in range(12)]


def _case(turn: int, at: int) -> Case:
    # The last four are the first four, with the other of before and after.
    saved = (turn + at // len(INTERRUPTIONS)) % 2 == 1
    return Case(INTERRUPTIONS[at % 4], ACTS[(at + turn) % 8], saved if at < 8 else turn % 2 == 0)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What can be taken away from a page: its line, its server, its device."""

    page: Page
    line: Line
    server: Server
    restart: Callable[[], Server]


@contextmanager
def interrupted(case: Case, around: Surroundings, *, seconds: float = 0.0) -> Iterator[None]:
    """The block runs while the interruption lasts, which is for `seconds` or as long as it needs."""
    match case.interruption:
        case "line cut":
            yield from _cut(around.line, max(seconds, _LINE_CUT_S))
        case "session expired":
            yield from _cut(around.line, max(seconds, _EXPIRED_S))
        case "server killed":
            around.server.kill()
            yield
            time.sleep(seconds)
            around.restart()
        case "tab slept":
            yield
            _sleep(around.page, max(seconds, _SLEPT_S))


def _cut(line: Line, seconds: float) -> Iterator[None]:
    line.cut()
    began = time.monotonic()
    yield
    time.sleep(max(0.0, seconds - (time.monotonic() - began)))
    line.mend()


def _sleep(page: Page, seconds: float) -> None:
    """The device sleeps: its tab does nothing, and the clock that measures pages stands still."""
    device = page.context.new_cdp_session(page)
    page.evaluate("hold()")
    device.send("Page.setWebLifecycleState", {"state": "frozen"})
    time.sleep(seconds)
    device.send("Page.setWebLifecycleState", {"state": "active"})
    page.evaluate("release(); document.dispatchEvent(new Event('visibilitychange'))")
    device.detach()
