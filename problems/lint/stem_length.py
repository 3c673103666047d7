"""W12, W14: what is asked, and at what length."""

from __future__ import annotations

import re
from collections.abc import Iterator

from problems.lint.rule import ProblemRule, Violation
from problems.lint.target import LintTarget
from problems.lint.tokens import words
from problems.rule_registry import Rule

# Two thirds of a minute at 200 words a minute: a third of the usual time limit.
MOST_WORDS = 130
_ASKS = re.compile(
    r"\?|\b(?:arrange|choose|complete|drag|fill|find|mark|match|name|order|pick|place|put|select|sort|tick)\b",
    re.IGNORECASE,
)


def ask_something(target: LintTarget) -> Iterator[Violation]:
    """A prompt without a question mark and without a word like "choose"."""
    if not _ASKS.search(target.problem.prompt):
        yield Violation(("prompt",), "the prompt asks nothing", "End it with the question.")


def be_brief(target: LintTarget) -> Iterator[Violation]:
    """A prompt that takes a third of the time to read."""
    count = len(words(target.problem.prompt))
    if count > MOST_WORDS:
        cure = f"Cut it to {MOST_WORDS}, or move facts into `code`."
        yield Violation(("prompt",), f"the prompt has {count} words", cure)


RULES = (
    ProblemRule(
        Rule("W12", "warning", "No question", "A learner under time must not guess what is wanted."),
        ask_something,
    ),
    ProblemRule(
        Rule(
            "W14",
            "warning",
            "Overlong prompt",
            "It measures the speed of reading, above all in a second language.",
        ),
        be_brief,
    ),
)
