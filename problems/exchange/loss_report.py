"""What another format can't carry, said per problem and field.

For the formats that can be read back the report is measured, not declared: what was written is read
again, and every field that came back otherwise is in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from problems.exchange.yaml_shape import Raw, only_order, to_raw
from problems.model import OrderProblem, Problem

_REFERS_TO = {"after": "steps", "accepts": "chips"}
_GAP = re.compile(r"\{\{([a-z0-9-]+)\}\}")
_OTHERWISE = "comes back changed"
_NAMED = 4
_LISTS = ("options", "steps", "distractors", "chips", "blanks")


@dataclass(frozen=True, slots=True, order=True)
class Loss:
    """One thing that stays behind; `field` is a path like `options.why`, `left_out` the whole problem."""

    problem: str
    field: str
    what: str
    left_out: bool = False

    def __str__(self) -> str:
        return f"{self.problem}: {'left out' if self.left_out else self.field}: {self.what}"


def left_out(problem: str, what: str) -> Loss:
    """The target would carry a wrong key, or none: better no question than that one."""
    return Loss(problem, "", what, left_out=True)


def lost_between(problem: Problem, back: Raw, reasons: Mapping[str, str]) -> tuple[Loss, ...]:
    """Every field of `problem` that `back`, read from the target, does not have or says otherwise."""
    sent = to_raw(problem)
    fields = differing(_canonical(sent, problem), _canonical(back, None)) | _renamed(sent, back)
    return tuple(Loss(problem.id, field, reasons.get(field, _OTHERWISE)) for field in sorted(fields))


def differing(one: Any, other: Any, path: str = "") -> set[str]:
    """The paths at which two YAML values differ; the places in a list share a path."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        paths = (
            differing(one.get(key), other.get(key), f"{path}.{key}" if path else str(key))
            for key in {*one, *other}
        )
        return set().union(*paths)
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return set().union(*(differing(a, b, path) for a, b in zip(one, other, strict=True)))
    return {path} if one != other else set()


def report(losses: Iterable[Loss]) -> str:
    """The report in short: what is left out first, then each field with a few of its problems."""
    lines: dict[tuple[bool, str, str], list[str]] = {}
    for loss in losses:
        lines.setdefault((not loss.left_out, loss.field, loss.what), []).append(loss.problem)
    return "\n".join(
        f"{'left out' if not carried else field}: {what} ({_some(ids)})"
        for (carried, field, what), ids in sorted(lines.items())
    )


def _some(ids: list[str]) -> str:
    named = ", ".join(ids[:_NAMED])
    return named if len(ids) <= _NAMED else f"{named} and {len(ids) - _NAMED} more"


def _renamed(sent: Raw, back: Raw) -> set[str]:
    """`options.id` where ids were made anew; what refers to them is compared by place."""
    return {
        f"{name}.id"
        for name in _LISTS
        if name in sent and name in back and _ids(sent, name) != _ids(back, name)
    }


def _ids(raw: Raw, name: str) -> set[str]:
    return {one["id"] for one in raw[name]}


def _canonical(raw: Raw, problem: Problem | None) -> Raw:
    """The same problem with ids by place, chips by text and a chain as a plain list."""
    raw = {**raw}
    if isinstance(problem, OrderProblem):
        raw["steps"] = _chain(problem, raw["steps"])
    if "chips" in raw:
        raw["chips"] = sorted(raw["chips"], key=lambda chip: str(chip["text"]))
    places = {
        name: {one["id"]: f"{name}-{at}" for at, one in enumerate(raw.get(name, []))} for name in _LISTS
    }
    for name in _LISTS:
        if name in raw:
            raw[name] = [_placed(one, name, places) for one in raw[name]]
    if "template" in raw:
        gaps = places["blanks"]
        text = _GAP.sub(lambda gap: "{{" + gaps.get(gap[1], gap[1]) + "}}", raw["template"]["text"])
        raw["template"] = {**raw["template"], "text": text}
    return raw


def _placed(one: Raw, name: str, places: Mapping[str, Mapping[str, str]]) -> Raw:
    """Ids are unique within a list only: a blank may be called as one of the chips is."""
    named = {**one, "id": places[name][one["id"]]}
    for field, others in _REFERS_TO.items():
        if field in named:
            named[field] = sorted(places[others].get(other, other) for other in named[field])
    return named


def _chain(problem: OrderProblem, steps: list[Raw]) -> list[Raw]:
    order = only_order(problem)
    if order is None:
        return steps
    plain = {step["id"]: {key: value for key, value in step.items() if key != "after"} for step in steps}
    return [plain[step] for step in order]
