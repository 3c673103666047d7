"""What can be wrong with a bank.

BankError                 the bank cannot be served at all
Finding                   one thing for the author to mend, by file, line and column
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


class BankError(Exception):
    """The folder is missing, holds no bank, or no sound problem is left; the message gives the cure."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """`file` relative to the bank's folder; `line` and `column` from 1. `rule` is a code like E3 or W2."""

    file: str
    line: int
    column: int
    severity: Severity
    rule: str
    what: str
    cure: str
    problem: str | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.severity} {self.rule}: {self.what}. {self.cure}"
