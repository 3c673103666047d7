"""What every test may lean on: limits by kind of test, skips that say why, and a summary by kind."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from tests.support.databases import database, postgres
from tests.support.kinds import arrange, require_machine
from tests.support.rotation import add_option, rotation_of
from tests.support.shared import close_shared_folder, locked, open_shared_folder
from tests.support.summary import BEGAN, Summary

__all__ = ["database", "postgres"]  # fixtures of any test that needs a database

# An example's own time limit measures the machine; pytest's limit per test is the one that counts.
settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")


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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[Any]:
    """A quiet test has the machine to itself: no worker runs another one meanwhile."""
    with locked("machine", shared=item.get_closest_marker("quiet") is None):
        return (yield)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """A file's tests go to one worker, and all tests on the cluster to one."""
    from tests.support.scheduler import GroupScheduling

    return GroupScheduling(config, log)
