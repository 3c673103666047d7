"""Code that needs no cluster, run in a pod of its own without network, credentials or a writable disk."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime

from labs import session
from labs.bundle import bundle
from labs.errors import NotReady
from labs.exec import Ended
from labs.images import WORKBENCH as RECIPE
from labs.images import image
from labs.kube import Kube, Object, path_of
from labs.place import Place, end, namespace_of
from labs.proofs.claims import code_of, compared, transcript
from labs.proofs.manifests import isolated
from labs.settings import LabSettings
from problems.model import Problem
from problems.proofs.evidence import Seen
from problems.proofs.model import SnippetProof

_POD = "snippet"
_STARTS = 30.0
# Of a place, all that closes and nothing that opens.
_KEPT = ("Namespace", "ResourceQuota", "LimitRange", "ServiceAccount")
_ENDED = ("Succeeded", "Failed")


def carried_out(
    kube: Kube, settings: LabSettings, problem: Problem, proof: SnippetProof, now: datetime
) -> Iterator[Seen]:
    """What is seen of every option. Raises ProofError and LabError."""
    code = code_of(problem, proof)
    place = Place(namespace_of(f"snippet {problem.id} {now.isoformat()}"), now + settings.place_life)
    try:
        for thing in closed(kube, settings, place):
            kube.apply(thing)
        argv = ["bash" if proof.language == "shell" else "python3", "-c", code]
        done = _run(kube, settings, place.namespace, argv, proof.limit.total_seconds())
    finally:
        end(kube, place)
    yield from compared(problem, done.text, transcript((code, done)), proof.compare)


def closed(kube: Kube, settings: LabSettings, place: Place) -> Iterator[Object]:
    """A learner's place without its rights, its session and every way in or out."""
    for thing in bundle(place.namespace, place.expires_at, session.doors(kube), settings):
        if thing["kind"] in _KEPT or thing["metadata"]["name"] == "nothing":
            yield thing


def _run(kube: Kube, settings: LabSettings, namespace: str, argv: list[str], limit: float) -> Ended:
    bounded = ["timeout", "-k", "1", f"{limit:.0f}", *argv]
    kube.apply(isolated(_POD, namespace, image(RECIPE, settings), bounded, round(limit + _STARTS)))
    until = time.monotonic() + 2 * _STARTS + limit
    while (pod := kube.get("Pod", _POD, namespace))["status"].get("phase") not in _ENDED:
        if time.monotonic() >= until:
            raise NotReady(f"The code in {namespace} did not end.", "Give its proof a longer `limit`.")
        time.sleep(0.2)
    text = kube.text(path_of("Pod", namespace, _POD) + "/log")
    return Ended(_exit(pod), text)


def _exit(pod: Object) -> int:
    for each in pod["status"].get("containerStatuses", []):
        ended = each["state"].get("terminated")
        if ended:
            return int(ended["exitCode"])
    return 255
