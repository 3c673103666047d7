"""The log of a whole attempt, as JSON and at its longest, names no person, answer or id of theirs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest

from tests.bench.learner import Learner
from tests.browser.journeys.bank import write_bank
from tests.replicas.processes import running_replicas

pytestmark = pytest.mark.slow
NAME = "Zebedee Quillfeather"
# What `cutover serve` says to whoever started it, on standard output.
SPOKEN = ("Made-up deployment", "Ctrl+C")


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[str], list[str]]]:
    """The log's lines, and what must be in none of them."""
    folder = tmp_path_factory.mktemp("logs")
    bank = write_bank(folder / "bank")
    environment = {
        "CUTOVER_BANK": str(bank),
        "CUTOVER_LOG_FORMAT": "json",
        "CUTOVER_LOG_LEVEL": "debug",
        "CUTOVER_DRAIN_SECONDS": "0.2",
    }
    with running_replicas(folder, environment, count=1) as [replica]:
        private = asyncio.run(_attempt(replica.address))
        replica.drain()
        yield replica.log.read_text().splitlines(), private


async def _attempt(address: str) -> list[str]:
    async with Learner(address) as learner:
        await learner.load()
        await learner.type("Your name", NAME)
        await learner.click("Start learning")
        await learner.click("Start a challenge")
        await learner.click("Start the clock")
        for option in ("piece-1", "piece-2"):
            await learner.pick(option, 1)
        await learner.click("Answer")
        assert learner.draft is not None
        attempt = learner.draft.address.split("/")[1]
        return [*NAME.split(), "piece-1", "CANARY", "Option ", attempt, *learner.cookies.values()]


def test_every_line_is_an_object_with_when_where_and_what(log: tuple[list[str], list[str]]) -> None:
    records = [json.loads(line) for line in log[0] if not line.startswith(SPOKEN)]
    assert records
    assert all({"at", "level", "logger", "message"} <= record.keys() for record in records)
    assert any(record["logger"] == "cutover.drain" for record in records)


def test_nothing_of_it_tells_who_did_what(log: tuple[list[str], list[str]]) -> None:
    lines, private = log
    assert [(word, line) for word in private for line in lines if word in line] == []
