"""What happens in learners' namespaces, as it happens: one watch a kind for the whole cluster.

A watch that breaks is taken up where it was. When that is too long ago, everything is listed again; what
changed unseen is told together with the time in which nobody looked, so that "at every instant" stays honest.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from labs.checks.objects import KINDS, ObjectChange
from labs.checks.timeline import Window
from labs.errors import LabError, RequestRefused
from labs.kube import Kube, Object

# Seconds in which a watch that ended has been begun again, where there is a cluster.
_RECONNECT = 0.5
# Seconds after which an outage that lasts is notified again.
_NOTIFY_AGAIN = 20.0
log = logging.getLogger(__name__)
Key = tuple[str, str]


class WatchListener(Protocol):
    """Who is told; called from the watch's threads, so it must return at once."""

    def object_changed(self, change: ObjectChange) -> None:
        """An object became so, or is gone."""

    def watch_gap(self, window: Window) -> None:
        """Objects of this namespace changed in a window in which nobody looked."""

    def cluster_outage(self, window: Window) -> None:
        """The cluster did not answer in the window; told again while that lasts, and when it is over."""


@dataclass(frozen=True, slots=True)
class WatchTiming:
    """Seconds: between two attempts to reach a cluster that is away, without an answer that make an outage,
    and between two questions whether the API server answers.
    """

    pause: float = 1.0
    outage: float = 2.5
    health: float = 3.0


@dataclass(slots=True)
class _KindState:
    """All objects of one kind by namespace and name, and the version to go on from."""

    kind: str
    objects: dict[Key, Object] = field(default_factory=dict)
    version: str = ""
    lost_at: float | None = None
    notified_at: float | None = None
    synced: threading.Event = field(default_factory=threading.Event)


class Watch:
    """Follows the kinds that labs speak of. `now` gives Unix seconds.

    `outage` says why the API server does not answer, as of some seconds ago; it is empty while it does.
    """

    def __init__(self, kube: Kube, now: Callable[[], float], timing: WatchTiming | None = None) -> None:
        self._kube, self._now, self._timing = kube, now, timing or WatchTiming()
        self.outage = ""
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
        threading.Thread(target=self._ask_health, name="watch health", daemon=True).start()
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
                for (object_namespace, _), one in known.objects.items()
                if object_namespace == namespace
            )
            self._listeners.setdefault(namespace, []).append(listener)

        def unsubscribe() -> None:
            with self._lock:
                if listener in self._listeners.get(namespace, ()):
                    self._listeners[namespace].remove(listener)

        return there, unsubscribe

    def outages(self) -> list[Window]:
        """For how long the cluster has not answered, as of now; a watch that is just begun again answers."""
        now = self._now()
        lost = [known.lost_at for known in self._known if known.lost_at is not None]
        return [Window(at, now) for at in lost if now - at >= _RECONNECT]

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
                self._mark_lost(known)
                known.version = ""
            except LabError:
                self._mark_lost(known)
                with self._lock:
                    self._notify_outage(known)
                self._closed.wait(self._timing.pause)
            except Exception:
                self._recover(known)

    def _recover(self, known: _KindState) -> None:
        """Whatever broke, something may have gone unseen: list again, and tell the gap."""
        if known.lost_at is None:
            log.exception("the watch of %s broke and is begun again", known.kind)
        self._mark_lost(known)
        known.version = ""
        with self._lock:
            self._notify_outage(known)
        self._closed.wait(self._timing.pause)

    def _ask_health(self) -> None:
        while not self._closed.wait(self._timing.health):
            try:
                self._kube.call("GET", "/version")
                self.outage = ""
            except LabError as error:
                self.outage = str(error)
            except Exception:
                log.exception("the cluster could not be asked whether it answers")

    def _mark_lost(self, known: _KindState) -> None:
        known.lost_at = known.lost_at or self._now()

    def _mark_found(self, known: _KindState) -> None:
        """The cluster answers again."""
        known.notified_at = None
        self._notify_outage(known)
        known.lost_at = known.notified_at = None

    def _list(self, known: _KindState) -> None:
        listed, version = self._kube.list_versioned(known.kind)
        there = {_key(one): one for one in listed}
        with self._lock:
            unseen = [one for key, one in there.items() if _version(one) != _version(known.objects.get(key))]
            gone = [one for key, one in known.objects.items() if key not in there]
            if known.lost_at is not None:
                self._notify_gap(known.lost_at, [*unseen, *gone])
            self._mark_found(known)
            known.objects, known.version = there, version
            for one in unseen:
                self._notify(ObjectChange(self._now(), one))
            for one in gone:
                self._notify(ObjectChange(self._now(), one, gone=True))
        known.synced.set()

    def _take(self, known: _KindState, verb: str, one: Object) -> None:
        known.version = one["metadata"]["resourceVersion"]
        with self._lock:
            self._mark_found(known)
        if verb == "BOOKMARK":
            return
        gone = verb == "DELETED"
        with self._lock:
            if gone:
                known.objects.pop(_key(one), None)
            else:
                known.objects[_key(one)] = {"kind": known.kind, **one}
            self._notify(ObjectChange(self._now(), {"kind": known.kind, **one}, gone=gone))

    def _notify(self, change: ObjectChange) -> None:
        for listener in self._listeners.get(change.object["metadata"].get("namespace", ""), ()):
            listener.object_changed(change)

    def _notify_outage(self, known: _KindState) -> None:
        """A watch that ends is begun again at once; what is lost for longer is an outage."""
        now = self._now()
        if known.lost_at is None or now - known.lost_at < self._timing.outage:
            return
        if known.notified_at is not None and now - known.notified_at < _NOTIFY_AGAIN:
            return
        known.notified_at, window = now, Window(known.lost_at, now)
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.cluster_outage(window)

    def _notify_gap(self, since: float, changed: list[Object]) -> None:
        window = Window(since, self._now())
        for namespace in {one["metadata"].get("namespace", "") for one in changed}:
            for listener in self._listeners.get(namespace, ()):
                listener.watch_gap(window)


def _key(one: Object) -> Key:
    return one["metadata"].get("namespace", ""), one["metadata"]["name"]


def _version(one: Object | None) -> str | None:
    return one["metadata"]["resourceVersion"] if one else None
