"""Who made a cluster: a record and a lock in our folder, and a mark on the node that Docker shows.

The record is written before the cluster exists, and the node mounts a folder named by the record's id
from the instant of its creation. So a killed Cutover leaves nothing that a sweep cannot recognise, and
nothing that somebody else made can be taken for ours.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from labs.errors import ClusterBusy
from labs.process import is_orphaned, kill_group
from labs.wait import wait_until

# Seconds in which Docker is done with what a killed Cutover's kind had asked of it.
PATIENCE = 5.0

RecordState = Literal["creating", "ready", "removing"]


class ClusterRecord(BaseModel):
    """The record of a cluster. Instants are aware, in UTC; `id` is 32 random hex digits."""

    model_config = ConfigDict(frozen=True)

    cluster: str
    id: str
    state: RecordState
    created_at: datetime
    expires_at: datetime
    node_image: str

    def is_expired(self, now: datetime) -> bool:
        """Whether the cluster may be swept away: its time is up, or its making or removal was cut short."""
        return self.state != "ready" or now >= self.expires_at


def new_id() -> str:
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class ClusterDir:
    """The folder of one cluster, 0700: `<root>/<cluster>/`, with its lock beside it."""

    root: Path
    cluster: str

    @property
    def folder(self) -> Path:
        return self.root / self.cluster

    @property
    def kubeconfig(self) -> Path:
        return self.folder / "kubeconfig"

    @property
    def config(self) -> Path:
        return self.folder / "kind.json"

    @property
    def temporary(self) -> Path:
        """Where kind and Docker put their temporary files, so that a kill leaves none elsewhere."""
        return self.folder / "tmp"

    @property
    def runs(self) -> Path:
        """Where the runs of labs on the cluster are logged."""
        return self.folder / "runs"

    @property
    def _lock_file(self) -> Path:
        return self.root / f"{self.cluster}.lock"

    def mark(self, owner_id: str) -> Path:
        """The folder that the node mounts: its name is the proof that the cluster is ours."""
        return self.folder / f"owner-{owner_id}"

    def read(self) -> ClusterRecord | None:
        """The record, or None if there is none. A torn record cannot be: writing one is a rename."""
        try:
            return ClusterRecord.model_validate_json((self.folder / "owner.json").read_bytes())
        except (FileNotFoundError, ValidationError):
            return None

    def write(self, owner: ClusterRecord) -> None:
        """Put the record on disk, with its mark, before this returns."""
        self.mark(owner.id).mkdir(mode=0o700, parents=True, exist_ok=True)
        self.temporary.mkdir(mode=0o700, exist_ok=True)
        self.folder.chmod(0o700)
        draft = self.folder / "owner.json.new"
        with draft.open("w", encoding="utf-8") as file:
            file.write(owner.model_dump_json())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / "owner.json")

    def record_worker(self, pid: int) -> None:
        """Remember which process group is at work, and for whom."""
        (self.folder / "worker.json").write_text(json.dumps([pid, os.getpid()]), encoding="utf-8")

    def remove(self) -> None:
        """Remove all that we keep of the cluster, the record last."""
        if not self.folder.exists():
            return
        for entry in self.folder.iterdir():
            if entry.name != "owner.json":
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        shutil.rmtree(self.folder)

    @contextmanager
    def locked(self, patience: float = PATIENCE) -> Iterator[int]:
        """Hold the cluster's lock; yields its descriptor, for the programs that must keep it.

        The lock is free only when we and every program that holds it have ended. A kind that outlives a
        killed Cutover is given `patience` seconds for what it has under way at Docker, and is then ended.
        Its file goes with the last that is kept of the cluster. Raises ClusterBusy if another Cutover is at
        work.
        """
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = self._lock(patience)
        try:
            yield descriptor
        finally:
            if not self.folder.exists():
                self._lock_file.unlink(missing_ok=True)
            os.close(descriptor)

    def _lock(self, patience: float) -> int:
        """The lock's descriptor. A file that was removed keeps nobody out: the new one counts."""
        while True:
            descriptor = os.open(self._lock_file, os.O_CREAT | os.O_RDWR, 0o600)
            if not (_try_lock(descriptor, 0) or self._taken_from_orphan(descriptor, patience)):
                os.close(descriptor)
                raise ClusterBusy(
                    f"Another Cutover is at work on the cluster {self.cluster}.",
                    "Wait until it is done, then try again.",
                )
            if _is_file(descriptor, self._lock_file):
                return descriptor
            os.close(descriptor)

    def _taken_from_orphan(self, descriptor: int, patience: float) -> bool:
        try:
            group, parent = json.loads((self.folder / "worker.json").read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return _try_lock(descriptor, patience)
        if not is_orphaned(group, parent):
            return _try_lock(descriptor, 0)
        if not _try_lock(descriptor, patience):
            kill_group(group)
        return _try_lock(descriptor, patience)


def _is_file(descriptor: int, path: Path) -> bool:
    """Whether the open file is the one that the path names."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _try_lock(descriptor: int, patience: float) -> bool:
    """Whether the lock could be had within `patience` seconds."""

    def is_locked() -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    return wait_until(is_locked, seconds=patience, pause=0.1)


def cluster_dirs(root: Path) -> tuple[ClusterDir, ...]:
    """Every cluster that we keep something of."""
    if not root.is_dir():
        return ()
    return tuple(ClusterDir(root, entry.name) for entry in sorted(root.iterdir()) if entry.is_dir())
