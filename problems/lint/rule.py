"""A rule of item writing: its reason as data, and one small function that finds violations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from problems.bank import Bank
from problems.lint.target import LintTarget
from problems.reading.source_map import FieldPath
from problems.rule_registry import Rule


@dataclass(frozen=True, slots=True)
class Violation:
    """What breaks a rule; `path` leads from the problem to it, `excerpt` is the part of it to point at.

    `what` has no full stop, `cure` is one or more sentences.
    """

    path: FieldPath
    what: str
    cure: str
    excerpt: str | None = None


@dataclass(frozen=True, slots=True)
class ProblemRule:
    """A rule that looks at one problem."""

    rule: Rule
    find: Callable[[LintTarget], Iterable[Violation]]


@dataclass(frozen=True, slots=True)
class BankRule:
    """A rule over the whole bank; each violation comes with the id of its problem, or None for the bank."""

    rule: Rule
    find: Callable[[Bank, list[LintTarget]], Iterable[tuple[str | None, Violation]]]
