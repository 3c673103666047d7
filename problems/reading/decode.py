"""From the bytes of a file to its text, or to the reason why a bank may not hold it."""

from __future__ import annotations

import re
from pathlib import Path

from problems.errors import Finding

MAX_BYTES = 1_000_000

# Control characters, soft hyphens and spaces without width, line ends that editors do not count, and marks
# that turn the direction of text.
_INVISIBLE = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff"
# A space that YAML does not take for one, where its structure is: in the indent, or behind a dash or a key.
_FALSE_SPACE = re.compile(r"^[ -]*(?:[\w-]+:)?[ ]*([\xa0\u2000-\u200a\u202f\u3000])", re.MULTILINE)
_INVISIBLE_IN_FILE = re.compile(f"[{_INVISIBLE}]")
# An escape can also make a carriage return, which in a file is half of a line end.
INVISIBLE = re.compile(f"[{_INVISIBLE}\r]")
_BOM = "\ufeff"


def read_text(path: Path) -> tuple[str | None, list[Finding]]:
    """The text of a file, or None with the reason; a byte order mark is dropped with a warning."""
    if not path.is_file():
        return None, [_whole(path, "Y1", "this is no file", "Move it out of the folder.")]
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return None, [_whole(path, "Y1", f"the file can't be opened ({reason})", "Make it readable.")]
    if len(raw) > MAX_BYTES:
        return None, [_whole(path, "Y2", "the file is larger than 1 MB", "Split it in several files.")]
    return decode(raw, path.name)


def decode(raw: bytes, file: str) -> tuple[str | None, list[Finding]]:
    """UTF-8 as text; None and the reason for anything else, or when a character in it can't be seen."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return None, [Finding(file, 1, 1, "error", "Y1", "the file is UTF-16", "Save it as UTF-8.")]
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        what = f"the byte 0x{raw[error.start]:02x} is no UTF-8"
        cure = "Save the file as UTF-8; it may be Latin-1."
        return None, [_behind(raw[: error.start].decode(), file, what, cure)]
    findings = []
    if text.startswith(_BOM):
        cure = "Save the file as UTF-8 without one."
        findings.append(Finding(file, 1, 1, "warning", "Y6", "the file begins with a byte order mark", cure))
        text = text[1:]
    hidden = _hidden_character(text, file)
    return (None, [*findings, hidden]) if hidden else (text, findings)


def _hidden_character(text: str, file: str) -> Finding | None:
    """The first character that nobody can see, or can tell from an ordinary space."""
    invisible = _INVISIBLE_IN_FILE.search(text)
    if invisible:
        what = f"the character U+{ord(invisible[0]):04X} can't be seen"
        return _behind(text[: invisible.start()], file, what, "Remove it.")
    false_space = _FALSE_SPACE.search(text)
    if false_space:
        what = f"the character U+{ord(false_space[1]):04X} looks like a space, and is none to YAML"
        return _behind(text[: false_space.start(1)], file, what, "Write an ordinary space.")
    return None


def _whole(path: Path, rule: str, what: str, cure: str) -> Finding:
    return Finding(path.name, 1, 1, "error", rule, what, cure)


def _behind(before: str, file: str, what: str, cure: str) -> Finding:
    """A finding at the first character that does not belong to the sound text `before`."""
    line = before.count("\n") + 1
    column = len(before) - before.rfind("\n")
    return Finding(file, line, column, "error", "Y1", what, cure)
