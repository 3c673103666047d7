"""What a rule of item writing is: its reason as data, and one small function that finds slips."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from problems.bank import Bank
from problems.lint.target import LintTarget
from problems.reading.source_map import FieldPath
from problems.rule_registry import Rule


@dataclass(frozen=True, slots=True)
class Violation:
    """What was found; `path` leads from the problem to it, and `words` of it are shown if given.

    `what` has no full stop, `cure` is one or more sentences.
    """

    path: FieldPath
    what: str
    cure: str
    words: str | None = None


@dataclass(frozen=True, slots=True)
class ProblemRule:
    """A rule that looks at one problem."""

    rule: Rule
    find: Callable[[LintTarget], Iterable[Violation]]


@dataclass(frozen=True, slots=True)
class BankRule:
    """A rule that looks at the whole bank; a slip stands with the id of its problem, or None for the bank."""

    rule: Rule
    find: Callable[[Bank, list[LintTarget]], Iterable[tuple[str | None, Violation]]]
