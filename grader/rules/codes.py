"""Codes that people read aloud, copy and type: for another device, for a class, for coming back.

Codes are made of Crockford's base 32, which has no I, L, O or U, so that nothing is misread on the way.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("ILO", "110")
_GROUP = 4


def new_code(random_bits: Callable[[int], int], length: int) -> str:
    """A code of `length` characters with five bits each; `random_bits` gives so many as a number."""
    return "".join(_LETTERS[random_bits(5)] for _ in range(length))


def code_as_meant(typed: str) -> str:
    """A code as it was made, however it was typed or pasted: "ab1l–c" is "AB11C".

    Spaces, dashes and invisible characters are left out; capitals, wide letters and digits of any script are
    what they stand for.
    """
    letters = unicodedata.normalize("NFKC", typed)
    plain = "".join(str(unicodedata.digit(letter, letter)) for letter in letters if letter.isalnum())
    return plain.upper().translate(_MISREAD)


def code_in_groups(code: str) -> str:
    """The code with a space after every fourth character, as it is shown."""
    return " ".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))
