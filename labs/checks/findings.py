"""What a check has found, before it becomes a verdict, and the words for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from labs.checks.model import Check
from labs.checks.objects import NamespaceObjects
from labs.checks.record import LabRecord
from labs.checks.timeline import Window
from labs.checks.times import clock
from problems.verdict import Outcome


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """An outcome, its reason, and whether only a reset can change it."""

    outcome: Outcome
    reason: str = ""
    settled: bool = False


def holds(what: str = "") -> CheckFinding:
    """It is so; `what` says what was found."""
    return CheckFinding("pass", what)


def not_yet(reason: str) -> CheckFinding:
    """It is not so, and may become so."""
    return CheckFinding("fail", reason)


def failed(reason: str) -> CheckFinding:
    """It is not so, and nothing that is done now can change it."""
    return CheckFinding("fail", reason, settled=True)


def inconclusive(reason: str) -> CheckFinding:
    """Nobody can say."""
    return CheckFinding("inconclusive", reason)


def failure_text(check: Check, world: NamespaceObjects, values: Mapping[str, str]) -> str:
    """The failure text: a likely mistake's own words if there is one, else the check's."""
    return misconception_text(check, world, values) or _filled(check, check.otherwise, values)


def misconception_text(
    check: Check, world: NamespaceObjects, values: Mapping[str, str] = MappingProxyType({})
) -> str | None:
    """The words for the first likely mistake that holds now, or None."""
    likely = next((one for one in check.misconceptions if one.when.read(world).holds), None)
    if likely is None:
        return None
    return _filled(check, likely.say, {"found": likely.when.read(world).found, **values})


def _filled(check: Check, text: str, values: Mapping[str, str]) -> str:
    return text.format_map(dict.fromkeys(check.placeholders, "?") | dict(values))


def gap_text(record: LabRecord, gap: Window) -> str:
    """When nobody could look."""
    since, until = clock(record.since_start(gap.start)), clock(record.since_start(gap.end))
    return f"The cluster could not be watched from {since} to {until}."


def inconclusive_if_outage(record: LabRecord, start: float, end: float) -> CheckFinding | None:
    """Nobody is blamed for what went wrong in this span if the cluster was away near it."""
    away = record.near_outage(start, end)
    if away is None:
        return None
    cure = "What went wrong around then is nobody's fault; reset, and try again."
    return inconclusive(f"{gap_text(record, away)} {cure}")


def soak_text(seconds: float, *, ended: bool) -> str:
    """What is said of a check that wants to be watched for so much longer."""
    left = max(1, round(seconds))
    return f"The lab ended {left} s too early to be sure." if ended else f"Watching for {left} s more."
