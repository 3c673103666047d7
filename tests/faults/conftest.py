"""The same stores and learners as the grader's tests have, on a real disk."""

from __future__ import annotations

from tests.grader.conftest import client, store

__all__ = ["client", "store"]
