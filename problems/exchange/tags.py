"""The facts that other systems have no field for, carried as tags: `difficulty=hard`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from problems.exchange.yaml_shape import Raw
from problems.fields import format_duration
from problems.model import Category, Difficulty, Problem

# Moodle cuts a tag at 50 characters (TAG_MAX_LENGTH); a cut fact would be a wrong one.
_LONGEST_TAG = 50
_FACTS = ("category", "difficulty", "skill", "time_limit", "tries", "lab")
_KNOWN = {"category": get_args(Category), "difficulty": get_args(Difficulty)}


def to_tags(problem: Problem) -> list[str]:
    """The facts as tags; one that does not fit is left for the loss report."""
    facts = {
        "category": problem.category,
        "difficulty": problem.difficulty,
        "skill": problem.skill,
        "time_limit": format_duration(problem.time_limit),
        "tries": str(problem.tries),
        "lab": problem.lab,
    }
    tags = [f"{name}={value}" for name, value in facts.items() if value]
    return [tag for tag in tags if len(tag) <= _LONGEST_TAG]


def from_tags(tags: Iterable[str]) -> Raw:
    """The facts among the tags; tags of somebody else's are passed over."""
    raw: Raw = {}
    for tag in tags:
        name, _, value = tag.strip().partition("=")
        if name not in _FACTS or not value or value not in _KNOWN.get(name, (value,)):
            continue
        if name != "tries":
            raw[name] = value
        elif value.isdecimal():
            raw[name] = int(value)
    return raw
