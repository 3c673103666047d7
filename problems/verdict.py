"""The one verdict: of an answer, of a check in a lab, of a proof.

`inconclusive` is for what we could not judge: the checker broke, the cluster was away, the baseline was
noisy. It never costs anybody anything, and it always says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["pass", "fail", "inconclusive"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome with its reason: a sentence that may be shown as it is, empty only for a pass."""

    outcome: Outcome
    reason: str = ""

    def __post_init__(self) -> None:
        if self.outcome != "pass" and not self.reason:
            raise ValueError(f"a verdict of {self.outcome} needs a reason")
