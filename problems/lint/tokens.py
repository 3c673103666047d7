"""Words as the rules compare them: without case, endings and the words that mean nothing alone."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")
_CODE = re.compile(r"`[^`]*`")
# The commonest English words and those of every question; they tell nobody what a text is about.
_EMPTY_WORDS = """
a about after again all already also an and any are as at back be been before being between both but by can do
does each for from had has have he her here how i if in into is it its just learner let made make many may
more most much must my need no nor not now of off on one only or other our out over own she should so some
such than that the their them then there these they thing this those through to too two under up use used
using very was way we were what when where which while who whose why will with without would you your
right correct correctly following follow likely best main happen happens command commands answer question
kubectl true false yes
"""


def word_set(text: str) -> frozenset[str]:
    """The words of a list that reads better without quotes and commas."""
    return frozenset(text.split())


_EMPTY = word_set(_EMPTY_WORDS)
_ENDINGS = ("ingly", "edly", "ings", "ing", "ied", "ies", "ed", "es", "ly", "s")


def without_code(text: str) -> str:
    """The text with a backtick for every piece of `code`."""
    return _CODE.sub("`", text)


def words(text: str) -> list[str]:
    """The words of a text in small letters, in their order."""
    return _WORD.findall(text.lower())


@lru_cache(maxsize=20_000)
def stem_word(word: str) -> str:
    """The word without its commonest English endings: `switches`, `switched` and `switching` are `switch`."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            base = word[: -len(ending)]
            return base[:-1] if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "ls" else base
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


def content_stems(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning, at least three letters long."""
    return frozenset(stem_word(word) for word in words(text) if word not in _EMPTY and len(word) > 2)
