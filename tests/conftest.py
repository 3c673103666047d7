"""What every test may lean on: limits by kind of test, skips that say why, and a summary by kind."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from tests.support.databases import database, postgres
from tests.support.kinds import arrange, is_quiet, require_machine
from tests.support.rotation import add_option, require_turn, rotation_of
from tests.support.shared import MachineLock, close_shared_folder, open_shared_folder
from tests.support.summary import BEGAN, Summary

__all__ = ["database", "postgres"]  # fixtures of any test that needs a database

# An example's own time limit measures the machine; pytest's limit per test is the one that counts.
settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")

_MACHINE = MachineLock()


def pytest_addoption(parser: pytest.Parser) -> None:
    add_option(parser)


def pytest_configure(config: pytest.Config) -> None:
    if open_shared_folder():
        config.add_cleanup(close_shared_folder)
        began = float(os.environ.get(BEGAN, time.time()))
        config.pluginmanager.register(Summary(str(rotation_of(config)), began))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    arrange(items)


def pytest_runtest_setup(item: pytest.Item) -> None:
    require_machine(item)
    require_turn(item)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[Any]:
    """A quiet test has the machine to itself: no worker runs another one meanwhile."""
    _MACHINE.acquire(alone=is_quiet(item))
    try:
        return (yield)
    finally:
        if not (is_quiet(item) and is_quiet(nextitem)):
            _MACHINE.release()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """A file's tests go to one worker, and all tests on the cluster to one."""
    from tests.support.scheduler import GroupScheduling

    return GroupScheduling(config, log)
