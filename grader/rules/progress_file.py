"""A learner's download as it is read back in: checked in full, and believed in what was answered only.

Marks, points and tries in it are ignored: whoever reads answers out of it grades them again.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from grader.errors import Refused
from grader.rules.attempt import CloseReason, ExtraTime
from grader.rules.modes import Mode

# Bytes. Ten attempts with all their events are 100 kB.
LARGEST_FILE = 8 * 1024 * 1024
MOST_ATTEMPTS = 500
_MOST_PROBLEMS, _MOST_TRIES, _MOST_HINTS = 200, 20, 20

Id = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
Name = Annotated[str, Field(min_length=1, max_length=60)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class FileTry(_Part):
    """One answer; None where it was not revealed when the file was made."""

    number: int = Field(ge=1, le=_MOST_TRIES)
    answer: Any
    at: AwareDatetime
    hints: int = Field(ge=0, le=_MOST_HINTS)
    right: bool | None = None
    credit: float | None = None


class FileItem(_Part):
    """One problem that was met."""

    position: int = Field(ge=1)
    problem: Name
    skill: Name
    difficulty: Name
    started_at: AwareDatetime
    deadline: AwareDatetime | None
    closed_at: AwareDatetime | None
    close_reason: CloseReason | None
    hints: int = Field(ge=0, le=_MOST_HINTS)
    draft: Any
    points: float | None
    tries: tuple[FileTry, ...] = Field(max_length=_MOST_TRIES)


class FileAttempt(_Part):
    """One attempt, finished or not."""

    id: Id
    mode: Mode
    bank: Name
    extra_time: ExtraTime
    started_at: AwareDatetime
    finished_at: AwareDatetime | None
    problems: tuple[FileItem, ...] = Field(max_length=_MOST_PROBLEMS)
    imported_at: AwareDatetime | None = None


class ProgressFile(_Part):
    """The whole download. What is not an attempt cannot be graded again, and is left where it is."""

    learner: dict[str, Any]
    attempts: tuple[FileAttempt, ...] = Field(max_length=MOST_ATTEMPTS)
    labs: tuple[Any, ...] = ()
    reports: tuple[Any, ...] = ()
    events: tuple[Any, ...] = ()


def read_progress_file(text: bytes) -> ProgressFile:
    """Raises Refused for anything but a download of My progress, and names the first place that is wrong."""
    if len(text) > LARGEST_FILE:
        raise Refused(
            f"The file is larger than {LARGEST_FILE // 2**20} MB, so it is no download of My progress."
        )
    try:
        return ProgressFile.model_validate_json(text)
    except ValidationError as error:
        raise Refused(_describe(error)) from error


def _describe(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    path = ".".join(str(step) for step in first["loc"])[:80]
    if not path:
        return "This file is no download of My progress. Take the one that Download JSON gives."
    return f"This file is no download of My progress as it was made: `{path}` is not as it should be."
