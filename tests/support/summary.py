"""What stands before pytest's own summary: time by kind, what needed a second go, and whose turn it was."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.support.kinds import KINDS, kind_of

# When the whole check began, in seconds since 1970: CI counts what it installs too.
BEGAN = "CUTOVER_TEST_BEGAN"
# How many tests are named as the longest, and from how many seconds.
_LONGEST, _LONG = 12, 5.0


@dataclass(slots=True)
class KindTimes:
    """The tests of one kind, their seconds added up, and when the first began and the last ended."""

    tests: set[str] = field(default_factory=set)
    seconds: float = 0.0
    first: float = float("inf")
    last: float = 0.0

    def add(self, report: pytest.TestReport) -> None:
        self.tests.add(report.nodeid)
        self.seconds += report.duration
        self.first = min(self.first, report.start)
        self.last = max(self.last, report.stop)


class Summary:
    """A plugin of the process that prints; workers send it their reports."""

    def __init__(self, rotation: str, now: float) -> None:
        self._rotation = rotation
        self._began = now
        self._kinds = {kind: KindTimes() for kind in KINDS}
        self._again: dict[str, str] = {}
        self._took: dict[str, float] = {}

    def pytest_report_header(self) -> str:
        return f"rotation: {self._rotation}"

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.outcome == "skipped":
            return
        self._kinds[kind_of(report.keywords)].add(report)
        self._took[report.nodeid] = self._took.get(report.nodeid, 0.0) + report.duration
        if str(report.outcome) == "rerun":
            self._again.setdefault(report.nodeid, _last_line(report.longreprtext))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self._took:
            return
        terminalreporter.section("time by kind")
        for line in self.lines(time.time()):
            terminalreporter.write_line(line)
        if self._again:
            terminalreporter.section("needed a second go")
        for line in self.second_goes():
            terminalreporter.write_line(line)

    def second_goes(self) -> Iterator[str]:
        """A line for each test that did not pass at its first go, with why."""
        yield from (f"{nodeid}: {why}" for nodeid, why in self._again.items())

    def lines(self, now: float) -> Iterator[str]:
        """A line for each kind, one for the whole, then the tests that took longest."""
        for kind, times in self._kinds.items():
            if times.tests:
                span = f"from {times.first - self._began:5.0f} s to {times.last - self._began:5.0f} s"
                yield f"{kind:<8} {len(times.tests):5} tests  {times.seconds:6.0f} s added up, {span}"
        yield f"whole    {now - self._began:.0f} s; rotation {self._rotation}"
        carried_out = sorted(nodeid.split("[")[-1].rstrip("]") for nodeid in self._kinds["proofs"].tests)
        if carried_out:
            yield f"proofs carried out: {', '.join(carried_out)}"
        longest = sorted(self._took, key=self._took.__getitem__, reverse=True)[:_LONGEST]
        long = [f"{nodeid} {self._took[nodeid]:.0f} s" for nodeid in longest if self._took[nodeid] >= _LONG]
        if long:
            yield f"longest: {', '.join(long)}"


def _last_line(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "no message")
