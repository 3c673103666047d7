"""Lengths and instants as authors write them: `500ms`, `3s`, `2m`; `switch`, `switch+2s`, `end`."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from problems.errors import refusal

_LENGTH = re.compile(r"^(\d{1,5})(ms|s|m)$")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0}
_INSTANT = re.compile(r"^([a-z0-9]+(?:-[a-z0-9]+)*)(?:\+(\d{1,5}(?:ms|s|m)))?$")

# Known in every lab: when it began, when its incident struck, when it ended.
START, INCIDENT, END = "start", "incident", "end"
BUILT_IN = (START, INCIDENT, END)


def parse_length(value: object) -> float:
    """`"500ms"`, `"3s"` or `"2m"` in seconds. Raises ValueError for anything else, a bare number too."""
    if isinstance(value, float):
        return value
    found = _LENGTH.match(value) if isinstance(value, str) else None
    if found is None:
        raise refusal("F4", f"`{value}` is no length of time", "Write one like 500ms, 3s or 2m.")
    return int(found[1]) * _UNITS[found[2]]


Length = Annotated[float, BeforeValidator(parse_length)]


class MomentRef(str):
    """`switch+2s`: a moment by its name, and how long after it. Equal to the text that it was written as."""

    __slots__ = ()

    @property
    def moment(self) -> str:
        return self.partition("+")[0]

    @property
    def offset(self) -> float:
        """Seconds after the moment."""
        text = self.partition("+")[2]
        return parse_length(text) if text else 0.0

    @classmethod
    def parse(cls, value: object) -> MomentRef:
        """Raises ValueError for what is no instant."""
        if not isinstance(value, str) or not _INSTANT.match(value):
            raise refusal("F4", f"`{value}` is no moment", "Write its name, like switch, or switch+2s.")
        return cls(value)

    @classmethod
    def __get_pydantic_core_schema__(cls, _: object, __: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.parse)


def clock(seconds: float) -> str:
    """A time since the start as people read it: 0:07, 12:04."""
    whole = max(0, round(seconds))
    return f"{whole // 60}:{whole % 60:02}"
