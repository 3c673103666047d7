"""E3, W11: options, and problems, that are the same in other words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from itertools import combinations

from problems.bank import Bank
from problems.lint.rule import BankRule, ProblemRule, Violation
from problems.lint.target import LintTarget, Piece
from problems.lint.tokens import stem_word, word_set, words
from problems.reading.yaml_errors import shorten
from problems.rule_registry import Rule

# The bounds of the rules' sources.
OPTIONS_ALIKE = 0.95
STEMS_ALIKE = 0.85
# A text has more near neighbours than that only in a bank that is one problem many times over.
_MOST_COMPARED = 30
_FILLERS = word_set("a an the that this these those of to in on at it its is are be then so")
_TURNS = word_set("not no never without nor none nothing cannot only")
_CODE = re.compile(r"`[^`]*`")


def tell_options_apart(subject: LintTarget) -> Iterator[Violation]:
    """Options that say the same, up to order, case, endings and fillers, or nearly letter by letter."""
    for one, other in combinations(subject.options, 2):
        if _same_words(one, other) or _same_letters(one, other):
            what = f"it says the same as `{shorten(one.text, 50)}`"
            yield Violation(other.path, what, "Make it another answer, or drop it.")


class NearDuplicateIndex:
    """Texts as sets of words, to be asked for one that is more than `STEMS_ALIKE` the same words.

    Two texts that share so much share one of the rarest words of each (the prefix filter of Bayardo, Ma and
    Srikant 2007), so only texts with a rare word in common are compared: the time grows with the number of
    texts, not with its square. `often` says how common each word is; any count is right, a true one is quick.
    """

    def __init__(self, often: Mapping[str, int]) -> None:
        self._often = often
        self._texts: dict[str, frozenset[str]] = {}
        self._holders: defaultdict[str, list[str]] = defaultdict(list)

    def add(self, name: str, text: frozenset[str]) -> None:
        self._texts[name] = text
        for word in self._rare(text):
            self._holders[word].append(name)

    def nearest(self, text: frozenset[str]) -> str | None:
        """The first by name of those that are like this one."""
        names = {name for word in self._rare(text) for name in self._holders.get(word, ())[:_MOST_COMPARED]}
        for name in sorted(names):
            other = self._texts[name]
            if len(text & other) > STEMS_ALIKE * len(text | other):
                return name
        return None

    def _rare(self, text: frozenset[str]) -> list[str]:
        ranked = sorted(text, key=lambda word: (self._often.get(word, 0), word))
        return ranked[: int(len(text) * (1 - STEMS_ALIKE)) + 1]


def near_duplicate_index(subjects: Iterable[LintTarget]) -> NearDuplicateIndex:
    """The problems' prompts and code, each only with the first of its like."""
    texts = _texts(subjects)
    likes = NearDuplicateIndex(_often(texts))
    for name, text in texts.items():
        if likes.nearest(text) is None:
            likes.add(name, text)
    return likes


def tell_problems_apart(
    bank: Bank, subjects: list[LintTarget], known: NearDuplicateIndex | None = None
) -> Iterator[tuple[str, Violation]]:
    """Problems whose prompt and code are more than `STEMS_ALIKE` the same words, or like a known one's."""
    texts = _texts(subjects)
    seen = NearDuplicateIndex(_often(texts))
    for name, text in texts.items():
        near = (known.nearest(text) if known else None) or seen.nearest(text)
        if near is None:
            seen.add(name, text)
        else:
            first = bank.origins.get(near)
            where = f" ({first.file}, line {first.line})" if first else ""
            what = f"it asks nearly the same as `{near}`{where}"
            yield name, Violation(("prompt",), what, "Ask something else, or drop one of the two.")


def _texts(subjects: Iterable[LintTarget]) -> dict[str, frozenset[str]]:
    return {one.problem.id: frozenset(words(one.stem)) for one in subjects}


def _often(texts: Mapping[str, frozenset[str]]) -> Counter[str]:
    return Counter(word for text in texts.values() for word in text)


def _same_words(one: Piece, other: Piece) -> bool:
    if one.is_code or other.is_code:
        return one.text.split() == other.text.split()
    return _code(one) == _code(other) and _gist(one.text) == _gist(other.text)


def _same_letters(one: Piece, other: Piece) -> bool:
    """Prose that differs by a few letters, but neither in code, nor in a number, nor in a "not"."""
    a, b = one.text, other.text
    if one.is_code or other.is_code or 2 * min(len(a), len(b)) <= OPTIONS_ALIKE * (len(a) + len(b)):
        return False
    differing = set(words(a)) ^ set(words(b))
    if _code(one) != _code(other) or any(word in _TURNS or word.isdigit() for word in differing):
        return False
    letters = SequenceMatcher(None, a.lower(), b.lower(), autojunk=False)
    return letters.quick_ratio() > OPTIONS_ALIKE and letters.ratio() > OPTIONS_ALIKE


def _gist(text: str) -> Counter[str]:
    return Counter(stem_word(word) for word in words(text) if word not in _FILLERS)


def _code(option: Piece) -> list[str]:
    return _CODE.findall(option.text)


RULES = (
    ProblemRule(
        Rule(
            "E3",
            "error",
            "Options alike",
            "If two options say the same, both are right or neither counts as a distractor.",
        ),
        tell_options_apart,
    ),
)
BANK_RULES = (
    BankRule(
        Rule(
            "W11",
            "warning",
            "Problems alike",
            "A form with both asks one thing twice, and one answers the other.",
        ),
        tell_problems_apart,
    ),
)
