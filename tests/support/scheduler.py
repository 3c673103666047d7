"""Which worker runs which tests, where pytest-xdist has several."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

from tests.support.kinds import group_of


class GroupScheduling(LoadScopeScheduling):
    """Groups of tests go to whoever is free, in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)
