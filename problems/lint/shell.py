"""Whether a shell would read a text to its end: quotes, brackets and blocks, not the whole grammar."""

from __future__ import annotations

import re

_PIECE = re.compile(
    r"""(?<![^\s;&|(])\#[^\n]*     # a comment
    | '[^']*' | "(?:\\.|[^"\\])*"  # text in quotes
    | \\. | \n | ;; | [;&|()]
    | ['"]                         # a quote without its partner
    | [^\s'"\\;&|()]+""",
    re.VERBOSE | re.DOTALL,
)
_HEREDOC = re.compile(r"<<-?\s*(['\"]?)(\w+)\1([^\n]*\n).*?^\s*\2$", re.DOTALL | re.MULTILINE)
# What opens a block where a command may begin, and what closes it there.
_CLOSERS = {"if": "fi", "do": "done", "case": "esac", "{": "}"}
_OPENERS = {closer: opener for opener, closer in _CLOSERS.items()}
_SEPARATORS = {"\n", ";", ";;", "&", "|", "(", ")"}
# Words behind which a command may begin.
_LEADS = {"then", "else", "elif", "do", "if", "while", "until", "!", "{", "time"}


def shell_fault(text: str) -> str | None:
    """What is not closed, or closes nothing, in a few words; None for a text that can be read."""
    around: list[str] = []
    may_begin = True
    for piece in _PIECE.findall(_HEREDOC.sub(r"heredoc\3", text)):
        if piece in ("'", '"'):
            return f"the quote {piece} is not closed"
        fault = (
            _bracket(piece, around) if piece in ("(", ")") else _word(piece, around) if may_begin else None
        )
        if fault:
            return fault
        may_begin = piece in _SEPARATORS or (may_begin and piece in _LEADS)
    return f"`{around[-1]}` is not closed" if around else None


def _bracket(piece: str, around: list[str]) -> str | None:
    if piece == "(":
        around.append(piece)
    elif around and around[-1] == "(":
        around.pop()
    elif "case" not in around:
        return "`)` closes nothing"
    return None


def _word(piece: str, around: list[str]) -> str | None:
    if piece in _CLOSERS:
        around.append(piece)
    elif piece in _OPENERS:
        if not around or around[-1] != _OPENERS[piece]:
            return f"`{piece}` closes nothing"
        around.pop()
    return None
