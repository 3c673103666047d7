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

from labs.cluster.kind import Kind, Say
from labs.cluster.node import Node, images_on, nodes, wake
from labs.cluster.record import Home, Owner, homes, new_id
from labs.errors import ClusterBusy, ClusterForeign, ClusterMissing, LabError, ToolMissing
from labs.process import find
from labs.settings import LabSettings

State = Literal["absent", "unfinished", "ready", "stopped", "foreign"]


@dataclass(frozen=True, slots=True)
class Status:
    """What there is; `sentence` says it and names the next step."""

    state: State
    sentence: str
    owner: Owner | None = None


def home(settings: LabSettings) -> Home:
    return Home(settings.folder, settings.cluster_name)


def status(settings: LabSettings, now: datetime) -> Status:
    """What there is of our cluster, by Docker and our record. Raises DockerAway, ToolMissing."""
    name, owner = settings.cluster_name, home(settings).read()
    found = nodes(settings.provider, name)
    if _strange(home(settings), owner, found):
        return Status("foreign", str(_foreign(settings)))
    if owner is None:
        return Status("absent", "No cluster is up. `cutover labs up` makes one.")
    if owner.state != "ready" or not found:
        return Status(
            "unfinished", f"The cluster {name} is not whole. `cutover labs up` makes it anew.", owner
        )
    if not all(node.running for node in found):
        return Status("stopped", f"The cluster {name} is stopped. `cutover labs up` starts it again.", owner)
    return Status("ready", f"The cluster {name} is up; {_left(owner, now)}.", owner)


def check(settings: LabSettings, now: datetime) -> None:
    """Raise what would keep `create` from working: ToolMissing, DockerAway, ClusterForeign."""
    if find("kind") is None:
        raise ToolMissing("kind is not installed.", "`cutover labs doctor` says how to install it.")
    if status(settings, now).state == "foreign":
        raise _foreign(settings)


def kubeconfig(settings: LabSettings) -> Path:
    """The kubeconfig of our cluster. Raises ClusterMissing."""
    owner = home(settings).read()
    if owner is None or owner.state != "ready":
        raise ClusterMissing("No cluster is up.", "`cutover labs up` makes one.")
    return home(settings).kubeconfig


def create(settings: LabSettings, images: tuple[str, ...], now: datetime, say: Say) -> None:
    """Have our cluster run with these images: kept as it is, woken, or made anew; its time starts over.

    Raises ClusterForeign, ClusterBusy, ClusterFailed, ImageMissing, DockerAway, ToolMissing, NotReady.
    """
    place = home(settings)
    with place.locked() as lock:
        kind = Kind(settings, place, lock, say)
        seen = status(settings, now)
        if seen.state == "foreign":
            raise _foreign(settings)
        if seen.owner and seen.state == "unfinished":
            _remove(kind, seen.owner)
        owner = _woken(kind, seen.owner) if seen.owner and seen.state != "unfinished" else _made(kind, now)
        _load(kind, images)
        place.write(owner.model_copy(update={"state": "ready", "expires_at": now + settings.ttl}))


def keep(settings: LabSettings, until: datetime) -> None:
    """Let our cluster live until then at least, for whoever works on it. Raises ClusterBusy."""
    place = home(settings)
    if not _ends_before(place.read(), until):
        return
    with place.locked():
        owner = place.read()
        if owner is not None and _ends_before(owner, until):
            place.write(owner.model_copy(update={"expires_at": until}))


def _ends_before(owner: Owner | None, until: datetime) -> bool:
    return owner is not None and owner.state == "ready" and owner.expires_at < until


def delete(settings: LabSettings, say: Say) -> bool:
    """Remove our cluster and all that we keep of it; False if there was none. Raises as `create`."""
    place = home(settings)
    with place.locked() as lock:
        owner = place.read()
        if owner is not None:
            _remove(Kind(settings, place, lock, say), owner)
        elif nodes(settings.provider, settings.cluster_name):
            raise _foreign(settings)
        return owner is not None


def sweep(settings: LabSettings, now: datetime, say: Say) -> tuple[str, ...]:
    """Remove each cluster of ours whose time is up or that was cut short; their names.

    One that another Cutover is at work on is left, and so is a foreign cluster of the same name.
    """
    gone = []
    for place in homes(settings.folder):
        try:
            with place.locked() as lock:
                owner = place.read()
                if owner is None:
                    place.forget()
                elif owner.is_over(now):
                    own = settings.model_copy(update={"cluster_name": place.cluster})
                    _remove(Kind(own, place, lock, say), owner)
                    gone.append(place.cluster)
        except (ClusterBusy, ClusterForeign) as e:
            say(str(e))
    return tuple(gone)


def _made(kind: Kind, now: datetime) -> Owner:
    settings = kind.settings
    owner = Owner(
        cluster=settings.cluster_name,
        id=new_id(),
        state="creating",
        created_at=now,
        expires_at=now + settings.ttl,
        node_image=settings.node_image,
    )
    kind.home.write(owner)
    kind.say(f"Making the cluster {settings.cluster_name} from {settings.node_image}")
    try:
        kind.create(owner)
    except LabError:
        _remove(kind, owner)
        raise
    return owner


def _woken(kind: Kind, owner: Owner) -> Owner:
    for node in nodes(kind.settings.provider, owner.cluster):
        if not node.running:
            kind.say(f"Starting {node.name}")
        wake(kind.settings.provider, node)
    return owner


def _load(kind: Kind, images: tuple[str, ...]) -> None:
    """Bring to the node what it lacks. A tag names its content, so what has the name is the right image."""
    provider, name = kind.settings.provider, kind.settings.cluster_name
    there = [images_on(provider, node.name) for node in nodes(provider, name)]
    lacking = tuple(image for image in images if not all(image in names for names in there))
    if lacking:
        kind.say(f"Loading {', '.join(lacking)}")
        kind.load(lacking)


def _remove(kind: Kind, owner: Owner) -> None:
    found = nodes(kind.settings.provider, owner.cluster)
    if _strange(kind.home, owner, found):
        kind.home.forget()
        raise _foreign(kind.settings)
    if found:
        kind.home.write(owner.model_copy(update={"state": "removing"}))
        kind.say(f"Removing the cluster {owner.cluster}")
        kind.delete()
    kind.home.forget()


def _strange(place: Home, owner: Owner | None, found: Iterable[Node]) -> bool:
    """Whether any node is not ours."""
    return any(owner is None or not node.is_of(place, owner) for node in found)


def _foreign(settings: LabSettings) -> ClusterForeign:
    return ClusterForeign(
        f"A cluster named {settings.cluster_name} is here that Cutover did not make; it is left alone.",
        "Set CUTOVER_LABS_CLUSTER_NAME to another name.",
    )


def _left(owner: Owner, now: datetime) -> str:
    hours = (owner.expires_at - now).total_seconds() / 3600
    if hours <= 0:
        return "its time is over, and the next sweep removes it"
    return f"it is swept away in {hours:.0f} hours" if hours >= 2 else "it is swept away within two hours"
