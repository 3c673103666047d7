"""Mistakes put into sound problems: what haste of the author, or a careless edit, would make of a bank."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from problems.model import Problem

Raw = dict[str, Any]


@dataclass(frozen=True)
class Mistake:
    """A problem with one mistake in it, as a reader of JSON would get it."""

    problem: str
    kind: str
    raw: Raw


def mistakes_in(problem: Problem) -> Iterator[Mistake]:
    """Every mistake that fits the kind of the problem."""
    raw = json.loads(problem.model_dump_json(exclude_unset=True))
    for kind, make in (
        ("key", _keys),
        ("edge", _edges),
        ("output", _outputs),
        ("twin", _twins),
        ("chip", _chips),
    ):
        for changed in make(raw):
            yield Mistake(problem.id, kind, changed)


def _copy(raw: Raw) -> Raw:
    copied: Raw = json.loads(json.dumps(raw))
    return copied


def _keys(raw: Raw) -> Iterator[Raw]:
    """The key moved to each distractor; for several keys, each mark turned round."""
    for at, option in enumerate(raw.get("options", [])):
        changed = _copy(raw)
        if raw["kind"] == "choices":
            changed["options"][at]["correct"] = not option.get("correct", False)
            # Who takes it for a key gives it no misconception.
            changed["options"][at].pop("misconception", None)
        elif option.get("correct"):
            continue
        else:
            for other in changed["options"]:
                other["correct"] = other["id"] == option["id"]
                other.pop("misconception", None)
        yield changed


def _edges(raw: Raw) -> Iterator[Raw]:
    """Each edge of an ordering dropped."""
    for at, step in enumerate(raw.get("steps", [])):
        for nth in range(len(step.get("after") or [])):
            changed = _copy(raw)
            del changed["steps"][at]["after"][nth]
            yield changed


def _outputs(raw: Raw) -> Iterator[Raw]:
    """The first word of the key's printed output changed."""
    for at, option in enumerate(raw.get("options", [])):
        if option.get("correct") and "code" in option:
            changed = _copy(raw)
            word, *rest = option["code"]["text"].split(" ", 1)
            changed["options"][at]["code"]["text"] = " ".join([f"{word}s", *rest])
            yield changed


def _twins(raw: Raw) -> Iterator[Raw]:
    """Each distractor made a copy of the key."""
    options = raw.get("options", [])
    key = next((option for option in options if option.get("correct")), None)
    for at, option in enumerate(options):
        if key is not None and not option.get("correct"):
            changed = _copy(raw)
            said = {name: key[name] for name in ("text", "code") if name in key}
            kept = {name: option[name] for name in option if name not in ("text", "code")}
            changed["options"][at] = {**kept, **said}
            yield changed


def _chips(raw: Raw) -> Iterator[Raw]:
    """Each gap filled by the first spare chip."""
    accepted = {chip for blank in raw.get("blanks", []) for chip in blank["accepts"]}
    spare = [chip["id"] for chip in raw.get("chips", []) if chip["id"] not in accepted]
    for at in range(len(raw.get("blanks", []))):
        if spare:
            changed = _copy(raw)
            changed["blanks"][at]["accepts"] = spare[:1]
            yield changed
