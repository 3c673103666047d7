"""What can be wrong with a bank.

BankError                 the bank cannot be served at all
ImageError                a file is no image that a problem may show
ExchangeError             a file of another format cannot be read
ProofError                a proof cannot be carried out as it is written
Finding                   one thing for the author to mend, by file, line and column
  made of YamlFault       text that is no YAML a bank may hold
NotEnoughProblems         a form asks for more problems than are left
PydanticCustomError       a model refuses a value: made by `refusal`, read by `problems.reading`
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pydantic_core import PydanticCustomError

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """`file` relative to the bank's folder; `line` and `column` from 1.

    `rule` is a code of `problems.rule_registry`, which says why the rule is there. `what` has no full stop,
    `cure` is one or more sentences.
    """

    file: str
    line: int
    column: int
    severity: Severity
    rule: str
    what: str
    cure: str
    # Not compared: a finding about no problem has no place among ids.
    problem: str | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.severity} {self.rule}: {self.what}. {self.cure}"


class BankError(Exception):
    """The folder is missing, holds no bank, or no sound problem is left; the message gives the cure."""

    def __init__(self, message: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message)
        self.findings = findings


class ImageError(Exception):
    """The file is no image that a problem may show: `what` without a full stop, `cure` is a sentence."""

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(f"{what}. {cure}")
        self.what, self.cure = what, cure


class ExchangeError(Exception):
    """The file is not of the format it was read as, or not safe to read; the message says which."""


class ProofError(Exception):
    """The proof names a start or an option that is not there, or does not fit its problem's kind."""


class YamlFault(Exception):
    """What stopped the reading of a text, at a line and column from 1."""

    def __init__(self, rule: str, line: int, column: int, what: str, cure: str) -> None:
        super().__init__(f"{line}:{column}: {what}. {cure}")
        self.rule, self.line, self.column, self.what, self.cure = rule, line, column, what, cure

    def shifted(self, lines: int) -> YamlFault:
        """The same fault, `lines` further down."""
        return YamlFault(self.rule, self.line + lines, self.column, self.what, self.cure)


class NotEnoughProblems(Exception):
    """A form needs `needed` of `what`, a plural like "easy problems", and only `found` are left to draw."""

    def __init__(self, what: str, needed: int, found: int) -> None:
        super().__init__(
            f"This form needs {needed} {what} and only {found} can be drawn. "
            "Add problems to the bank, or ask for fewer in bank.yaml."
        )
        self.what, self.needed, self.found = what, needed, found


def refusal(rule: str, what: str, cure: str, *at: str | int) -> PydanticCustomError:
    """An error to raise in a validator; `at` leads from the model to the value, like `"options", 2, "id"`.

    `what` has no full stop, `cure` is one or more sentences.
    """
    context = {"what": what, "cure": cure, "at": at}
    return PydanticCustomError("refusal", "{what}. {cure}", {"rule": rule, **context})


def require_unique(noun: str, lists: dict[str, list[str]]) -> None:
    """Raises a refusal at the first id that stands in the lists of a model before; keys are field names."""
    known: set[str] = set()
    for name, ids in lists.items():
        for at, piece_id in enumerate(ids):
            if piece_id in known:
                what = f"the {noun} id `{piece_id}` stands more than once"
                raise refusal("E4" if noun == "step" else "F5", what, "Give each its own id.", name, at, "id")
            known.add(piece_id)
