"""E2: options are shuffled for every learner, so no prose can name one by a letter or a place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from problems.lint.rule import ProblemRule, Violation
from problems.lint.target import LintTarget
from problems.lint.tokens import without_code
from problems.rule_registry import Rule

_ENDS = r"(?=\s*(?:$|[.,;:)\]\[]))"
_LETTER = re.compile(
    r"\b(?:[Oo]ptions?|[Cc]hoices?|[Aa]nswers?)\s+\(?(?:[A-H]|[1-8])\b(?!')"  # "Option B", "answer 2"
    rf"|\b[Aa]nswer(?:\s+is|:)\s+\(?[A-H]\)?{_ENDS}"  # "answer is A"
    rf"|=\s*[A-H]{_ENDS}"  # "= C"
    r"|->\s*[A-H]\b"
    r"|\b[Tt]he\s+(?:first|second|third|fourth|fifth|last)\s+(?:option|choice)\b"
    r"|^\(?[A-H][.)]\s"  # "A. It deploys"
    r"|^\d(?:\s*[,>-]+\s*\d){2,}$"  # "3,1,2,4"
)

_STEP = re.compile(r"\b[Ss]teps?\s+\d\b|\b[Tt]he\s+(?:first|second|third|fourth|fifth|last)\s+step\b")


def name_no_letter(target: LintTarget) -> Iterator[Violation]:
    """Every piece of prose that names an option by letter, number or position."""
    is_order = target.problem.kind == "order"
    for path, text in target.texts:
        found = _LETTER.search(without_code(text)) or (is_order and _STEP.search(without_code(text)))
        if found:
            named = found[0].strip()
            yield Violation(
                path, f"`{named}` names an option by its place", "Say what the option says.", named
            )


RULES = (
    ProblemRule(
        Rule(
            "E2",
            "error",
            "Option named by letter or place",
            "Options are shuffled for every learner. Keys that named letters are how a page came to "
            "contradict itself in five problems of five.",
        ),
        name_no_letter,
    ),
)
