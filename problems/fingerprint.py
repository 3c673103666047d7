"""A hash of a problem's question and key: equal fingerprints mean that a mark still stands."""

from __future__ import annotations

import hashlib
import json

from problems.model import Problem

# What may change without a mark losing its meaning.
_NOT_ASKED = {
    "title",
    "difficulty",
    "skill",
    "hints",
    "solution",
    "lab",
    "family",
    "enemies",
    "misconception",
    "source",
    "proof",
    # It repeats what the prompt says, for the eye: nobody is asked anything else with it or without it.
    "picture",
    "tries",
    "tries_reason",
    "time_limit",
    "category",
    "why",
    "allow",
}


def fingerprint(problem: Problem) -> str:
    """16 hex digits over the prompt, code, options, steps, chips and key; prose around them is left out."""
    content = _without_prose(problem.model_dump(mode="json"))
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _without_prose(value: object) -> object:
    if isinstance(value, dict):
        # Most problems have no image, and their fingerprint is that of the rest.
        return {
            key: _without_prose(inner)
            for key, inner in value.items()
            if key not in _NOT_ASKED and (key, inner) != ("images", [])
        }
    if isinstance(value, list):
        return [_without_prose(inner) for inner in value]
    return value
