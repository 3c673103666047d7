"""W10: a hint helps to think; it does not contain the key."""

from __future__ import annotations

import re
from collections.abc import Iterator

from problems.lint.rule import ProblemRule, Violation
from problems.lint.target import LintTarget
from problems.lint.tokens import content_stems, stem_word, words
from problems.model import BlanksProblem, ChoiceProblem, ChoicesProblem, OrderProblem
from problems.rule_registry import Rule

# Of the words of the key that no distractor has, a hint may hold less than this share.
_TOO_MUCH = 0.75
_CURE = "Point to where one should look instead."


def keep_the_key_out(target: LintTarget) -> Iterator[Violation]:
    """Every hint that contains the key's words, recites the order, or names a chip that is right."""
    for at, hint in enumerate(target.problem.hints):
        what = _what_it_gives_away(target, hint)
        if what:
            yield Violation(("hints", at), what, _CURE)


def _what_it_gives_away(target: LintTarget, hint: str) -> str | None:
    match target.problem:
        case ChoiceProblem() | ChoicesProblem():
            return "the hint contains the key" if _contains_the_key(target, hint) else None
        case OrderProblem():
            return "the hint recites the order" if _recites(target.problem, hint) else None
        case BlanksProblem():
            chip = _names_a_chip(target, hint)
            return f"the hint names the chip `{chip}`" if chip else None


def _contains_the_key(target: LintTarget, hint: str) -> bool:
    in_hint = content_stems(hint)
    others = frozenset().union(*(content_stems(option.text) for option in target.distractors))
    for key in target.keys:
        own = content_stems(key.text) - others
        if len(own) > 1 and len(own & in_hint) / len(own) >= _TOO_MUCH:
            return True
        if len(key.text) > 3 and key.text.strip().lower() in hint.lower():
            return True
    return False


def _recites(problem: OrderProblem, hint: str) -> bool:
    """Whether three or more steps, and more than half, are named by their first word in a right order."""
    verbs = [stem_word(words(step.text)[0]) for step in problem.steps if words(step.text)]
    mentioned = [verbs.index(word) for word in map(stem_word, words(hint)) if word in verbs]
    named = sorted(set(mentioned), key=mentioned.index)
    return len(named) > max(2, len(verbs) / 2) and named == sorted(named)


def _names_a_chip(target: LintTarget, hint: str) -> str | None:
    for chip in target.pieces:
        if chip.right and len(chip.text) > 2 and re.search(rf"(?<!\w){re.escape(chip.text)}(?!\w)", hint):
            return chip.text
    return None


RULES = (
    ProblemRule(
        Rule(
            "W10",
            "warning",
            "Hint contains the key",
            "A hint costs a part of the points; with the key in it, it is bought and nothing is learnt.",
        ),
        keep_the_key_out,
    ),
)
