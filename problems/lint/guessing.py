"""E5, E6: what guessing is worth."""

from __future__ import annotations

from collections.abc import Iterator

from problems.lint.rule import ProblemRule, Violation
from problems.lint.target import LintTarget
from problems.rule_registry import READING_RULES, Rule


def have_two_distractors(target: LintTarget) -> Iterator[Violation]:
    """A choice or choices with one wrong option."""
    if target.options and len(target.distractors) < 2:
        yield Violation(("options",), "only one option is wrong", "Add one that is wrong for another reason.")


def limit_tries(target: LintTarget) -> Iterator[Violation]:
    """More tries than options less two, without a reason given."""
    most = max(1, len(target.options) - 2)
    if target.options and target.problem.tries > most and target.problem.tries_reason is None:
        what = f"{target.problem.tries} tries on {len(target.options)} options"
        cure = f"Allow {most}, or say in `tries_reason` why more are fair."
        yield Violation(("tries",), what, cure)


RULES = (
    ProblemRule(READING_RULES["E5"], have_two_distractors),
    ProblemRule(
        Rule(
            "E6",
            "error",
            "Too many tries",
            "Two tries on three options are right by chance two times in three.",
        ),
        limit_tries,
    ),
)
