"""A first visit on a slow line (1.6 Mbit/s, 300 ms), ours against a bare page with the same field."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from tests.bench.server import ROOT, serve
from tests.bench.table import Row
from tests.support.chromium import ARGUMENTS, CHROMIUM
from tests.support.first_visit import FirstVisit, first_visit

_BARE = Path(__file__).with_name("one_field.py")
_FIELD = "Your name"
# Seconds that somebody on a slow line waits for something to read, and for the field to write in.
_WORDS, _FIELD_SECONDS = 3.0, 6.0


def rows(rounds: int = 5) -> Iterator[Row]:
    """Rows for the first words, the field and the bytes. The pages take turns, each with an empty cache."""
    with serve(ROOT / "app.py") as ours, serve(_BARE) as bare:
        turns = list(_turns(f"http://{ours.address}/", f"http://{bare.address}/", rounds))
    own, other = ([turn[nth] for turn in turns] for nth in (0, 1))
    for what, goal, of in (
        ("first visit, slow line, first words", _WORDS, "to_words"),
        ("first visit, slow line, name field", _FIELD_SECONDS, "to_field"),
    ):
        seconds, theirs = (median(getattr(visit, of) for visit in visits) for visits in (own, other))
        yield Row(what, f"{seconds:.2f} s", f"{theirs:.2f} s (bare page)", seconds / theirs)
        yield Row(what, f"{seconds:.2f} s", f"{goal:.0f} s (what people wait)", seconds / goal, 1.0)
    weight, theirs = (median(visit.bytes for visit in visits) for visits in (own, other))
    yield Row(
        "first visit, bytes", f"{weight / 1e3:.0f} kB", f"{theirs / 1e3:.0f} kB (bare page)", weight / theirs
    )


def _turns(ours: str, bare: str, rounds: int) -> Iterator[tuple[FirstVisit, FirstVisit]]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for _ in range(rounds):
            yield tuple(first_visit(browser, url, _FIELD, slow=True) for url in (ours, bare))  # type: ignore[misc]
        browser.close()
