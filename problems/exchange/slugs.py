"""Ids made of texts, no two alike."""

from __future__ import annotations

import re
from collections.abc import Iterable

from problems.fields import ID_PATTERN

_ID_LENGTH = 40
_LONGEST_ID = 60


class SlugRegistry:
    """Gives out ids; each once, in a time that does not grow with their number."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def claim(self, slug: str) -> bool:
        """Take this very id; False if somebody has it."""
        if slug in self._taken:
            return False
        self._taken.add(slug)
        return True

    def new(self, text: str, otherwise: str = "item") -> str:
        """An id made of the text's first words, with a number behind it where the id is taken."""
        stem = _stem(text, otherwise)
        if self.claim(stem):
            return stem
        number = self._next.get(stem, 2)
        while not self.claim(f"{stem}-{number}"):
            number += 1
        self._next[stem] = number + 1
        return f"{stem}-{number}"


def is_slug(text: str) -> bool:
    """Whether a text can be an id as it is."""
    return len(text) <= _LONGEST_ID and re.fullmatch(ID_PATTERN, text) is not None


def slugs(texts: Iterable[str], otherwise: str) -> list[str]:
    """An id for each text, no two alike; `otherwise` for a text without letters and digits."""
    registry = SlugRegistry()
    return [registry.new(text, otherwise) for text in texts]


def _stem(text: str, otherwise: str) -> str:
    stem = ""
    for word in re.findall(r"[a-z0-9]+", text.lower()):
        longer = f"{stem}-{word}" if stem else word
        if len(longer) > _ID_LENGTH:
            break
        stem = longer
    return stem or otherwise
