"""libyaml's errors in the words of somebody who writes problems."""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from problems.errors import YamlFault

QUOTE = "Put the text in quotes: 'like this', with every ' inside it doubled"
_STRAIGHT = "Replace the quotes around the text by straight ones: 'like this', with every ' inside it doubled"
_CONFLICT = "Keep one of the two versions, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>"
_INDENT = "Give this line the indent of its neighbours: two spaces a level"
_CLOSE = "Close what was opened here"

# A part of libyaml's message, what it means, and the cure; the first that fits is taken.
_MESSAGES: tuple[tuple[str, str, str], ...] = (
    ("mapping values are not allowed", "a colon stands where none can", f"{QUOTE}; or mend the indent"),
    ("unexpected end of stream", "a quoted text has no end", "Close the quote that was opened here"),
    ("unknown escape", "this backslash means nothing in double quotes", "Use single quotes, or write \\\\"),
    ("escape code", "this escape is no character", "Use single quotes, or write the character itself"),
    ("expected ',' or ']'", "the list in brackets is not closed or lacks a comma", _CLOSE),
    ("expected ',' or '}'", "the mapping in braces is not closed or lacks a comma", _CLOSE),
    (
        "could not find expected ':'",
        "a line is neither a field nor part of a text",
        f"Write `name: value` with a space behind the colon, or: {_INDENT}",
    ),
    (
        "expected comment or line break",
        "text follows `|` or `>` on the same line",
        "Begin it on the next line",
    ),
    ("block sequence entries", "a list begins in the line of its field", "Begin it on the next line"),
    (
        "expected '-' indicator",
        "a line stands between the entries of a list",
        "Begin it with `- ` if it is one, or give it the indent of its entry",
    ),
    ("incompatible YAML", "the file asks for another version of YAML", "Remove the line `%YAML`"),
    ("undefined tag handle", "`!` begins a tag", "Put the text in quotes"),
    ("tab character", "a tab stands where only spaces may", "Replace it by spaces: two a level"),
    ("nesting depth", "the text is nested too deep", "Flatten it"),
    ("expected key", "a field stands at a wrong indent, or text follows a closing quote", _INDENT),
    (
        "expected <block end>",
        "a line stands at a wrong indent, or text follows a closing quote",
        f"{_INDENT}; or double every ' inside single quotes",
    ),
    ("expected node content", "a value is missing before this", "Write it, or close what was opened before"),
    ("expected <document start>", "something follows the end of the list", _INDENT),
)
# What libyaml notices only behind the fault; its context is where the fault begins.
_NOTICED_LATE = ("end of stream", "expected ',' or", "could not find expected ':'")


# As git writes them, alone at the start of a line.
_CONFLICT_MARKER = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?: |$)")
_CURLY_QUOTED = re.compile(r"[:-] +[“”„«‘]")


@dataclass(frozen=True, slots=True)
class TextPosition:
    """A place in a text, all from 0."""

    line: int
    column: int
    index: int


def start_of(event: yaml.Event) -> TextPosition:
    """Where the event begins; libyaml always says so."""
    mark = event.start_mark
    assert mark is not None
    return TextPosition(mark.line, mark.column, mark.index)


def fault_at(event: yaml.Event, rule: str, what: str, cure: str) -> YamlFault:
    """A fault at the place where the event begins; `cure` comes without its full stop."""
    spot = start_of(event)
    return YamlFault(rule, spot.line + 1, spot.column + 1, what, f"{cure}.")


def fault_of(error: yaml.YAMLError, text: str) -> YamlFault:
    """libyaml's error as a fault, at the place that the author has to mend."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return YamlFault("Y3", 1, 1, "the text is no YAML", "Write it anew from a problem that passes.")
    problem = error.problem or ""
    late = any(part in problem for part in _NOTICED_LATE)
    mark = error.context_mark if late and error.context_mark is not None else error.problem_mark
    what, cure = _what_and_cure(problem, _line_at(text, mark.index), text[error.problem_mark.index :][:1])
    return YamlFault(
        "Y2" if "nesting depth" in problem else "Y3", mark.line + 1, mark.column + 1, what, f"{cure}."
    )


def shorten(text: str, most: int = 60) -> str:
    """The text in one line, cut at `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 3]}..."


def _line_at(text: str, index: int) -> str:
    return text[text.rfind("\n", 0, index) + 1 :].split("\n", 1)[0]


def _what_and_cure(problem: str, line: str, character: str) -> tuple[str, str]:
    if _CONFLICT_MARKER.match(line):
        return "this line marks a conflict of two versions that were merged", _CONFLICT
    if _CURLY_QUOTED.search(line):
        return "the text stands in typographic quotes, which YAML takes for letters", _STRAIGHT
    if "cannot start any token" in problem:
        if character == "\t":
            return "a tab stands where only spaces may", "Replace it by spaces: two a level"
        return f"text cannot begin with {character} unless it is quoted", QUOTE
    for part, what, cure in _MESSAGES:
        if part in problem:
            return what, cure
    return f"the text is no YAML here ({shorten(problem)})", _INDENT
