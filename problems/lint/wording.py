"""W1, W4, W5, W6, W15, W19: words that give a key away, mislead, or should not be there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from problems.lint.rule import ProblemRule, Violation
from problems.lint.target import LintTarget
from problems.lint.tokens import without_code, word_set, words
from problems.markup import unpaired_mark
from problems.rule_registry import Rule

_OF_THE_ABOVE = re.compile(
    r"\b(?:all|none|both|neither|any)\s+(?:(?:of\s+)?(?:the\s+)?(?:above|options)|of\s+(?:these|those))\b",
    re.IGNORECASE,
)
# A "not" behind "that" or "if" says something about a fact; the question does not turn on it.
_NEGATED = re.compile(
    r"\b(?:[Ww]hich|[Ww]hat)\b(?:(?!\b(?:that|if|when|while|who|because)\b)[^?])*?"
    r"(?:\b(?:is|are|was|were|do|does|did|can|could|will|would|should|may|must|has|have)\s+)?"
    r"\b(not|except|never)\b[^?]*\?"
)
_ABSOLUTE = word_set("always never completely entirely impossible nobody")
_ENDS_IN_ARTICLE = re.compile(r"\b(an?)\s*[:.…_]*\s*$", re.IGNORECASE)
_ARTEFACT = re.compile(
    r"\[OK\]|\b\d:\d\d\s?remaining|\b(?:TO[ -]?DO|FIX[ -]?ME|TBD|X{3})\b|[Ll]orem ipsum|Raised Fist"
    r"|Final Answer|Quick Check"
    r"|&(?:nbsp|amp|lt|gt|quot);|â€|Ã©|\ufffd"
    r"|</?(?:p|br|b|i|u|strong|em|code|pre|div|span|ul|ol|li|sup|sub|table|tr|td|th|a|img|h[1-6])\b[^>]*>"
    r"|^[A-H](?:A|An|It|The|They|This|To|You|We)(?=\s)|\{\{[a-z0-9-]+\}\}"
)


def avoid_of_the_above(target: LintTarget) -> Iterator[Violation]:
    """Options like "All of the above"."""
    for option in target.options:
        found = None if option.is_code else _OF_THE_ABOVE.search(option.text)
        if found:
            cure = "Say it in its own words, or make it `kind: choices`."
            yield Violation(option.path, f"`{found[0]}` refers to other options", cure, found[0])


def emphasise_negation(target: LintTarget) -> Iterator[Violation]:
    """A "which ... not" whose "not" is easily missed."""
    found = _NEGATED.search(without_code(target.question))
    if found and f"**{found[1]}**" not in target.question:
        yield Violation(
            ("prompt",), f"the question turns on `{found[1]}`", "Ask for what holds, or write it **strong**."
        )


def share_absolute_words(target: LintTarget) -> Iterator[Violation]:
    """Words like "always" in two or more distractors and in no key."""
    if any(_ABSOLUTE.intersection(words(key.text)) for key in target.keys):
        return
    absolute = [
        option
        for option in target.distractors
        if not option.is_code and _ABSOLUTE.intersection(words(option.text))
    ]
    if len(absolute) > 1:
        word = next(word for word in words(absolute[0].text) if word in _ABSOLUTE)
        cure = "Soften them: learners know that such options are wrong."
        yield Violation(absolute[0].path, f"words like `{word}` stand in distractors alone", cure, word)


def fit_the_article(target: LintTarget) -> Iterator[Violation]:
    """A prompt that ends in "a" or "an" and so fits only some of the options."""
    found = _ENDS_IN_ARTICLE.search(target.problem.prompt)
    if not found or not target.options:
        return
    wants_vowel = found[1].lower() == "an"
    if any(_begins_with_vowel(option.text) != wants_vowel for option in target.options):
        what = f"the prompt ends in `{found[1]}`, which does not fit every option"
        yield Violation(("prompt",), what, "Write a/an, or put the article into the options.")


def _begins_with_vowel(text: str) -> bool:
    return text.lstrip("`*\"'")[:1].lower() in "aeiou"


def leave_no_artefact(target: LintTarget) -> Iterator[Violation]:
    """What copying from a page, or an unfinished edit, leaves behind."""
    for path, text in target.texts:
        found = _ARTEFACT.search(without_code(text))
        if found:
            yield Violation(path, f"`{found[0]}` looks like a leftover", "Remove it.", found[0])


def close_every_mark(target: LintTarget) -> Iterator[Violation]:
    """A backtick or two stars without a partner in prose."""
    for path, text in target.texts:
        mark = unpaired_mark(text)
        if mark:
            cure = "Close it where the marked text ends; put a sum or a command with stars in backticks."
            named = "a backtick" if mark == "`" else "a pair of stars"
            yield Violation(path, f"{named} has no partner, so learners see it", cure, mark)


RULES = (
    ProblemRule(
        Rule(
            "W1",
            "warning",
            "All, none or both of the above",
            "One option known to be right or wrong decides it without the rest. And once options are "
            "shuffled, nothing is above.",
        ),
        avoid_of_the_above,
    ),
    ProblemRule(
        Rule(
            "W4",
            "warning",
            "Negation without emphasis",
            "Readers miss a small `not`, and then the problem measures reading.",
        ),
        emphasise_negation,
    ),
    ProblemRule(
        Rule(
            "W5",
            "warning",
            "Absolute words in distractors alone",
            "Learners who know nothing rule out `always` and `never` first.",
        ),
        share_absolute_words,
    ),
    ProblemRule(
        Rule(
            "W6",
            "warning",
            "Grammar gives the key away",
            "An option that does not fit the sentence is ruled out.",
        ),
        fit_the_article,
    ),
    ProblemRule(
        Rule(
            "W15",
            "warning",
            "Leftover",
            "What a page or a draft left behind makes everything around it doubtful.",
        ),
        leave_no_artefact,
    ),
    ProblemRule(
        Rule(
            "W19",
            "warning",
            "Mark without a partner",
            "What should be marked is not, and a stray sign is shown.",
        ),
        close_every_mark,
    ),
)
