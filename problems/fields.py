"""The smallest pieces of a bank: names, lines, durations, and the strictness of all models."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, StringConstraints

from problems.errors import refusal

# A name in a bank, an address or a database row; long enough for a sentence's gist.
ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=60)]
LINE_PATTERN = r"^[^\n]*\S[^\n]*$"
Line = Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=LINE_PATTERN)]
VISIBLE_TEXT = r"\S"
Prose = Annotated[str, StringConstraints(min_length=1, max_length=4_000, pattern=VISIBLE_TEXT)]

# A plain name without a folder: an image lies in the folder `images` of its bank.
IMAGE_NAME_PATTERN = r"^[a-z0-9][a-z0-9_-]*\.(png|jpg|jpeg|webp)$"
ImageName = Annotated[str, StringConstraints(pattern=IMAGE_NAME_PATTERN, max_length=80)]
ImageFormat = Literal["png", "jpeg", "webp"]

RuleCode = Annotated[str, StringConstraints(pattern=r"^W[0-9]{1,2}$")]

_DURATION = re.compile(r"(?:([0-9]{1,2})m)?(?:([0-9]{1,3})s)?")


def parse_duration(value: object) -> timedelta:
    """`"2m"`, `"90s"` or `"1m30s"` as a duration between 5 seconds and one hour.

    Refuses anything else, a bare number among it: seconds and minutes look alike.
    """
    if isinstance(value, timedelta):
        return value
    found = _DURATION.fullmatch(value) if isinstance(value, str) and value else None
    if found is None:
        raise refusal("F3", "the time limit is no duration", "Write it like 2m, 90s or 1m30s.")
    length = timedelta(minutes=int(found[1] or 0), seconds=int(found[2] or 0))
    if not timedelta(seconds=5) <= length <= timedelta(hours=1):
        raise refusal("F4", "the time limit is too short or too long", "Stay between 5s and 60m.")
    return length


def format_duration(length: timedelta) -> str:
    """Whole seconds as an author writes them, `"1m30s"`; `parse_duration` turns it back."""
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    return f"{minutes}m" * bool(minutes) + f"{seconds}s" * bool(seconds)


DURATION_PATTERN = r"^([0-9]{1,2}m)?([0-9]{1,3}s)?$"
_Length = Annotated[str, StringConstraints(pattern=DURATION_PATTERN, min_length=2)]
Duration = Annotated[
    timedelta,
    BeforeValidator(parse_duration, json_schema_input_type=_Length),
    PlainSerializer(format_duration, when_used="json"),
]


class StrictModel(BaseModel):
    # `strict` is the point: YAML's `no`, `12:30` and `014` must never become something else unseen.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True)
