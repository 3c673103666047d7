"""From the checks of a lab to its verdict: pass, fail, inconclusive, or nothing yet."""

from __future__ import annotations

from collections.abc import Sequence

from labs.checks.evaluate import CheckResult
from problems.verdict import Verdict


def conclude(checks: Sequence[CheckResult]) -> Verdict | None:
    """How the lab stands; None while it is open.

    A settled failure fails the lab; what could not be judged makes it inconclusive, and fails nobody. While a
    check is not yet so, and none has failed for good, there is no verdict.
    """
    by_state = {check.state: check for check in reversed(checks)}
    if "fail" in by_state:
        return Verdict("fail", by_state["fail"].verdict.reason)
    if "not-yet" in by_state:
        return None
    if "inconclusive" in by_state:
        return Verdict("inconclusive", by_state["inconclusive"].verdict.reason)
    return Verdict("pass", "Every check holds.")
