"""W2, W7, W8, W9: what the look of the options tells somebody who knows nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from statistics import fmean

from problems.lint.rule import ProblemRule, Violation
from problems.lint.target import LintTarget, Piece
from problems.lint.tokens import content_stems, without_code
from problems.model import ChoiceProblem
from problems.rule_registry import Rule

# The bound of the rule's source, on the mean length of the distractors.
LONGEST = 1.25
_NUMBER = re.compile(r"^(-?\d+(?:\.\d+)?)\s*(?:%|[a-zA-Z]{1,12})?$")


def is_longest(target: LintTarget) -> bool:
    """Whether the key of a choice is longer than every distractor."""
    if not isinstance(target.problem, ChoiceProblem):
        return False
    return len(target.keys[0].text) > max(len(option.text) for option in target.distractors)


def keep_the_key_short(target: LintTarget) -> Iterator[Violation]:
    """A key that is the longest option, and longer than 1.25 times the mean distractor."""
    if not is_longest(target):
        return
    (key,) = target.keys
    mean = fmean(len(option.text) for option in target.distractors)
    if len(key.text) > LONGEST * mean:
        what = f"the key is {len(key.text) / mean:.1f} times as long as the distractors"
        yield Violation(key.path, what, "Shorten it, or say more in the distractors.")


def share_the_words_of_the_question(target: LintTarget) -> Iterator[Violation]:
    """A word of the question that stands in the key and in no distractor."""
    if not isinstance(target.problem, ChoiceProblem):
        return
    (key,) = target.keys
    others = frozenset().union(*(content_stems(option.text) for option in target.distractors))
    shared = sorted(target.question_words & content_stems(key.text) - others)
    if shared and not target.question_words & others - content_stems(key.text):
        cure = "Use the word in a distractor too, or another word in the key."
        yield Violation(key.path, f"`{shared[0]}` links the question to the key alone", cure)


def keep_options_parallel(target: LintTarget) -> Iterator[Violation]:
    """One option that is made another way than all others: code among prose, or a sentence among phrases."""
    for trait in (_is_code, _ends_in_stop, _begins_small):
        odd, count = Counter(map(trait, target.options)).most_common()[-1] if target.options else ("", 0)
        if count == 1 and len(target.options) > 2:
            (different,) = (option for option in target.options if trait(option) == odd)
            yield Violation(different.path, f"this option alone {odd}", "Give all options one form.")
            return


def sort_numbers(target: LintTarget) -> Iterator[Violation]:
    """Options that are all numbers and stand in no order."""
    found = [_NUMBER.match(option.text.strip("` \n")) for option in target.options]
    numbers = [float(match[1]) for match in found if match]
    if len(numbers) == len(found) > 0 and numbers != sorted(numbers):
        yield Violation(
            ("options",), "the numbers are not in their order", "Sort them, so that a gap is easily seen."
        )


def _is_code(option: Piece) -> str:
    return "is a block of code" if option.is_code else "is prose"


def _ends_in_stop(option: Piece) -> str:
    ends = option.text.rstrip().endswith((".", "!"))
    return "is code" if option.is_code else "ends in a full stop" if ends else "ends without a full stop"


def _begins_small(option: Piece) -> str:
    first = without_code(option.text).strip()[:1]
    if option.is_code or not first.isalpha():
        return "begins with something else than a letter"
    return "begins with a small letter" if first.islower() else "begins with a capital"


RULES = (
    ProblemRule(
        Rule(
            "W2",
            "warning",
            "Key is the longest option",
            "Who knows nothing picks the longest option, and is right.",
        ),
        keep_the_key_short,
    ),
    ProblemRule(
        Rule(
            "W7",
            "warning",
            "Word of the question in the key alone",
            "Matching words finds the key without understanding either.",
        ),
        share_the_words_of_the_question,
    ),
    ProblemRule(
        Rule(
            "W8",
            "warning",
            "Options not parallel",
            "The one that looks different is picked, or ruled out, by its look.",
        ),
        keep_options_parallel,
    ),
    ProblemRule(
        Rule(
            "W9",
            "note",
            "Numbers out of order",
            "An author who sees them in order sees what is missing between them.",
        ),
        sort_numbers,
    ),
)
