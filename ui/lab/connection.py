"""The cluster of this process's labs: connected when the first lab needs it, and again when it is new.

The kubernetes client takes more than a second to import, so nothing here is imported before it is needed.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from grader.clock import now

if TYPE_CHECKING:
    from labs.session.runner import Cluster

# A page that is drawn again and again asks Docker this seldom, in seconds.
_STATUS_LIFE = 3.0


class ClusterConnection:
    """The one connection of a process. Safe to share between threads."""

    def __init__(self) -> None:
        self._connecting, self._asking = threading.Lock(), threading.Lock()
        self._cluster: Cluster | None = None
        self._of: tuple[Path, float] | None = None
        self._status: tuple[float, str] | None = None

    def cluster(self) -> Cluster:
        """The cluster, connected and watched. Raises ClusterMissing, ClusterUnavailable."""
        from labs.cluster import lifecycle as cluster_lifecycle  # noqa: PLC0415
        from labs.settings import read_settings  # noqa: PLC0415

        with self._connecting:
            settings = read_settings()
            path = cluster_lifecycle.kubeconfig(settings)
            of = path, path.stat().st_mtime
            if self._cluster is None or self._of != of:
                self._cluster, self._of = self._connect(path), of
            return self._cluster

    def trouble(self) -> str:
        """Why no lab can be opened now, with the cure; empty when one can."""
        with self._asking:
            if self._status is None or time.monotonic() - self._status[0] > _STATUS_LIFE:
                self._status = time.monotonic(), _trouble()
            return self._status[1]

    def _connect(self, path: Path) -> Cluster:
        from labs.kube import connect  # noqa: PLC0415
        from labs.session.runner import Cluster  # noqa: PLC0415
        from labs.session.watch import Watch  # noqa: PLC0415
        from labs.settings import read_settings  # noqa: PLC0415

        if self._cluster is not None:
            self._cluster.watch.close()
        kube = connect(path)
        kube.call("GET", "/version")  # a cluster that is away says so at once, and is not waited for
        watch = Watch(kube, unix_seconds)
        watch.open()
        return Cluster(kube, read_settings(), watch, unix_seconds)


def unix_seconds() -> float:
    """Now, in Unix seconds, as the labs count."""
    return now().timestamp()


def _trouble() -> str:
    from labs.cluster import lifecycle as cluster_lifecycle  # noqa: PLC0415
    from labs.errors import LabError  # noqa: PLC0415
    from labs.extras import NO_LABS, missing  # noqa: PLC0415
    from labs.settings import read_settings  # noqa: PLC0415

    if missing():
        return NO_LABS
    try:
        cluster = cluster_lifecycle.status(read_settings(), now())
    except LabError as error:
        return str(error)
    return "" if cluster.state == "ready" else cluster.sentence
