"""Learners in attempts who go on whatever happens to the replicas, as their browsers would.

A draft that was not answered is sent again, a closed page connects again and is drawn anew, and a button
whose page was lost is pressed again by the person. What the server acknowledged is noted, to be looked for
afterwards.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field

import httpx
from websockets.exceptions import ConnectionClosed, WebSocketException

from tests.bench.learner import Learner, SavedDraft

# What pages call the options of a choice.
_OPTIONS = ("piece-1", "piece-2", "piece-3")
# Buttons that lead on from one problem to the next, in the order in which a learner looks for them.
_ONWARD = ("Start the clock", "Next problem, starts its clock", "Next problem")
_ENDS = ("Finish the challenge", "See the result")
# A person gives an answer after so many changes of mind.
_PICKS_PER_ANSWER = 4
# As the browser does: how long it waits before it tries again, and how long a person would bear that.
_RETRY_S, _PATIENCE_S = 0.5, 60.0
_LOST = (ConnectionClosed, WebSocketException, OSError, httpx.TransportError, EOFError, TimeoutError)


@dataclass
class Notes:
    """What a learner was told, and what went wrong on the way."""

    drafts: dict[str, SavedDraft] = field(default_factory=dict)
    saved: int = 0
    answered: int = 0
    reconnect_seconds: list[float] = field(default_factory=list)
    troubles: Counter[str] = field(default_factory=Counter)


class SteadyLearner:
    """A learner called `name` at the address of a proxy; `local` is the address that it sees."""

    def __init__(self, address: str, name: str, local: str | None, seed: int) -> None:
        self.name = name
        self.notes = Notes()
        self._tab = Learner(address, local=local)
        self._dice = random.Random(seed)
        self._picks = 0

    async def begin(self) -> None:
        """Give a name and begin a challenge whose first clock runs."""
        await self._tab.__aenter__()
        await self._tab.load()
        await self._tab.type("Your name", self.name)
        await self._tab.click("Start learning")
        await self._tab.click("Start a challenge")
        await self._tab.click("Start the clock")
        if self._tab.draft is None:
            raise RuntimeError(f"{self.name} sees no problem: {self._tab.exceptions or [*self._tab.buttons]}")

    async def learn(self, until: asyncio.Event, think_s: float) -> None:
        """Pick, and answer now and then, until told to stop; every wait for a lost connection is noted."""
        while not until.is_set():
            try:
                if await self._is_closed_within(self._dice.uniform(0.5, 1.5) * think_s):
                    await self._reconnect()
                else:
                    await self._act()
            except _LOST as lost:
                self.notes.troubles[f"a press was cut off ({type(lost).__name__})"] += 1
                await self._reconnect()

    async def look_again(self) -> SavedDraft | None:
        """The answer that a reload shows; None where the attempt is over."""
        await self._reconnect()
        return self._tab.draft

    async def leave(self) -> None:
        await self._tab.__aexit__()

    async def _act(self) -> None:
        if "Answer" not in self._tab.buttons:
            await self._go_on()
        elif self._picks and self._picks % _PICKS_PER_ANSWER == 0:
            self._picks += 1
            await self._answer()
        else:
            await self._pick()

    async def _go_on(self) -> None:
        label = next((label for label in _ONWARD if label in self._tab.buttons), None)
        if label is not None:
            await self._press(label)

    async def _answer(self) -> None:
        """Counted where the page says so: the problem is closed, or its draft has another revision."""
        before = self._tab.draft
        await self._press("Answer")
        after = self._tab.draft
        is_closed = any(label in self._tab.buttons for label in (*_ONWARD, *_ENDS))
        if is_closed or (before and after and after.revision > before.revision):
            self.notes.answered += 1
        else:
            self.notes.troubles["an answer was not taken, and the page said so"] += 1

    async def _press(self, label: str) -> None:
        await self._tab.click(label)
        if self._tab.exceptions:
            raise RuntimeError(f"{label} ended in {self._tab.exceptions}")

    async def _pick(self) -> None:
        """Save another answer; raises TimeoutError where the server takes it within a minute."""
        self._picks += 1
        option = _OPTIONS[self._picks % len(_OPTIONS)]
        give_up = time.perf_counter() + _PATIENCE_S
        while time.perf_counter() < give_up:
            try:
                await self._tab.pick(option, self._picks)
            except (httpx.TransportError, RuntimeError) as refused:
                self.notes.troubles[f"a draft was sent again ({_reason(refused)})"] += 1
                await asyncio.sleep(_RETRY_S)
                continue
            self._note_draft()
            return
        raise TimeoutError(f"{self.name}: a draft was not saved for {_PATIENCE_S:g} s")

    def _note_draft(self) -> None:
        draft = self._tab.draft
        assert draft is not None
        self.notes.drafts[draft.address] = draft
        self.notes.saved += 1

    async def _is_closed_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._tab.wait_closed(), seconds)
        except TimeoutError:
            return False
        self.notes.troubles["a page was closed"] += 1
        return True

    async def _reconnect(self) -> None:
        """Raises TimeoutError where no replica draws the page within a minute."""
        begun = time.perf_counter()
        while time.perf_counter() < begun + _PATIENCE_S:
            try:
                await asyncio.wait_for(self._tab.reconnect(), _PATIENCE_S)
            except _LOST:
                await asyncio.sleep(_RETRY_S)
                continue
            self.notes.reconnect_seconds.append(time.perf_counter() - begun)
            return
        raise TimeoutError(f"{self.name} found no replica for {_PATIENCE_S:g} s")


def _reason(refused: Exception) -> str:
    words = str(refused).partition(": ")[2].split(" ", maxsplit=1)[0]
    return words if words.isdecimal() else type(refused).__name__
