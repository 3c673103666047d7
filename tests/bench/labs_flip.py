"""At a selector flip: what new connections and open ones see, measured by our prober on a real cluster.

    make bench-labs

Six ways to move users from blue to green, 50 requests a second of each class for 10 s, the act at 3 s. Beside
each figure stands the one that was measured for `docs/labs.md` with another probe. Then three classes at 20
requests a second on a cluster at rest: how late the prober is, and how much CPU it takes.
"""

from __future__ import annotations

import math
import os
import secrets
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from grader.clock import now
from labs import operations
from labs.checks.timeline import LATENESS, Timeline, Window
from labs.cluster import lifecycle as cluster_lifecycle
from labs.images.prober.plan import ClientClass
from labs.images.prober.record import Heartbeat, RequestRecord
from labs.kube import Kube, Object, connect, path_of
from labs.namespace import lifecycle as workspaces
from labs.namespace import prober
from labs.namespace.lifecycle import Workspace
from labs.reading import reader
from labs.reading.model import Scenario
from labs.session import deploy
from tests.cluster.conftest import Lab, run_settings

RATE, SECONDS, ACT_AT = 50, 10.0, 3.0
BLUE, GREEN = "iris-v1", "iris-v2"
AT_REST = 20.0


@dataclass(frozen=True)
class Way:
    """One way to move users: blue's manner of leaving, and acts with their seconds after the first."""

    title: str
    env: dict[str, str]
    changes: Sequence[tuple[float, Callable[[Kube, str], None]]]
    fresh: str
    keep_alive: str


@dataclass
class Tape:
    """Everything that one prober said."""

    entries: list[RequestRecord | Heartbeat] = field(default_factory=list)

    def take(self, entries: Sequence[RequestRecord | Heartbeat]) -> None:
        self.entries += entries


def select(version: str) -> Callable[[Kube, str], None]:
    return lambda kube, place: patch(
        kube, "Service", place, "model", {"spec": {"selector": {"version": version}}}
    )


def blue_to_zero(kube: Kube, place: str) -> None:
    patch(kube, "Deployment", place, "model-blue", {"spec": {"replicas": 0}})


def blue_by_force(kube: Kube, place: str) -> None:
    """The Deployment goes, and its pods without any grace."""
    kube.delete("Deployment", "model-blue", place)
    for pod in kube.list("Pod", place, labels="version=blue"):
        kube.delete("Pod", pod["metadata"]["name"], place, grace=0)


def patch(kube: Kube, kind: str, place: str, name: str, body: Object) -> None:
    headers = {"Content-Type": "application/merge-patch+json"}
    kube.call("PATCH", path_of(kind, place, name), body=body, headers=headers)


EXITS, DRAINS = {"ON_SIGTERM": "exit"}, {"ON_SIGTERM": "drain", "DRAIN_SECONDS": "5"}
FLIP = (0.0, select("green"))
WAYS = (
    Way("flip, blue kept", EXITS, [FLIP], "0 failed, a clean cut of 20 ms", "0 failed, all still blue"),
    Way(
        "flip, 2 s later blue deleted by force",
        EXITS,
        [FLIP, (2, blue_by_force)],
        "0 failed",
        "1 failed, then green",
    ),
    Way(
        "flip, 2 s later blue to 0, exits at SIGTERM",
        EXITS,
        [FLIP, (2, blue_to_zero)],
        "0 failed",
        "1 failed, then green",
    ),
    Way(
        "the same, closing for 5 s after SIGTERM",
        DRAINS,
        [FLIP, (2, blue_to_zero)],
        "0 failed",
        "0 failed, then green",
    ),
    Way(
        "typo for 1 s, then right",
        EXITS,
        [(0, select("gren")), (1, select("green"))],
        "7 refused, 47 slow",
        "0 failed",
    ),
    Way(
        "blue to 0, flip 1 s later",
        EXITS,
        [(0, blue_to_zero), (1, select("green"))],
        "7 refused, 44 timed out",
        "7 failed, 76 slow",
    ),
)


def measure(lab: Lab, place: Workspace, scenario: Scenario, way: Way) -> Timeline:
    """The requests of one way, from three seconds before its act on."""
    deploy.deploy_start(lab.kube, lab.settings, place, with_env(scenario, way.env))
    classes = [client(place, "fresh", RATE), client(place, "keep-alive", RATE)]

    def act(begin: float) -> None:
        for offset, do in way.changes:
            time.sleep(max(0.0, begin + ACT_AT + offset - time.time()))
            do(lab.kube, place.namespace)

    entries = probe(lab, place, classes, SECONDS, act)
    timeline = Timeline(BLUE, GREEN)
    for entry in entries:
        timeline.add(entry)
    return timeline


