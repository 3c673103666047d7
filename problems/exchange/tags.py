"""The facts that other systems have no field for, carried as tags: `difficulty=hard`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from problems.exchange.raw_problem import RawProblem
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


def from_tags(tags: Iterable[str]) -> RawProblem:
    """The facts among the tags; `unknown_tags` are the others."""
    raw: RawProblem = {}
    for tag in tags:
        name, _, value = tag.strip().partition("=")
        if _is_fact(name, value):
            raw[name] = int(value) if name == "tries" else value
    return raw


def kind_tag(problem: Problem) -> str:
    """Says which kind a question was made of, where the question itself could be of two."""
    return f"kind={problem.kind}"


def own_kind(tags: Iterable[str]) -> str | None:
    """The kind that `kind_tag` said; None for a question that we did not write."""
    return next((tag.strip().removeprefix("kind=") for tag in tags if tag.strip().startswith("kind=")), None)


def unknown_tags(tags: Iterable[str]) -> list[str]:
    """Tags of somebody else's, for which a problem has no field."""
    pairs = {tag.strip(): tag.strip().partition("=") for tag in tags}
    return [
        tag for tag, (name, _, value) in pairs.items() if tag and name != "kind" and not _is_fact(name, value)
    ]


def _is_fact(name: str, value: str) -> bool:
    if name not in _FACTS or not value or value not in _KNOWN.get(name, (value,)):
        return False
    return name != "tries" or (value.isdecimal() and len(value) == 1)
