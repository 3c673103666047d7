"""Our kind cluster's life: made, woken, removed and swept, and never another's.

Every step can be cut short. What a killed run leaves behind is recognised by its owner record, and
`create`, `delete` and `sweep` each begin by clearing it away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from labs.cluster.kind import KindCluster
from labs.cluster.node import Node, images_on, nodes, start
from labs.cluster.record import ClusterDir, ClusterRecord, cluster_dirs, new_id
from labs.errors import ClusterBusy, ClusterForeign, ClusterMissing, LabError, ToolMissing
from labs.process import Progress, find_program
from labs.settings import LabSettings

ClusterState = Literal["absent", "unfinished", "ready", "stopped", "foreign"]


@dataclass(frozen=True, slots=True)
class ClusterStatus:
    """What there is; `sentence` says it and names the next step."""

    state: ClusterState
    sentence: str
    record: ClusterRecord | None = None


def cluster_dir(settings: LabSettings) -> ClusterDir:
    return ClusterDir(settings.folder, settings.cluster_name)


def status(settings: LabSettings, now: datetime) -> ClusterStatus:
    """What there is of our cluster, by Docker and our record. Raises DockerUnavailable, ToolMissing."""
    name, record = settings.cluster_name, cluster_dir(settings).read()
    found = nodes(settings.provider, name)
    if _is_foreign(cluster_dir(settings), record, found):
        return ClusterStatus("foreign", str(_foreign_error(settings)))
    if record is None:
        return ClusterStatus("absent", "No cluster is up. `cutover labs up` makes one.")
    if record.state != "ready" or not found:
        return ClusterStatus(
            "unfinished", f"The cluster {name} is not whole. `cutover labs up` makes it anew.", record
        )
    if not all(node.running for node in found):
        return ClusterStatus(
            "stopped", f"The cluster {name} is stopped. `cutover labs up` starts it again.", record
        )
    return ClusterStatus("ready", f"The cluster {name} is up; {_time_left(record, now)}.", record)


def check(settings: LabSettings, now: datetime) -> None:
    """Raise what would keep `create` from working: ToolMissing, DockerUnavailable, ClusterForeign."""
    if find_program("kind") is None:
        raise ToolMissing("kind is not installed.", "`cutover labs doctor` says how to install it.")
    if status(settings, now).state == "foreign":
        raise _foreign_error(settings)


def kubeconfig(settings: LabSettings) -> Path:
    """The kubeconfig of our cluster. Raises ClusterMissing."""
    record = cluster_dir(settings).read()
    if record is None or record.state != "ready":
        raise ClusterMissing("No cluster is up.", "`cutover labs up` makes one.")
    return cluster_dir(settings).kubeconfig


def create(settings: LabSettings, images: tuple[str, ...], now: datetime, progress: Progress) -> None:
    """Have our cluster run with these images: kept as it is, woken, or made anew; its time starts over.

    Raises ClusterForeign, ClusterBusy, ClusterFailed, ImageMissing, DockerUnavailable, ToolMissing, NotReady.
    """
    directory = cluster_dir(settings)
    with directory.locked() as lock:
        kind = KindCluster(settings, directory, lock, progress)
        current = status(settings, now)
        if current.state == "foreign":
            raise _foreign_error(settings)
        if current.record and current.state == "unfinished":
            _remove(kind, current.record)
        record = (
            _start(kind, current.record)
            if current.record and current.state != "unfinished"
            else _create(kind, now)
        )
        _load(kind, images)
        directory.write(record.model_copy(update={"state": "ready", "expires_at": now + settings.ttl}))


def extend_life(settings: LabSettings, until: datetime) -> None:
    """Let our cluster live until then at least, for whoever works on it. Raises ClusterBusy."""
    directory = cluster_dir(settings)
    if not _ends_before(directory.read(), until):
        return
    with directory.locked():
        record = directory.read()
        if record is not None and _ends_before(record, until):
            directory.write(record.model_copy(update={"expires_at": until}))


def _ends_before(record: ClusterRecord | None, until: datetime) -> bool:
    return record is not None and record.state == "ready" and record.expires_at < until


def delete(settings: LabSettings, progress: Progress) -> bool:
    """Remove our cluster and all that we keep of it; False if there was none. Raises as `create`."""
    directory = cluster_dir(settings)
    with directory.locked() as lock:
        record = directory.read()
        if record is not None:
            _remove(KindCluster(settings, directory, lock, progress), record)
        elif nodes(settings.provider, settings.cluster_name):
            raise _foreign_error(settings)
        return record is not None


def sweep(settings: LabSettings, now: datetime, progress: Progress) -> tuple[str, ...]:
    """Remove each cluster of ours whose time is up or that was cut short; their names.

    One that another Cutover is at work on is left, and so is a foreign cluster of the same name.
    """
    gone = []
    for directory in cluster_dirs(settings.folder):
        try:
            with directory.locked() as lock:
                record = directory.read()
                if record is None:
                    directory.remove()
                elif record.is_expired(now):
                    own = settings.model_copy(update={"cluster_name": directory.cluster})
                    _remove(KindCluster(own, directory, lock, progress), record)
                    gone.append(directory.cluster)
        except (ClusterBusy, ClusterForeign) as e:
            progress(str(e))
    return tuple(gone)


def _create(kind: KindCluster, now: datetime) -> ClusterRecord:
    settings = kind.settings
    record = ClusterRecord(
        cluster=settings.cluster_name,
        id=new_id(),
        state="creating",
        created_at=now,
        expires_at=now + settings.ttl,
        node_image=settings.node_image,
    )
    kind.directory.write(record)
    kind.progress(f"Making the cluster {settings.cluster_name} from {settings.node_image}")
    try:
        kind.create(record)
    except LabError:
        _remove(kind, record)
        raise
    return record


def _start(kind: KindCluster, record: ClusterRecord) -> ClusterRecord:
    for node in nodes(kind.settings.provider, record.cluster):
        if not node.running:
            kind.progress(f"Starting {node.name}")
        start(kind.settings.provider, node)
    return record


def _load(kind: KindCluster, images: tuple[str, ...]) -> None:
    """Bring to the node what it lacks. A tag names its content, so what has the name is the right image."""
    provider, name = kind.settings.provider, kind.settings.cluster_name
    there = [images_on(provider, node.name) for node in nodes(provider, name)]
    lacking = tuple(image for image in images if not all(image in names for names in there))
    if lacking:
        kind.progress(f"Loading {', '.join(lacking)}")
        kind.load(lacking)


def _remove(kind: KindCluster, record: ClusterRecord) -> None:
    found = nodes(kind.settings.provider, record.cluster)
    if _is_foreign(kind.directory, record, found):
        kind.directory.remove()
        raise _foreign_error(kind.settings)
    if found:
        kind.directory.write(record.model_copy(update={"state": "removing"}))
        kind.progress(f"Removing the cluster {record.cluster}")
        kind.delete()
    kind.directory.remove()


def _is_foreign(directory: ClusterDir, record: ClusterRecord | None, found: Iterable[Node]) -> bool:
    """Whether any node is not ours."""
    return any(record is None or not node.is_owned_by(directory, record) for node in found)


def _foreign_error(settings: LabSettings) -> ClusterForeign:
    return ClusterForeign(
        f"A cluster named {settings.cluster_name} is here that Cutover did not make; it is left alone.",
        "Set CUTOVER_LABS_CLUSTER_NAME to another name.",
    )


def _time_left(record: ClusterRecord, now: datetime) -> str:
    hours = (record.expires_at - now).total_seconds() / 3600
    if hours <= 0:
        return "its time is over, and the next sweep removes it"
    return f"it is swept away in {hours:.0f} hours" if hours >= 2 else "it is swept away within two hours"
