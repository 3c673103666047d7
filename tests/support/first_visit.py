"""A first visit with an empty cache: the bytes on the wire, and when words and the name field are there."""

from __future__ import annotations

import time
from dataclasses import dataclass

from playwright.sync_api import Browser, CDPSession

# What a phone has in a train: 1.6 Mbit/s each way, 300 ms to the first byte.
_SLOW = {"offline": False, "latency": 300, "downloadThroughput": 200_000, "uploadThroughput": 200_000}
_SOMETHING_TO_READ = """() => {
  const shown = document.body?.innerText.trim() ?? ""
  return shown.length > 3
}"""
_PATIENCE_MS = 60_000


@dataclass(frozen=True, slots=True)
class FirstVisit:
    """Bytes and requests by HTTP, and seconds from the request to the first words and to the field."""

    bytes: int
    requests: int
    to_words: float
    to_field: float


def first_visit(chromium: Browser, url: str, field: str, *, slow: bool) -> FirstVisit:
    """Opens the page in a new profile and waits for its first words, then for the field with this label."""
    with chromium.new_context() as profile:
        page = profile.new_page()
        network = profile.new_cdp_session(page)
        sizes = _watched(network, slow=slow)
        begun = time.perf_counter()
        page.goto(url, wait_until="commit", timeout=_PATIENCE_MS)
        page.wait_for_function(_SOMETHING_TO_READ, polling=20, timeout=_PATIENCE_MS)
        to_words = time.perf_counter() - begun
        page.get_by_label(field).wait_for(timeout=_PATIENCE_MS)
        to_field = time.perf_counter() - begun
        page.wait_for_load_state("networkidle")
        return FirstVisit(sum(sizes), len(sizes), to_words, to_field)


def _watched(network: CDPSession, *, slow: bool) -> list[int]:
    """The bytes of each response from now on."""
    sizes: list[int] = []
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    if slow:
        network.send("Network.emulateNetworkConditions", _SLOW)
    return sizes
