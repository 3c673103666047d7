"""How long a click takes with 1, 100 and 300 learners, ours against a bare page with the same widgets."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench.crowd import Clicks, measure
from tests.bench.learner import Learner
from tests.bench.server import ROOT, Server, serve
from tests.bench.table import Row
from tests.problems import texts

CROWDS = (1, 100, 300)
# Seconds that p95 may take with the largest crowd, on two cores.
_NOTICED = 0.25
_BARE = Path(__file__).with_name("bare.py")
# What pages call the options.
_OPTIONS = ("piece-1", "piece-2", "piece-3")


def rows(seconds: float = 30.0, crowds: Sequence[int] = CROWDS) -> Iterator[Row]:
    """A row for each crowd and quantile, and one for the memory that a learner takes."""
    with tempfile.TemporaryDirectory() as folder:
        bank = bank_of_choices(Path(folder))
        for learners in crowds:
            with serve(ROOT / "app.py", CUTOVER_BANK=str(bank)) as ours:
                empty = ours.memory()
                felt = _measure(ours, learners, seconds)
                each = (ours.memory() - empty) / learners
            with serve(_BARE) as bare:
                against = _measure(bare, learners, seconds)
            yield from _rows(felt, against)
            if learners == max(crowds):
                yield Row("memory of one learner", f"{each / 2**20:.2f} MB", "")


def _measure(server: Server, learners: int, seconds: float) -> Clicks:
    return asyncio.run(measure(server.address, learners, seconds, arrive=arrive, click=click))


async def arrive(learner: Learner, number: int) -> None:
    """Give a name and begin a practice, where the page asks for it; the bare page does not."""
    await learner.load()
    if "Your name" in learner.inputs:
        await learner.type("Your name", f"Learner {number}")
        await learner.click("Start learning")
    if "Start practice" in learner.buttons:
        await learner.click("Start practice")
    if learner.exceptions or "Forward" not in learner.buttons:
        raise RuntimeError(f"learner {number} did not arrive: {learner.exceptions or list(learner.buttons)}")


async def click(learner: Learner, number: int) -> float:
    """In turn: pick an option, which ours saves before it answers, and go to another problem and back."""
    match number % 4:
        case 1:
            return await learner.click("Forward")
        case 3:
            return await learner.click("Back")
        case _:
            return await learner.pick(_OPTIONS[number // 2 % len(_OPTIONS)], edit=number + 1)


def _rows(ours: Clicks, bare: Clicks) -> Iterator[Row]:
    goal = 1.5 if ours.learners == max(CROWDS) else None
    who = "1 learner" if ours.learners == 1 else f"{ours.learners} learners"
    failed = f", {ours.failed} of {ours.count} failed" if ours.failed else ""
    yield Row(
        f"click, {who}, p50{failed}", _ms(ours.p50), f"{_ms(bare.p50)} (bare page)", ours.p50 / bare.p50
    )
    yield Row(f"click, {who}, p95", _ms(ours.p95), f"{_ms(bare.p95)} (bare page)", ours.p95 / bare.p95, goal)
    if goal:
        limit = f"{_ms(_NOTICED)} (what nobody waits for)"
        yield Row(f"click, {who}, p95", _ms(ours.p95), limit, ours.p95 / _NOTICED, 1.0)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def bank_of_choices(folder: Path) -> Path:
    """A bank whose practice is five choices, so that every learner has the widgets of the bare page."""
    texts.write_bank(folder)
    (folder / "choices.yaml").write_text("".join(texts.choice(f"problem-{nth}") for nth in range(40)))
    return folder
