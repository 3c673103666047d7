"""W2, W13, W16, W17: what shows only in the whole bank, or in its use."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import exp, lgamma, log, sqrt
from statistics import fmean

from problems.bank import Bank
from problems.lint.rule import BankRule, Violation
from problems.lint.target import LintTarget
from problems.lint.testwiseness import is_longest
from problems.model import DIFFICULTIES, ChoiceProblem, Difficulty
from problems.reading.source_map import FieldPath
from problems.rule_registry import Rule

# Of a hundred sound banks one has the finding without need.
UNLIKELY = 0.01
# The share of a bank whose options are yes and no; the source gives no figure.
_MOST_YES_OR_NO = 0.2
_YES_OR_NO = re.compile(r"^\W*(?:yes|no|true|false)\b", re.IGNORECASE)
# The expected share of right first answers on four options: the mean of .25 + .72 * sigma(a * (theta - b))
# over theta ~ N(0, 1.2^2), with b = -1, 0, 1, 2 as mastery assumes of the labels, and a = .959.
EXPECTED: Mapping[Difficulty, float] = {"easy": 0.74, "medium": 0.61, "hard": 0.48, "expert": 0.38}
# A label and a half away, beyond two standard errors; and no flag before 30 first attempts.
_FAR = 0.18
LEAST_ATTEMPTS = 30


@dataclass(frozen=True, slots=True)
class ObservedFacility:
    """How a problem went: `facility` is the share, 0 to 1, of `attempts` first answers that were right."""

    facility: float
    attempts: int


def keep_keys_as_long_as_others(_: Bank, targets: list[LintTarget]) -> Iterator[tuple[None, Violation]]:
    """Keys that are the longest option more often over the bank than chance explains."""
    choices = [target for target in targets if isinstance(target.problem, ChoiceProblem)]
    if not choices:
        return
    longest = sum(map(is_longest, choices))
    chance = fmean(1 / len(choice.options) for choice in choices)
    p = binomial_tail(longest, len(choices), chance)
    if p < UNLIKELY:
        what = (
            f"the key is the longest option in {longest} of {len(choices)} choices (by chance: p = {p:.2g})"
        )
        yield None, Violation((), what, "Shorten keys, or lengthen distractors, until no rule finds them.")


def ask_more_than_yes_or_no(_: Bank, targets: list[LintTarget]) -> Iterator[tuple[None, Violation]]:
    """A bank in which many problems offer yes and no, or true and false."""
    two_sided = sum(
        sum(bool(_YES_OR_NO.match(option.text)) for option in target.options) > 1 for target in targets
    )
    if two_sided > _MOST_YES_OR_NO * len(targets):
        what = f"{two_sided} of {len(targets)} problems offer yes and no, or true and false"
        yield None, Violation((), what, "Ask what happens, or why: half of such a problem is guessed.")


def fill_every_form(bank: Bank, _: list[LintTarget]) -> Iterator[tuple[None, Violation]]:
    """A challenge, practice or test that the bank has not enough problems for, or a skill without any."""
    for requirement in form_requirements(bank):
        if requirement.found < requirement.needed:
            yield (
                None,
                Violation(requirement.path, str(requirement), "Write more, or ask for fewer in bank.yaml."),
            )


@dataclass(frozen=True, slots=True)
class FormRequirement:
    """How many problems a form needs and how many there are; `path` leads to the field of the manifest."""

    form: str
    needed: int
    adjective: str
    found: int
    path: FieldPath

    def __str__(self) -> str:
        noun = "problem" if self.needed == 1 else "problems"
        wanted = " ".join(filter(None, [str(self.needed), self.adjective, noun]))
        return f"{self.form} needs {wanted}, and the bank has {self.found or 'none'}"


def form_requirements(bank: Bank) -> list[FormRequirement]:
    """What each form, and each skill, needs of the bank."""
    manifest, problems = bank.manifest, bank.problems.values()
    # Of a family a test has one, so the others of the same difficulty add nothing to it.
    levels = Counter(level for level, _ in {(one.difficulty, one.family or f"/{one.id}") for one in problems})
    categories = Counter(problem.category for problem in problems)
    skills = Counter(problem.skill for problem in problems)
    return [
        *(
            FormRequirement("a test", manifest.test.get(level, 0), level, levels[level], ("test", level))
            for level in DIFFICULTIES
        ),
        *(
            FormRequirement("a challenge", needed, category, categories[category], ("challenge",))
            for category, needed in Counter(manifest.challenge).items()
        ),
        FormRequirement("a practice", manifest.practice, "", len(bank.problems), ("practice",)),
        *(
            FormRequirement(f"the skill `{skill.id}`", 1, "", skills[skill.id], ("skills", at))
            for at, skill in enumerate(manifest.skills)
        ),
    ]


def label_as_observed(
    observed: Mapping[str, ObservedFacility], targets: list[LintTarget]
) -> Iterator[tuple[str, Violation]]:
    """Problems that went much better or worse than their label says; only those with attempts enough."""
    for target in targets:
        problem, facts = target.problem, observed.get(target.problem.id)
        if facts is None or facts.attempts < LEAST_ATTEMPTS or not isinstance(problem, ChoiceProblem):
            continue
        error = sqrt(max(facts.facility * (1 - facts.facility), 0.01) / facts.attempts)
        if abs(facts.facility - EXPECTED[problem.difficulty]) > _FAR + 2 * error:
            nearest = min(DIFFICULTIES, key=lambda level: abs(EXPECTED[level] - facts.facility))
            what = f"{facts.facility:.0%} of {facts.attempts} first answers were right"
            yield (
                problem.id,
                Violation(("difficulty",), what, f"The label `{nearest}` fits better, or mend the problem."),
            )


def binomial_tail(hits: int, trials: int, chance: float) -> float:
    """The probability of `hits` or more in `trials` of probability `chance`, 0 < chance < 1: exact.

    For trials of different chances, their mean errs on the safe side (Hoeffding 1956).
    """
    return min(1.0, sum(_exactly(count, trials, chance) for count in range(hits, trials + 1)))


def _exactly(hits: int, trials: int, chance: float) -> float:
    ways = lgamma(trials + 1) - lgamma(hits + 1) - lgamma(trials - hits + 1)
    return exp(ways + hits * log(chance) + (trials - hits) * log(1 - chance))


W16 = Rule(
    "W16",
    "warning",
    "Label and use disagree",
    "A test relies on the labels: a wrong one misleads the learner's estimate.",
)
BANK_RULES = (
    BankRule(
        Rule(
            "W2",
            "warning",
            "Keys are the longest options",
            "Who knows nothing picks the longest option, and is right.",
        ),
        keep_keys_as_long_as_others,
    ),
    BankRule(
        Rule(
            "W13", "warning", "Many yes or no", "A problem of two sides is right by chance every other time."
        ),
        ask_more_than_yes_or_no,
    ),
    BankRule(
        Rule(
            "W17",
            "warning",
            "Form cannot be filled",
            "A learner who starts it gets a message instead of problems.",
        ),
        fill_every_form,
    ),
)
