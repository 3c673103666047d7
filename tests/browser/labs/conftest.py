"""The cluster of the cluster tests, under the pages of the browser tests."""

from __future__ import annotations

from tests.cluster.conftest import cluster

__all__ = ["cluster"]
