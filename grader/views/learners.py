"""Who is learning, as a page gets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # A welcome asks for a name's length before any bank is read.
    from grader.rules.attempt import ExtraTime

# Visible characters of a name, which pages say before anybody types.
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class LearnerView:
    """Who is learning. `id` is 32 hex digits and is never shown."""

    id: str
    name: str
    extra_time: ExtraTime


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A browser in which the learner is known. `is_this`: it is the one that asks."""

    bound_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class LinkCode:
    """A code that brings a learner to another browser, once, until `expires_at`."""

    code: str
    expires_at: datetime
