"""A problem in the shape that an author writes: what an import gives and what an export is compared with.

An imported question is seldom a whole problem (other formats know no skill and no reason why an option is
wrong), so it stays a plain mapping that can be written as YAML; `cutover problems check` then names what
is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from problems.model import OrderProblem, Problem

Raw = dict[str, Any]

_FIRST = ("id", "kind", "title", "category", "difficulty", "skill", "time_limit", "tries", "tries_reason")
_SECOND = ("prompt", "code", "template", "blanks", "chips", "options", "steps", "distractors", "hints")
_LAST = ("solution", "lab", "source", "proof")
_FIELDS = (*_FIRST, *_SECOND, *_LAST)
_ID_LENGTH = 40


def to_raw(problem: Problem) -> Raw:
    """The problem as its YAML would say it: defaults left out, the time limit as text."""
    return in_order(problem.model_dump(mode="json", exclude_none=True, exclude_defaults=True))


def in_order(raw: Mapping[str, Any]) -> Raw:
    """The fields that are there, in the order of the authors' guide."""
    return {field: raw[field] for field in _FIELDS if raw.get(field) not in (None, [], {}, "")}


def slug(text: str, taken: Iterable[str] = (), otherwise: str = "item") -> str:
    """An id made of a text's first words, with a number behind it where the id is `taken`."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    stem = otherwise
    for end in range(1, len(words) + 1):
        if len("-".join(words[:end])) > _ID_LENGTH:
            break
        stem = "-".join(words[:end])
    used, at, one = set(taken), 1, stem
    while one in used:
        at += 1
        one = f"{stem}-{at}"
    return one


def slugs(texts: Iterable[str], otherwise: str) -> list[str]:
    """An id for each text, no two alike."""
    ids: list[str] = []
    for text in texts:
        ids.append(slug(text, ids, otherwise))
    return ids


def only_order(problem: OrderProblem) -> tuple[str, ...] | None:
    """The one order that the problem accepts, or None where it accepts several."""
    first = tuple(islice(problem.valid_orders(), 2))
    return first[0] if len(first) == 1 else None
