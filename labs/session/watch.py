"""What happens in learners' namespaces, as it happens: one watch a kind for the whole cluster.

A watch that breaks is taken up where it was. When that is too long ago, everything is listed again; what
changed unseen is told together with the time in which nobody looked, so that "at every instant" stays honest.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from labs.checks.objects import KINDS, ObjectChange
from labs.checks.timeline import Window
from labs.errors import LabError, RequestRefused
from labs.kube import Kube, Object, path_of

# Seconds between two attempts to reach a cluster that is away.
_PAUSE = 1.0
# Seconds in which a watch that ended has been begun again, where there is a cluster.
_KNOCK = 0.5
# Seconds without an answer that make an outage, and after which one that lasts is told again.
_OUTAGE = 2.5
_TOLD_AGAIN = 20.0
Key = tuple[str, str]


class WatchListener(Protocol):
    """Who is told; called from the watch's threads, so it must return at once."""

    def changed(self, change: ObjectChange) -> None:
        """An object became so, or is gone."""

    def was_blind(self, window: Window) -> None:
        """Objects of this namespace changed in a window in which nobody looked."""

    def was_away(self, window: Window) -> None:
        """The cluster did not answer in the window; told again while that lasts, and when it is over."""


@dataclass(slots=True)
class _KindState:
    """All objects of one kind by namespace and name, and the version to go on from."""

    kind: str
    objects: dict[Key, Object] = field(default_factory=dict)
    version: str = ""
    lost_at: float | None = None
    told_at: float | None = None
    synced: threading.Event = field(default_factory=threading.Event)


class Watch:
    """Follows the kinds that labs speak of. `now` gives Unix seconds."""

    def __init__(self, kube: Kube, now: Callable[[], float]) -> None:
        self._kube, self._now = kube, now
        self._lock = threading.Lock()
        self._listeners: dict[str, list[WatchListener]] = {}
        self._known = [_KindState(kind) for kind in KINDS.values()]
        self._closed = threading.Event()

    def open(self, timeout: float = 20.0) -> None:
        """Begin; returns when everything that there is has been listed, or after `timeout` seconds."""
        for known in self._known:
            threading.Thread(
                target=self._follow, args=(known,), name=f"watch {known.kind}", daemon=True
            ).start()
        for known in self._known:
            known.synced.wait(timeout)

    def close(self) -> None:
        """End; a thread that waits for the API server ends with its request."""
        self._closed.set()

    def subscribe(
        self, namespace: str, listener: WatchListener
    ) -> tuple[tuple[Object, ...], Callable[[], None]]:
        """What there is in the namespace now; the listener is told what changes from then on, until the
        function that comes with it is called.
        """
        with self._lock:
            there = tuple(
                one
                for known in self._known
                for (place, _), one in known.objects.items()
                if place == namespace
            )
            self._listeners.setdefault(namespace, []).append(listener)

        def unsubscribe() -> None:
            with self._lock:
                if listener in self._listeners.get(namespace, ()):
                    self._listeners[namespace].remove(listener)

        return there, unsubscribe

    def away(self) -> list[Window]:
        """For how long the cluster has not answered, as of now; a watch that is just begun again answers."""
        now = self._now()
        lost = [known.lost_at for known in self._known if known.lost_at is not None]
        return [Window(at, now) for at in lost if now - at >= _KNOCK]

    def _follow(self, known: _KindState) -> None:
        while not self._closed.is_set():
            try:
                if not known.version:
                    self._list(known)
                for verb, one in self._kube.watch(known.kind, version=known.version):
                    self._take(known, verb, one)
                    if self._closed.is_set():
                        return
            except RequestRefused:
                self._lose(known)
                known.version = ""
            except LabError:
                self._lose(known)
                with self._lock:
                    self._tell_away(known)
                self._closed.wait(_PAUSE)

    def _lose(self, known: _KindState) -> None:
        known.lost_at = known.lost_at or self._now()

    def _find(self, known: _KindState) -> None:
        """The cluster answers again."""
        known.told_at = None
        self._tell_away(known)
        known.lost_at = known.told_at = None

    def _list(self, known: _KindState) -> None:
        listed = self._kube.call("GET", path_of(known.kind))
        there = {_key(one): {"kind": known.kind, **one} for one in listed["items"]}
        with self._lock:
            unseen = [one for key, one in there.items() if _version(one) != _version(known.objects.get(key))]
            gone = [one for key, one in known.objects.items() if key not in there]
            if known.lost_at is not None:
                self._tell_blind(known.lost_at, [*unseen, *gone])
            self._find(known)
            known.objects, known.version = there, listed["metadata"]["resourceVersion"]
            for one in unseen:
                self._tell(ObjectChange(self._now(), one))
            for one in gone:
                self._tell(ObjectChange(self._now(), one, gone=True))
        known.synced.set()

    def _take(self, known: _KindState, verb: str, one: Object) -> None:
        known.version = one["metadata"]["resourceVersion"]
        with self._lock:
            self._find(known)
        if verb == "BOOKMARK":
            return
        gone = verb == "DELETED"
        with self._lock:
            if gone:
                known.objects.pop(_key(one), None)
            else:
                known.objects[_key(one)] = {"kind": known.kind, **one}
            self._tell(ObjectChange(self._now(), {"kind": known.kind, **one}, gone=gone))

    def _tell(self, change: ObjectChange) -> None:
        for listener in self._listeners.get(change.object["metadata"].get("namespace", ""), ()):
            listener.changed(change)

    def _tell_away(self, known: _KindState) -> None:
        """A watch that ends is begun again at once; what is lost for longer is an outage."""
        now = self._now()
        if known.lost_at is None or now - known.lost_at < _OUTAGE:
            return
        if known.told_at is not None and now - known.told_at < _TOLD_AGAIN:
            return
        known.told_at, window = now, Window(known.lost_at, now)
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.was_away(window)

    def _tell_blind(self, since: float, changed: list[Object]) -> None:
        window = Window(since, self._now())
        for namespace in {one["metadata"].get("namespace", "") for one in changed}:
            for listener in self._listeners.get(namespace, ()):
                listener.was_blind(window)


def _key(one: Object) -> Key:
    return one["metadata"].get("namespace", ""), one["metadata"]["name"]


def _version(one: Object | None) -> str | None:
    return one["metadata"]["resourceVersion"] if one else None
