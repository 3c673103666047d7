"""The only place that asks what time it is. Everything else is given an aware UTC instant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def now() -> datetime:
    """The server's time, aware, in UTC."""
    return datetime.now(UTC)
