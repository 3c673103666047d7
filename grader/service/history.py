"""What happened between two states of an attempt, so that no use case can forget to say it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from grader.rules.attempt import Attempt, Item


@dataclass(frozen=True, slots=True)
class Happening:
    """`kind` is one of started, hinted, answered, closed, extended, moved, finished, reopened.

    Saved drafts are none: they would outnumber everything else, and the last one is with its item.
    """

    kind: str
    position: int | None
    detail: dict[str, object]


def happened(before: Attempt, after: Attempt) -> Iterator[Happening]:
    """In the order in which it makes sense to read."""
    for was, is_now in zip(before.items, after.items, strict=False):
        yield from _of_item(was, is_now)
    if len(after.items) > len(before.items):
        yield Happening("extended", None, {"by": len(after.items) - len(before.items)})
    if after.position != before.position:
        yield Happening("moved", after.position, {})
    if (after.finished_at is None) != (before.finished_at is None):
        yield Happening("finished" if after.finished_at else "reopened", None, {})


def _of_item(was: Item, is_now: Item) -> Iterator[Happening]:
    at = is_now.position
    if was.started_at is None and is_now.started_at is not None:
        limit = is_now.time_limit
        yield Happening("started", at, {"seconds": limit.total_seconds() if limit else None})
    if is_now.hints > was.hints:
        yield Happening("hinted", at, {"number": is_now.hints})
    for one in is_now.tries[len(was.tries) :]:
        yield Happening("answered", at, {"number": one.number, "credit": one.credit, "by": one.given_by})
    if was.state != "closed" and is_now.state == "closed":
        yield Happening("closed", at, {"reason": is_now.close_reason})
