"""From the checks of a lab to its verdict: pass, fail, inconclusive, or nothing yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from labs.checks.evaluate import CheckResult
from problems.verdict import Verdict


@dataclass(frozen=True, slots=True)
class LabVerdict:
    """How the lab stands: `verdict` is None while it is open; passed checks have `earned` of `points`."""

    verdict: Verdict | None
    earned: int
    points: int
    checks: tuple[CheckResult, ...]


def conclude(checks: Sequence[CheckResult]) -> LabVerdict:
    """A settled failure fails the lab; what could not be judged makes it inconclusive, and fails nobody.

    While a check is not yet so, and none has failed for good, there is no verdict.
    """
    return LabVerdict(
        verdict=_verdict(checks),
        earned=sum(check.earned for check in checks),
        points=sum(check.points for check in checks),
        checks=tuple(checks),
    )


def _verdict(checks: Sequence[CheckResult]) -> Verdict | None:
    by_state = {check.state: check for check in reversed(checks)}
    if "fail" in by_state:
        return Verdict("fail", by_state["fail"].verdict.reason)
    if "not-yet" in by_state:
        return None
    if "inconclusive" in by_state:
        return Verdict("inconclusive", by_state["inconclusive"].verdict.reason)
    return Verdict("pass", "Every check holds.")
