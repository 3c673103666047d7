"""Where in a file something stands: worked out only for an entry that there is something to say about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import yaml

from problems.bank import SourceLocation
from problems.reading.yaml_errors import TextPosition, start_of

FieldPath = tuple[str | int, ...]
LineColumn = tuple[int, int]


class SourceMap:
    """The places of everything inside the entry that stands at `origin` in `text`."""

    def __init__(self, text: str, origin: SourceLocation) -> None:
        self._origin = origin
        # With its indent the first line has the same columns as in the file.
        self._source = " " * (origin.column - 1) + text[origin.start : origin.end]
        self._spots = _spots(self._source)

    def find(
        self, path: Sequence[str | int], of: Literal["key", "value"] = "value", words: str | None = None
    ) -> LineColumn:
        """Line and column, from 1, of what `path` leads to, as far as it exists, or of `words` in it.

        A missing field is shown at the mapping that lacks it; an empty value, and a list that begins on a
        line of its own, at its name.
        """
        known = tuple(path)
        while known and known not in self._spots:
            known = known[:-1]
        key, value = self._spots.get(known, (TextPosition(0, self._origin.column - 1, 0),) * 2)
        hidden = value.line > key.line or value == _NOTHING
        spot = key if hidden or (of == "key" and len(known) == len(path)) else value
        within = self._source.find(words, spot.index) if words else -1
        if within >= 0:
            before = self._source[spot.index : within]
            last = before.rfind("\n")
            column = within - spot.index - last if last >= 0 else spot.column + 1 + len(before)
            return self._origin.line + spot.line + before.count("\n"), column
        return self._origin.line + spot.line, spot.column + 1


_NOTHING = TextPosition(-1, -1, -1)


def _spots(source: str) -> dict[FieldPath, tuple[TextPosition, TextPosition]]:
    """For each path the spots of its name and of its value; an entry of a list is its own name."""
    spots: dict[FieldPath, tuple[TextPosition, TextPosition]] = {}
    around: list[_Container] = []
    parser = yaml.CBaseLoader(source)
    while (event := parser.get_event()) is not None:
        if isinstance(event, yaml.CollectionEndEvent):
            around.pop()
            continue
        if not isinstance(event, yaml.NodeEvent):
            continue
        spot = start_of(event)
        if around and around[-1].takes_name(event, spot):
            continue
        path, name = around[-1].next() if around else ((), spot)
        empty = isinstance(event, yaml.ScalarEvent) and not event.value
        spots[path] = (name or spot, _NOTHING if empty else spot)
        if isinstance(event, yaml.CollectionStartEvent):
            around.append(_Container(path, isinstance(event, yaml.MappingStartEvent)))
    return spots


class _Container:
    """A list or a mapping that is being read: where it is, and what comes next in it."""

    def __init__(self, path: FieldPath, is_mapping: bool) -> None:
        self.path, self.is_mapping = path, is_mapping
        self.at = 0
        self.name: tuple[str, TextPosition] | None = None

    def takes_name(self, event: yaml.Event, spot: TextPosition) -> bool:
        """Whether the event is the name of the next value of a mapping."""
        if not self.is_mapping or self.name is not None or not isinstance(event, yaml.ScalarEvent):
            return False
        self.name = (event.value, spot)
        return True

    def next(self) -> tuple[FieldPath, TextPosition | None]:
        """The path of the next value, and where its name stands."""
        if self.name is not None:
            (name, spot), self.name = self.name, None
            return (*self.path, name), spot
        self.at += 1
        return (*self.path, self.at - 1), None