def probe(
    lab: Lab,
    place: Workspace,
    classes: Sequence[ClientClass],
    seconds: float,
    act: Callable[[float], None] = lambda _: None,
) -> list[RequestRecord | Heartbeat]:
    """What a prober says of so many seconds, counted from when all classes have connected."""
    tape, over = Tape(), threading.Event()
    name = prober.start(lab.kube, lab.settings, place.namespace, classes)
    prober.wait_until_ready(lab.kube, name)
    reader = threading.Thread(
        target=prober.stream_records, args=(lab.kube, name, tape.take, over), daemon=True
    )
    reader.start()
    time.sleep(2)
    begin = time.time()
    act(begin)
    time.sleep(max(0.0, begin + seconds + 6 - time.time()))
    over.set()
    prober.delete_all(lab.kube, place.namespace)
    window = Window(begin, begin + seconds)
    return [one for one in tape.entries if window.start <= when(one) < window.end]


def when(entry: RequestRecord | Heartbeat) -> float:
    return entry.at if isinstance(entry, Heartbeat) else entry.scheduled


def client(place: Workspace, name: str, rate: float, work: float = 0.0) -> ClientClass:
    connects = "keep-alive" if name == "keep-alive" else "fresh"
    host = f"model.{place.namespace}.svc.cluster.local."
    return ClientClass(name, host, connects, rate, work=work)  # type: ignore[arg-type]


def with_env(scenario: Scenario, env: dict[str, str]) -> Scenario:
    """The first lab, whose servers also have these variables."""
    more = tuple({"name": name, "value": value} for name, value in env.items())
    return scenario.model_copy(update={"start": tuple(_with_env(one, more) for one in scenario.start)})


def _with_env(thing: Object, more: tuple[Object, ...]) -> Object:
    if thing["kind"] != "Deployment":
        return thing
    template = thing["spec"]["template"]
    [container] = template["spec"]["containers"]
    changed = {**container, "env": (*container["env"], *more)}
    spec = {**template["spec"], "containers": (changed,)}
    return {**thing, "spec": {**thing["spec"], "template": {**template, "spec": spec}}}


def told(timeline: Timeline, name: str) -> str:
    """One cell of the table: what failed and how, and who answers in the end."""
    everything = Window(-math.inf, math.inf)
    counts, tally = timeline.counts(name, everything), timeline.tally(name, everything)
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(tally.kinds.items()))
    unsure = f", {tally.unsure} unsure" if tally.unsure else ""
    last_blue, first_green = timeline.last(name, "blue"), timeline.first(name, "green")
    if first_green is None:
        ending = f"all {counts['blue']} blue"
    elif last_blue is not None and abs(first_green - last_blue) < 1 / RATE + 0.005:
        ending = f"cut of {(first_green - last_blue) * 1000:.0f} ms"
    else:
        ending = "then green"
    return f"{kinds or '0 failed'}{unsure} of {tally.of}, {ending}"


def at_rest(lab: Lab, place: Workspace) -> str:
    """The prober's own lateness and CPU with three classes at 20 requests a second."""
    classes = [
        client(place, "fresh", 20),
        client(place, "keep-alive", 20),
        client(place, "long", 20, work=3.0),
    ]
    classes = [replace(one, connections=4) for one in classes]
    entries = probe(lab, place, classes, AT_REST)
    late = sorted(one.lateness for one in entries if isinstance(one, RequestRecord))
    beats = [one for one in entries if isinstance(one, Heartbeat)]
    cpu = (beats[-1].cpu - beats[0].cpu) / (beats[-1].at - beats[0].at)
    p50, p99 = (late[math.ceil(share * len(late)) - 1] * 1000 for share in (0.5, 0.99))
    return (
        f"prober at 3 x 20 requests/s for {AT_REST:.0f} s: {len(late)} sent, "
        f"late by {p50:.1f} ms (p50) and {p99:.1f} ms (p99, limit {LATENESS * 1000:.0f}), "
        f"{cpu:.3f} core (limit 0.3)"
    )


def main() -> int:
    settings = run_settings()
    operations.up(settings, now(), print)
    lab = Lab(settings, connect(cluster_lifecycle.kubeconfig(settings)))
    scenario = reader.read(reader.SCENARIOS / "one-field-switch")
    place = workspaces.create(lab.kube, settings, secrets.token_hex(8), now())
    print(f"\nAt a selector flip: {RATE} requests/s a class for {SECONDS:.0f} s, the act at {ACT_AT:.0f} s")
    try:
        for way in WAYS:
            timeline = measure(lab, place, scenario, way)
            print(f"\n{way.title}")
            for name, known in (("fresh", way.fresh), ("keep-alive", way.keep_alive)):
                print(f"  {name:<11} known {known:<34} ours {told(timeline, name)}", flush=True)
        deploy.deploy_start(lab.kube, settings, place, scenario)
        print(f"\n{at_rest(lab, place)}; load average {os.getloadavg()[0]:.1f}")
    finally:
        workspaces.delete(lab.kube, place)
        if os.environ.get("CUTOVER_TEST_KEEP_CLUSTER") != "1":
            cluster_lifecycle.delete(settings, print)
    return 0


if __name__ == "__main__":
    sys.exit(main())
