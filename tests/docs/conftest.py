"""Fixtures of the labs, for the pages about them."""

from tests.labs.conftest import settings

__all__ = ["settings"]
