"""Who made a cluster: a record and a lock in our folder, and a mark on the node that Docker shows.

The record is written before the cluster exists, and the node mounts a folder named by the record's id
from the instant of its creation. So a killed Cutover leaves nothing that a sweep cannot recognise, and
nothing that somebody else made can be taken for ours.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from labs.errors import ClusterBusy

State = Literal["creating", "ready", "removing"]


class Owner(BaseModel):
    """The record of a cluster. Instants are aware, in UTC; `id` is 32 random hex digits."""

    model_config = ConfigDict(frozen=True)

    cluster: str
    id: str
    state: State
    created_at: datetime
    expires_at: datetime
    node_image: str

    def is_over(self, now: datetime) -> bool:
        """Whether the cluster may be swept away: its time is up, or its making or removal was cut short."""
        return self.state != "ready" or now >= self.expires_at


def new_id() -> str:
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Home:
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
    def scratch(self) -> Path:
        """Where kind and Docker put their temporary files, so that a kill leaves none elsewhere."""
        return self.folder / "tmp"

    def mark(self, owner_id: str) -> Path:
        """The folder that the node mounts: its name is the proof that the cluster is ours."""
        return self.folder / f"owner-{owner_id}"

    def read(self) -> Owner | None:
        """The record, or None if there is none. A torn record cannot be: writing one is a rename."""
        try:
            return Owner.model_validate_json((self.folder / "owner.json").read_bytes())
        except (FileNotFoundError, ValidationError):
            return None

    def write(self, owner: Owner) -> None:
        """Put the record on disk, with its mark, before this returns."""
        self.mark(owner.id).mkdir(mode=0o700, parents=True, exist_ok=True)
        self.scratch.mkdir(mode=0o700, exist_ok=True)
        self.folder.chmod(0o700)
        draft = self.folder / "owner.json.new"
        with draft.open("w", encoding="utf-8") as file:
            file.write(owner.model_dump_json())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / "owner.json")

    def forget(self) -> None:
        """Remove all that we keep of the cluster, the record last."""
        if not self.folder.exists():
            return
        for entry in self.folder.iterdir():
            if entry.name != "owner.json":
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        shutil.rmtree(self.folder)

    @contextmanager
    def locked(self, wait: float = 0.0) -> Iterator[int]:
        """Hold the cluster's lock; yields its descriptor, for the programs that must keep it.

        The lock is free only when we and every program that holds it have ended, so a kind that outlives
        a killed Cutover is never raced. Raises ClusterBusy if it is still taken after `wait` seconds.
        """
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.root / f"{self.cluster}.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            self._take(descriptor, time.monotonic() + wait)
            yield descriptor
        finally:
            os.close(descriptor)

    def _take(self, descriptor: int, until: float) -> None:
        while True:
            try:
                return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as e:
                if time.monotonic() >= until:
                    raise ClusterBusy(
                        f"Another Cutover is at work on the cluster {self.cluster}.",
                        "Wait until it is done, then try again.",
                    ) from e
                time.sleep(0.2)


def homes(root: Path) -> tuple[Home, ...]:
    """Every cluster that we keep something of."""
    if not root.is_dir():
        return ()
    return tuple(Home(root, entry.name) for entry in sorted(root.iterdir()) if entry.is_dir())
