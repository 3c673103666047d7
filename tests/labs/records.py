"""Observations and trials made by hand, second by second."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import TypeAdapter

from labs.checks.evaluate import CheckResult, evaluate
from labs.checks.model import AnyCheck, Check, MomentSpec
from labs.checks.objects import ObjectChange
from labs.checks.record import LabRecord
from labs.checks.timeline import Timeline
from labs.images.prober.record import Heartbeat, RequestOutcome, RequestRecord
from tests.labs.objects import Object

START = 1000.0
_CHECK: TypeAdapter[Check] = TypeAdapter(AnyCheck)
_MOMENT: TypeAdapter[MomentSpec] = TypeAdapter(MomentSpec)
TO_GREEN = {
    "title": "the switch to green",
    "becomes": {"selector_of": "model", "is": {"app": "model", "version": "green"}},
}


def check(**fields: Any) -> Check:
    """A check with what every check must have."""
    fixed = {"id": "it", "title": "It is so", "points": 2, "otherwise": "It is not so."}
    return _CHECK.validate_python(fixed | fields)


class Story:
    """A try told in seconds since its start."""

    def __init__(self, one: Check, **moments: Any) -> None:
        self.check = one
        named = {
            name: _MOMENT.validate_python(moment) for name, moment in ({"switch": TO_GREEN} | moments).items()
        }
        self.seen = LabRecord([one], named, Timeline("iris-v1", "iris-v2"))
        self.seen.start = START

    def change(self, at: float, *objects: Object, gone: bool = False) -> Story:
        for one in objects:
            self.seen.add_change(ObjectChange(START + at, one, gone))
        return self

    def traffic(
        self,
        start: float,
        end: float,
        who: str,
        *,
        client: str = "fresh",
        outcome: RequestOutcome = "ok",
        took: float = 0.002,
        late: float = 0.0,
    ) -> Story:
        """Ten requests a second, answered by blue, green or anybody, and the prober's beats."""
        version = {"blue": "iris-v1", "green": "iris-v2"}.get(who, who)
        for n in range(round((end - start) * 10)):
            due = START + start + n / 10
            self.seen.add_requests(
                [RequestRecord(client, due, due + late, due + late, due + took, outcome, 200, version)]
            )
        return self.beats(start, end)

    def beats(self, start: float, end: float) -> Story:
        n = start
        while n <= end + 1:
            self.seen.add_requests([Heartbeat(START + n, 0.0, 0)])
            n += 1
        return self

    def at(self, now: float) -> CheckResult:
        """How the check stands so many seconds after the start."""
        self.seen.advance_to(START + now)
        return evaluate(self.check, self.seen)

    def end(self, at: float) -> CheckResult:
        self.seen.advance_to(START + at)
        self.seen.end = START + at
        return evaluate(self.check, self.seen)


def stand(results: Iterable[CheckResult]) -> list[tuple[str, str]]:
    return [(one.state, one.verdict.reason) for one in results]
