"""W20, W21: families, enemies and misconceptions that lead nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from problems.bank import Bank
from problems.lint.rule import BankRule, Violation
from problems.lint.target import LintTarget
from problems.model import named_misconceptions
from problems.rule_registry import Rule


def relate_to_others(bank: Bank, _: list[LintTarget]) -> Iterator[tuple[str, Violation]]:
    """A family with a single problem, an enemy that is not there, or a problem that is its own enemy."""
    families = Counter(problem.family for problem in bank.problems.values())
    for problem in bank.problems.values():
        if problem.family is not None and families[problem.family] == 1:
            what = f"`{problem.family}` has no other problem"
            yield problem.id, Violation(("family",), what, "Write a sibling, or leave the family out.")
        for at, enemy in enumerate(problem.enemies):
            if enemy == problem.id or enemy not in bank.problems:
                what = f"`{enemy}` is no other problem of this bank"
                yield problem.id, Violation(("enemies", at), what, "Name another problem, or leave it out.")


def use_every_misconception(bank: Bank, _: list[LintTarget]) -> Iterator[tuple[None, Violation]]:
    """A misconception that no wrong option names."""
    used = {name for problem in bank.problems.values() for _, _, name in named_misconceptions(problem)}
    for at, misconception in enumerate(bank.manifest.misconceptions):
        if misconception.id not in used:
            what = f"no option names the misconception `{misconception.id}`"
            cure = "Give a distractor that comes from it `misconception: " + misconception.id + "`."
            yield None, Violation(("misconceptions", at), what, cure)


BANK_RULES = (
    BankRule(
        Rule(
            "W20",
            "warning",
            "Family of one, or unknown enemy",
            "A form keeps a family and enemies apart; a name that leads nowhere keeps nothing apart.",
        ),
        relate_to_others,
    ),
    BankRule(
        Rule(
            "W21",
            "note",
            "Misconception without an option",
            "It is named when somebody chooses an option that comes from it.",
        ),
        use_every_misconception,
    ),
)
