"""What the grader refuses.

GraderError
├── NotFound          no such thing for this learner
├── Refused           the request makes no sense as it was made
├── NotSaved          the store could not commit; nothing was recorded, and trying again is safe
├── StoreUnusable     the store cannot be opened; the message gives the cure
├── StoreCopyError    a backup or a copy cannot be made or restored
└── ResponseFileError a file of responses or keys cannot be analysed; the message gives line and cure
"""

from __future__ import annotations


class GraderError(Exception):
    """The root; its text may be shown to a learner."""


class NotFound(GraderError):
    """No such attempt, problem or code for this learner. Another learner's counts as none."""


class Refused(GraderError):
    """A name of nothing visible, an answer to another problem. The message says what would do."""


class NotSaved(GraderError):
    """The store was busy, full or away. Nothing was recorded; the same call may be made again."""


class StoreUnusable(GraderError):
    """The store cannot be opened: an unwritable folder, an old schema, a database that is away."""


class StoreCopyError(GraderError):
    """A backup or a copy cannot be made or restored; the message says why and what to name instead."""


class ResponseFileError(GraderError):
    """A CSV of responses or of keys cannot be analysed: the message says file, line and cure."""
