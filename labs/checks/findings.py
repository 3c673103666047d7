"""What a check has found, before it becomes a verdict, and the words for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from labs.checks.model import Check
from labs.checks.objects import World
from labs.checks.record import Observation
from labs.checks.timeline import Window
from labs.checks.times import clock
from problems.verdict import Outcome


@dataclass(frozen=True, slots=True)
class Finding:
    """An outcome, its reason, and whether only a reset can change it."""

    outcome: Outcome
    reason: str = ""
    settled: bool = False


def holds(what: str = "") -> Finding:
    """It is so; `what` says what was found."""
    return Finding("pass", what)


def not_yet(why: str) -> Finding:
    """It is not so, and may become so."""
    return Finding("fail", why)


def failed(why: str) -> Finding:
    """It is not so, and nothing that is done now can change it."""
    return Finding("fail", why, settled=True)


def unsure(why: str) -> Finding:
    """Nobody can say."""
    return Finding("inconclusive", why)


def say(check: Check, world: World, told: Mapping[str, str]) -> str:
    """The failure text: a likely mistake's own words if there is one, else the check's."""
    return say_likely(check, world, told) or _filled(check, check.otherwise, told)


def say_likely(check: Check, world: World, told: Mapping[str, str] = MappingProxyType({})) -> str | None:
    """The words for the first likely mistake that holds now, or None."""
    likely = next((one for one in check.because if one.when.read(world).holds), None)
    if likely is None:
        return None
    return _filled(check, likely.say, {"found": likely.when.read(world).found, **told})


def _filled(check: Check, text: str, told: Mapping[str, str]) -> str:
    return text.format_map(dict.fromkeys(check.placeholders, "?") | dict(told))


def unwatched(seen: Observation, gap: Window) -> str:
    """When nobody could look."""
    since, until = clock(seen.since_start(gap.start)), clock(seen.since_start(gap.end))
    return f"The cluster could not be watched from {since} to {until}."


def excuse(seen: Observation, start: float, end: float) -> Finding | None:
    """Nobody is blamed for what went wrong in this span if the cluster was away near it."""
    away = seen.near_outage(start, end)
    if away is None:
        return None
    why = "What went wrong around then is nobody's fault; reset, and try again."
    return unsure(f"{unwatched(seen, away)} {why}")


def watching(seconds: float, *, ended: bool) -> str:
    """What is said of a check that wants to be watched for so much longer."""
    left = max(1, round(seconds))
    return f"The lab ended {left} s too early to be sure." if ended else f"Watching for {left} s more."
