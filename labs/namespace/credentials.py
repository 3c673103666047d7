"""A learner's credentials: short-lived tokens that die with one Secret, and kubeconfigs around them.

A token is never logged, shown or kept anywhere but in that Secret. Deleting the Secret revokes every
token bound to it; the API server may accept one for some seconds more, since it caches its verdicts.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime
from pathlib import Path

from labs.errors import ClusterUnavailable, ObjectNotFound
from labs.kube import Kube, Object, path_of
from labs.namespace.manifests import EXPIRES, LEARNER, SESSION, ApiEndpoints, session

# The API server refuses tokens that live shorter.
_SHORTEST_SECONDS = 600


def renew_token(kube: Kube, namespace: str, endpoints: ApiEndpoints, now: datetime, until: datetime) -> None:
    """Have the workbench's kubeconfig hold a token; a fresh one when half of its life is over."""
    secret = _existing_secret(kube, namespace) or kube.apply(session(namespace))
    if "kubeconfig" in (secret.get("data") or {}) and _expires_at(secret) - now > (until - now) / 2:
        return
    token = new_token(kube, namespace, now, until)
    inside = kubeconfig(endpoints.inside, endpoints.authority, token, namespace)
    kube.apply(session(namespace, inside, until))


def external_kubeconfig(kube: Kube, namespace: str, now: datetime, until: datetime) -> str:
    """A kubeconfig for the learner's own terminal, with a token of its own. Never log it."""
    there = api_endpoints(kube)
    token = new_token(kube, namespace, now, until)
    return kubeconfig(there.outside, there.authority, token, namespace)


def new_token(kube: Kube, namespace: str, now: datetime, until: datetime) -> str:
    """The learner's token until `until`, or until the session's Secret is deleted. Raises ObjectNotFound."""
    anchor = kube.get("Secret", SESSION, namespace)["metadata"]["uid"]
    seconds = max(_SHORTEST_SECONDS, int((until - now).total_seconds()))
    bound = {"apiVersion": "v1", "kind": "Secret", "name": SESSION, "uid": anchor}
    answer = kube.call(
        "POST",
        path_of("ServiceAccount", namespace, LEARNER) + "/token",
        body={"spec": {"expirationSeconds": seconds, "boundObjectRef": bound}},
    )
    return str(answer["status"]["token"])


def api_endpoints(kube: Kube) -> ApiEndpoints:
    """Where the API server is found, from a pod and from outside. Raises ClusterUnavailable."""
    inside = kube.get("Service", "kubernetes", "default")["spec"]["clusterIP"]
    slices = kube.list("EndpointSlice", "default", labels="kubernetes.io/service-name=kubernetes")
    nodes = {
        (address, int(port["port"]))
        for each in slices
        for endpoint in each["endpoints"] or ()
        for address in endpoint["addresses"]
        for port in each["ports"]
    }
    if not nodes:
        raise ClusterUnavailable(
            "The cluster has just started and has no address yet.", "Wait a moment and try again."
        )
    authority = Path(kube.configuration.ssl_ca_cert).read_bytes()
    return ApiEndpoints(
        inside=f"https://{inside}:443",
        outside=kube.configuration.host,
        nodes=tuple(sorted(nodes)),
        authority=base64.b64encode(authority).decode(),
    )


def kubeconfig(server: str, authority: str, token: str, namespace: str) -> str:
    """A kubeconfig as JSON, which kubectl reads as well as YAML. `authority` in base64."""
    name = "cutover"
    cluster = {"server": server, "certificate-authority-data": authority}
    context = {"cluster": name, "user": LEARNER, "namespace": namespace}
    whole = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": name, "cluster": cluster}],
        "users": [{"name": LEARNER, "user": {"token": token}}],
        "contexts": [{"name": name, "context": context}],
        "current-context": name,
    }
    return json.dumps(whole, indent=1)


def _existing_secret(kube: Kube, namespace: str) -> Object | None:
    try:
        return kube.get("Secret", SESSION, namespace)
    except ObjectNotFound:
        return None


def _expires_at(secret: Object) -> datetime:
    return datetime.fromisoformat(secret["metadata"]["annotations"][EXPIRES])
