"""What another format can't carry, said per problem and field.

For the formats that can be read back the report is measured, not declared: what was written is read
again, and every field that came back otherwise is in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from problems.exchange.raw_problem import RawProblem, only_order, to_raw
from problems.markup import parse, parse_line
from problems.model import OrderProblem, Problem

_REFERS_TO = {"after": "steps", "accepts": "chips"}
_GAP = re.compile(r"\{\{([a-z0-9-]+)\}\}")
_OTHERWISE = "comes back changed"
_NAMED = 4
_CODE = {"code", "template"}
_LINES = {"text", "why", "hints", "steps", "takeaway", "mistakes", "source"}
_LISTS = ("options", "steps", "distractors", "chips", "blanks")


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What a bank gave to another format: the file's content and what it can't carry."""

    content: bytes
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True, order=True)
class Loss:
    """One thing that stays behind; `field` is a path like `options.why`, `left_out` the whole problem.

    `location` says where the question stands in a file that was read, like "line 12".
    """

    problem: str
    field: str
    what: str
    left_out: bool = False
    location: str = ""

    @property
    def label(self) -> str:
        """The problem with its location."""
        return f"{self.problem} ({self.location})" if self.location else self.problem

    def __str__(self) -> str:
        return f"{self.label}: {'left out' if self.left_out else self.field}: {self.what}"


def omission(problem: str, reason: str, location: str = "") -> Loss:
    """The target would carry a wrong key, or none: better no question than that one."""
    return Loss(problem, "", reason, left_out=True, location=location)


def losses_between(problem: Problem, back: RawProblem, reasons: Mapping[str, str]) -> tuple[Loss, ...]:
    """Every field of `problem` that `back`, read from the target, does not have or says otherwise."""
    sent = to_raw(problem)
    fields = differing(_canonical(sent, problem), _canonical(back, None)) | _new_ids(sent, back)
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
        lines.setdefault((not loss.left_out, loss.field, loss.what), []).append(loss.label)
    return "\n".join(
        f"{'left out' if not carried else field}: {what} ({_some(ids)})"
        for (carried, field, what), ids in sorted(lines.items())
    )


def _some(ids: list[str]) -> str:
    named = ", ".join(ids[:_NAMED])
    return named if len(ids) <= _NAMED else f"{named} and {len(ids) - _NAMED} more"


def _new_ids(sent: RawProblem, back: RawProblem) -> set[str]:
    """`options.id` where ids were made anew; what refers to them is compared by position."""
    return {
        f"{name}.id"
        for name in _LISTS
        if name in sent and name in back and _ids(sent, name) != _ids(back, name)
    }


def _ids(raw: RawProblem, name: str) -> set[str]:
    return {one["id"] for one in raw[name]}


def _canonical(raw: RawProblem, problem: Problem | None) -> RawProblem:
    """The same problem with ids by position, chips by text, parsed prose and a chain as a plain list."""
    raw = {field: _shown(value, field) for field, value in raw.items()}
    if isinstance(problem, OrderProblem):
        raw["steps"] = _chain(problem, raw["steps"])
    if "chips" in raw:
        raw["chips"] = sorted(raw["chips"], key=lambda chip: str(chip["text"]))
    positions = {
        name: {one["id"]: f"{name}-{at}" for at, one in enumerate(raw.get(name, []))} for name in _LISTS
    }
    for name in _LISTS:
        if name in raw:
            raw[name] = [_placed(one, name, positions) for one in raw[name]]
    if "template" in raw:
        gaps = positions["blanks"]
        text = _GAP.sub(lambda gap: "{{" + gaps.get(gap[1], gap[1]) + "}}", raw["template"]["text"])
        raw["template"] = {**raw["template"], "text": text}
    return raw


def _shown(value: Any, field: str) -> Any:
    """A value with its prose parsed: how a line is broken or a mark is escaped changes nothing."""
    if field in _CODE:
        return value
    if isinstance(value, dict):
        return {key: _shown(inner, key) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(inner, field) for inner in value]
    if field == "prompt":
        return parse(value)
    return parse_line(value) if field in _LINES else value


def _placed(one: RawProblem, name: str, positions: Mapping[str, Mapping[str, str]]) -> RawProblem:
    """Ids are unique within a list only: a blank may be called as one of the chips is."""
    named = {**one, "id": positions[name][one["id"]]}
    for field, others in _REFERS_TO.items():
        if field in named:
            named[field] = sorted(positions[others].get(other, other) for other in named[field])
    return named


def _chain(problem: OrderProblem, steps: list[RawProblem]) -> list[RawProblem]:
    order = only_order(problem)
    if order is None:
        return steps
    plain = {step["id"]: {key: value for key, value in step.items() if key != "after"} for step in steps}
    return [plain[step] for step in order]
