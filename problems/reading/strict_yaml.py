"""The part of YAML that a bank may hold, read from libyaml's events.

YAML 1.1 turns `no` into false, `12:30` into 750 and `014` into 12. Here only `true`, `false`, `null` (also
`~` or nothing) and plain decimal integers are more than text, and only when they stand without quotes.
Aliases, anchors, tags, merge keys, duplicate keys and second documents are faults: each lets a small text
mean something large, or something that nobody sees.

PyYAML's own constructors take five times as long as libyaml's events; building the values from the events
takes little more, leaves the places of the top-level entries behind, and needs no recursion.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import yaml

from problems.errors import YamlFault
from problems.reading.decode import INVISIBLE
from problems.reading.yaml_errors import QUOTE, fault_at, fault_of, shorten, start_of

MAX_DEPTH = 40
# An ordinary bank file of 1 MB has 40,000.
MAX_NODES = 60_000
# After so many faults the rest of a file is left unread: each costs a new start of the parser.
MAX_FAULTS = 20

_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
# White space, and a `#` with text right behind it.
_TIGHT_COMMENT = re.compile(r"([ \t]+)(#[^\s#!][^\n]*)")
# Eighteen digits fit a signed 64-bit integer; a longer number stays text.
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")


@dataclass(frozen=True, slots=True)
class ListEntry:
    """A finished entry of the top-level list; `line` and `column` from 1, `text[start:end]` is its source."""

    value: object
    line: int
    column: int
    start: int
    end: int

    def shifted(self, lines: int, characters: int) -> ListEntry:
        """The same entry, further down."""
        return ListEntry(
            self.value, self.line + lines, self.column, self.start + characters, self.end + characters
        )


@dataclass(slots=True)
class ScanResult:
    """What reading found: the value of the document, or the entries of its top-level list.

    `list_column` is where that list stands, from 0; None without one. `faults` end the reading of an entry,
    `warnings` do not. `broken_at` is the index from which to look for the entry behind the fault.
    """

    value: object = None
    list_column: int | None = None
    entries: list[ListEntry] = field(default_factory=list)
    faults: list[YamlFault] = field(default_factory=list)
    warnings: list[YamlFault] = field(default_factory=list)
    broken_at: int = 0


def scan(text: str) -> ScanResult:
    """Read one document up to its end or its first fault; the entries before a fault are sound."""
    builder = _Builder(text)
    try:
        parser = yaml.CBaseLoader(text)
        while (event := parser.get_event()) is not None:
            builder.take(event)
    except YamlFault as fault:
        builder.found.faults.append(fault)
    except yaml.YAMLError as error:
        builder.found.faults.append(fault_of(error, text))
    return builder.found


def scan_list(text: str) -> ScanResult:
    """Read a list and go on behind each faulty entry, so that a fault in one hides no other."""
    whole = part = scan(text)
    start = lines = 0
    while _goes_on(part) and whole.list_column is not None and len(whole.faults) <= MAX_FAULTS:
        entry = re.compile(rf"^ {{{whole.list_column}}}- ", re.MULTILINE)
        following = entry.search(text, start + part.broken_at + 1)
        if following is None:
            break
        lines += text.count("\n", start, following.start())
        start = following.start()
        part = scan(text[start:])
        whole.entries += [entry.shifted(lines, start) for entry in part.entries]
        whole.faults += _new(whole.faults, [fault.shifted(lines) for fault in part.faults])
        whole.warnings += _new(whole.warnings, [fault.shifted(lines) for fault in part.warnings])
    return whole


def _new(known: list[YamlFault], more: list[YamlFault]) -> list[YamlFault]:
    """Those of `more` that are not known: what follows a fault may be read twice."""
    sentences = {str(fault) for fault in known}
    return [fault for fault in more if str(fault) not in sentences]


def _goes_on(part: ScanResult) -> bool:
    """Whether something may be read behind the fault; a file that is too large has been read enough."""
    return any(fault.rule != "Y2" for fault in part.faults)


def syntax_fault(text: str) -> YamlFault | None:
    """What is wrong with the syntax of any YAML, one document or more; its meaning is not looked at."""
    try:
        parser = yaml.CBaseLoader(text)
        while parser.get_event() is not None:
            pass
    except yaml.YAMLError as error:
        return fault_of(error, text)
    return None


class _Builder:
    """Takes libyaml's events one by one and builds the value and the entries of `found`.

    `_around` holds the containers around the current one, each with the key whose value is read next.
    """

    def __init__(self, text: str) -> None:
        self.found = ScanResult()
        self._text = text
        self._around: list[tuple[Any, str | None]] = []
        self._current: Any = None
        self._key: str | None = None
        self._entry: yaml.Event | None = None
        self._nodes = 0
        self._takes: dict[type[yaml.Event], Callable[[Any], None]] = {
            yaml.ScalarEvent: self._take_scalar,
            yaml.MappingStartEvent: self._take_start,
            yaml.SequenceStartEvent: self._take_start,
            yaml.MappingEndEvent: self._take_end,
            yaml.SequenceEndEvent: self._take_end,
            yaml.AliasEvent: self._take_alias,
            yaml.DocumentStartEvent: self._take_document,
        }

    def take(self, event: yaml.Event) -> None:
        """Raises YamlFault for anything that a bank may not hold."""
        taken = self._takes.get(event.__class__)
        if taken is not None:
            taken(event)

    def _take_document(self, event: yaml.DocumentStartEvent) -> None:
        if self._nodes:
            raise fault_at(
                event, "Y4", "a second document begins", "Remove the line `---`; a file holds one list"
            )

    def _take_alias(self, event: yaml.AliasEvent) -> None:
        what = f"`*{shorten(str(event.anchor))}` is an alias"
        raise fault_at(event, "Y4", what, "Write the text out, or put it in quotes if it begins with a star")

    def _take_scalar(self, event: yaml.ScalarEvent) -> None:
        self._admit(event)
        if self._current.__class__ is dict and self._key is None:
            self._key = self._new_key(event)
            return
        text: str = event.value
        if event.implicit[0]:
            self._warn_of_lost_text(event)
            self._put(_meaning(text), event, event)
        else:
            if event.style == '"' and INVISIBLE.search(text):
                raise fault_at(event, "Y1", "the text holds a character that nobody can see", "Leave it out")
            self._put(text, event, event)

    def _warn_of_lost_text(self, event: yaml.ScalarEvent) -> None:
        """A comment without a space behind its sign is nearly always text, like "Pod #1 is ready"."""
        assert event.end_mark is not None
        lost = _TIGHT_COMMENT.match(self._text, event.end_mark.index)
        if lost and event.value:
            line, column = event.end_mark.line + 1, event.end_mark.column + 1 + len(lost[1])
            what = f"`{shorten(lost[2])}` is a comment, and no part of the text before it"
            cure = f"{QUOTE}. If it is a comment, write a space behind `#`."
            self.found.warnings.append(YamlFault("Y7", line, column, what, cure))

    def _take_start(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        self._admit(event)
        is_list = event.__class__ is yaml.SequenceStartEvent
        if self._current.__class__ is dict and self._key is None:
            raise fault_at(event, "Y4", "a key is a list or a mapping", "Write one word before the colon")
        if len(self._around) == MAX_DEPTH:
            raise fault_at(event, "Y2", f"the text is nested more than {MAX_DEPTH} levels deep", "Flatten it")
        if len(self._around) == 1:
            self._entry, self.found.broken_at = event, start_of(event).index
        elif not self._around and is_list:
            self.found.list_column = start_of(event).column
        self._around.append((self._current, self._key))
        self._current, self._key = [] if is_list else {}, None

    def _take_end(self, event: yaml.MappingEndEvent | yaml.SequenceEndEvent) -> None:
        value = self._current
        self._current, self._key = self._around.pop()
        self._put(tuple(value) if value.__class__ is list else value, self._entry or event, event)

    def _admit(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise fault_at(event, "Y2", f"the file holds more than {MAX_NODES:,} values", "Split it in two")
        if event.anchor is not None:
            raise fault_at(
                event,
                "Y4",
                f"`&{shorten(event.anchor)}` is an anchor",
                "Write the text out, or put it in quotes",
            )
        if event.tag is not None:
            raise fault_at(
                event, "Y4", f"`{shorten(event.tag)}` is a tag", "Leave it out, or put the text in quotes"
            )

    def _new_key(self, event: yaml.ScalarEvent) -> str:
        key: str = event.value
        if key in self._current:
            raise fault_at(event, "Y5", f"the key `{shorten(key)}` stands twice", self._cure_of_double(key))
        if key == "<<" and event.implicit[0]:
            raise fault_at(event, "Y4", "`<<` merges another mapping in", "Write the fields out")
        return key

    def _cure_of_double(self, key: str) -> str:
        """The first key of an entry of a list comes again where the sign of the next entry was forgotten."""
        in_list = bool(self._around) and self._around[-1][0].__class__ is list
        if in_list and key == next(iter(self._current)):
            return f"Write `- {shorten(key)}:` if a new entry begins here, or keep one of the two"
        return "Keep one of the two"

    def _put(self, value: object, first: yaml.Event, last: yaml.Event) -> None:
        current = self._current
        if current is None:
            self.found.value = value
        elif current.__class__ is dict:
            current[self._key] = value
            self._key = None
        else:
            current.append(value)
            if len(self._around) == 1:
                self._finish_entry(value, first, last)

    def _finish_entry(self, value: object, first: yaml.Event, last: yaml.Event) -> None:
        start, end = start_of(first), last.end_mark
        assert end is not None
        self.found.entries.append(ListEntry(value, start.line + 1, start.column + 1, start.index, end.index))
        self.found.broken_at, self._entry = end.index, None


def _meaning(plain: str) -> str | int | bool | None:
    """The value of a text without quotes; nearly always the text itself."""
    if plain in _WORDS:
        return _WORDS[plain]
    return int(plain) if _INTEGER.fullmatch(plain) else plain
