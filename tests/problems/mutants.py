"""Banks with slips in them: seeded mutations of a text by byte, token and line."""

from __future__ import annotations

import random
from collections.abc import Callable

# What people paste, mistype or attack with.
_TOKENS = [
    b"&a ", b"*a", b"!!python/object:os.system ", b"<<: *a", b"{", b"}", b"[", b"]", b'"', b"'", b"|",
    b">", b"- ", b": ", b"#", b"\t", b"\r", b"\n", b"\n---\n", b"\n...\n", b"%YAML 1.1", b"\0", b"\xff",
    b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\\", b'"\\x', b"? ", b"no", b"12:30", b"014", b"9" * 400,
    b"[" * 60, b"{a: " * 60, b"    ", b"x" * 70, b"@", b"`", b"true", b"null", b"~", b"{{", b"}}",
    b"\xed\xa0\x80", b"correct: true", b"kind: order", b"after: [a]", b"id: id",
]  # fmt: skip


def mutant(text: bytes, seed: int) -> bytes:
    """The text after one to four slips; the same for the same seed."""
    dice = random.Random(seed)
    for _ in range(dice.randint(1, 4)):
        text = dice.choice(_SLIPS)(text, dice)
    return text


def _flip_byte(text: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(text) + 1)
    return text[:at] + bytes([dice.randrange(256)]) + text[at + 1 :]


def _cut(text: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(text) + 1)
    return text[:start] + text[start + dice.randint(1, 40) :]


def _end(text: bytes, dice: random.Random) -> bytes:
    return text[: dice.randrange(len(text) + 1)]


def _insert_token(text: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(text) + 1)
    return text[:at] + dice.choice(_TOKENS) + text[at:]


def _replace_value(text: bytes, dice: random.Random) -> bytes:
    lines = text.splitlines(keepends=True)
    at = dice.randrange(len(lines) + 1)
    if at < len(lines) and b": " in lines[at]:
        lines[at] = lines[at].split(b": ")[0] + b": " + dice.choice(_TOKENS) + b"\n"
    return b"".join(lines)


def _move_lines(text: bytes, dice: random.Random) -> bytes:
    lines = text.splitlines(keepends=True)
    start = dice.randrange(len(lines) + 1)
    taken = lines[start : start + dice.randint(1, 6)]
    if dice.random() < 0.5:
        del lines[start : start + len(taken)]
    at = dice.randrange(len(lines) + 1)
    return b"".join([*lines[:at], *taken, *lines[at:]])


def _indent(text: bytes, dice: random.Random) -> bytes:
    lines = text.splitlines(keepends=True)
    at = dice.randrange(len(lines) + 1)
    for line in range(at, min(len(lines), at + dice.randint(1, 4))):
        lines[line] = (
            b" " * dice.randint(1, 3) + lines[line] if dice.random() < 0.5 else lines[line].lstrip(b" ")
        )
    return b"".join(lines)


_SLIPS: list[Callable[[bytes, random.Random], bytes]] = [
    _flip_byte,
    _cut,
    _end,
    _insert_token,
    _insert_token,
    _replace_value,
    _replace_value,
    _move_lines,
    _indent,
]
