"""E3, W11: options, steps or chips, and problems, that are the same in other words."""

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


def tell_options_apart(target: LintTarget) -> Iterator[Violation]:
    """Options that say the same, up to order, case, endings and fillers, or nearly letter by letter.

    Of steps and chips only those whose text is the same: they are marked by id, so a learner could not tell
    the right one from the other.
    """
    for option, other in combinations(target.options, 2):
        if _same_words(option, other) or _same_letters(option, other):
            what = f"it says the same as `{shorten(option.text, 50)}`"
            yield Violation(other.path, what, "Make it another answer, or drop it.")
    for piece, other in combinations(() if target.options else target.pieces, 2):
        if _same_line(piece.text, other.text):
            what = f"it reads as `{shorten(piece.text, 50)}` before it, and is marked as another"
            yield Violation(other.path, what, "Say in the text how the two differ, or keep one.")


class NearDuplicateIndex:
    """Texts as sets of words, searched for one that shares more than `STEMS_ALIKE` of the words.

    Two texts that share so much share one of the rarest words of each (the prefix filter of Bayardo, Ma and
    Srikant 2007), so only texts with a rare word in common are compared: the time grows with the number of
    texts, not with its square. `frequency` counts each word: true counts make it quick, any counts are right.
    """

    def __init__(self, frequency: Mapping[str, int]) -> None:
        self._frequency = frequency
        self._texts: dict[str, frozenset[str]] = {}
        self._by_rare_word: defaultdict[str, list[str]] = defaultdict(list)

    def add(self, name: str, text: frozenset[str]) -> None:
        self._texts[name] = text
        for word in self._rare(text):
            self._by_rare_word[word].append(name)

    def nearest(self, text: frozenset[str]) -> str | None:
        """The first by name of those that are like this one."""
        names = {
            name for word in self._rare(text) for name in self._by_rare_word.get(word, ())[:_MOST_COMPARED]
        }
        for name in sorted(names):
            other = self._texts[name]
            if len(text & other) > STEMS_ALIKE * len(text | other):
                return name
        return None

    def _rare(self, text: frozenset[str]) -> list[str]:
        ranked = sorted(text, key=lambda word: (self._frequency.get(word, 0), word))
        return ranked[: int(len(text) * (1 - STEMS_ALIKE)) + 1]


def near_duplicate_index(targets: Iterable[LintTarget]) -> NearDuplicateIndex:
    """The problems' prompts and code, each only with the first of its like."""
    texts = _texts(targets)
    index = NearDuplicateIndex(_frequency(texts))
    for name, text in texts.items():
        if index.nearest(text) is None:
            index.add(name, text)
    return index


def tell_problems_apart(
    bank: Bank, targets: list[LintTarget], known: NearDuplicateIndex | None = None
) -> Iterator[tuple[str, Violation]]:
    """Problems whose prompt and code are more than `STEMS_ALIKE` the same words, or like a known one's."""
    texts = _texts(targets)
    earlier = NearDuplicateIndex(_frequency(texts))
    for name, text in texts.items():
        near = (known.nearest(text) if known else None) or earlier.nearest(text)
        if near is None:
            earlier.add(name, text)
        else:
            first = bank.locations.get(near)
            where = f" ({first.file}, line {first.line})" if first else ""
            what = f"it asks nearly the same as `{near}`{where}"
            yield name, Violation(("prompt",), what, "Ask something else, or drop one of the two.")


def _texts(targets: Iterable[LintTarget]) -> dict[str, frozenset[str]]:
    return {target.problem.id: frozenset(words(target.stem)) for target in targets}


def _frequency(texts: Mapping[str, frozenset[str]]) -> Counter[str]:
    return Counter(word for text in texts.values() for word in text)


def _same_words(option: Piece, other: Piece) -> bool:
    if option.is_code or other.is_code:
        return option.text.split() == other.text.split()
    return _code(option) == _code(other) and _gist(option.text) == _gist(other.text)


def _same_line(text: str, other: str) -> bool:
    """Steps and chips are short: they are alike only where a learner sees no difference."""
    return " ".join(text.split()) == " ".join(other.split())


def _same_letters(option: Piece, other: Piece) -> bool:
    """Prose that differs by a few letters, but neither in code, nor in a number, nor in a "not"."""
    a, b = option.text, other.text
    if option.is_code or other.is_code or 2 * min(len(a), len(b)) <= OPTIONS_ALIKE * (len(a) + len(b)):
        return False
    differing = set(words(a)) ^ set(words(b))
    if _code(option) != _code(other) or any(word in _TURNS or word.isdigit() for word in differing):
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
            "Answers alike",
            "If two options say the same, both are right or neither counts as a distractor. Of two steps or "
            "chips that read the same, a learner cannot know which one is right.",
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
