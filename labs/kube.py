"""The labs' door to the API server: plain JSON objects in and out, errors wrapped once.

The kubernetes client brings the connection, the certificates and the credentials. Its hundreds of model
classes are left aside: a manifest, a check and a watch all speak of partial objects.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import urllib3
from kubernetes.client import ApiClient, Configuration
from kubernetes.client.exceptions import ApiException
from kubernetes.config import ConfigException, load_kube_config

from labs.errors import (
    CapacityExceeded,
    ClusterMissing,
    ClusterUnavailable,
    LabError,
    ObjectNotFound,
    RequestRefused,
    StoreFull,
    cut,
)

Object = dict[str, Any]

# What we write carries this name in managedFields, so that a learner's own acts stand out.
MANAGER = "cutover"
# Seconds to connect and to wait for an answer. A cluster that is away refuses at once; what takes seconds is
# the handshake with one whose machine is busy.
_LIMITS = (10, 20)
_CONNECTIONS = 32
_NOT_YET = re.compile(r'User "kubernetes-admin" cannot|not yet ready')

# kind: (API path, plural, whether it lives in a namespace)
_KINDS: Mapping[str, tuple[str, str, bool]] = {
    "Namespace": ("/api/v1", "namespaces", False),
    "Node": ("/api/v1", "nodes", False),
    "Pod": ("/api/v1", "pods", True),
    "Service": ("/api/v1", "services", True),
    "ServiceAccount": ("/api/v1", "serviceaccounts", True),
    "Secret": ("/api/v1", "secrets", True),
    "ConfigMap": ("/api/v1", "configmaps", True),
    "Event": ("/api/v1", "events", True),
    "ResourceQuota": ("/api/v1", "resourcequotas", True),
    "LimitRange": ("/api/v1", "limitranges", True),
    "Deployment": ("/apis/apps/v1", "deployments", True),
    "ReplicaSet": ("/apis/apps/v1", "replicasets", True),
    "Job": ("/apis/batch/v1", "jobs", True),
    "EndpointSlice": ("/apis/discovery.k8s.io/v1", "endpointslices", True),
    "NetworkPolicy": ("/apis/networking.k8s.io/v1", "networkpolicies", True),
    "PodDisruptionBudget": ("/apis/policy/v1", "poddisruptionbudgets", True),
    "Role": ("/apis/rbac.authorization.k8s.io/v1", "roles", True),
    "RoleBinding": ("/apis/rbac.authorization.k8s.io/v1", "rolebindings", True),
    "ValidatingAdmissionPolicy": (
        "/apis/admissionregistration.k8s.io/v1",
        "validatingadmissionpolicies",
        False,
    ),
    "ValidatingAdmissionPolicyBinding": (
        "/apis/admissionregistration.k8s.io/v1",
        "validatingadmissionpolicybindings",
        False,
    ),
    "PriorityLevelConfiguration": (
        "/apis/flowcontrol.apiserver.k8s.io/v1",
        "prioritylevelconfigurations",
        False,
    ),
    "FlowSchema": ("/apis/flowcontrol.apiserver.k8s.io/v1", "flowschemas", False),
    "PriorityClass": ("/apis/scheduling.k8s.io/v1", "priorityclasses", False),
}


def path_of(kind: str, namespace: str = "", name: str = "") -> str:
    """The API path of an object, or of all of its kind when `name` is empty."""
    root, plural, namespaced = _KINDS[kind]
    scope = f"/namespaces/{namespace}" if namespaced and namespace else ""
    return f"{root}{scope}/{plural}" + (f"/{name}" if name else "")


class Kube:
    """One connection to one cluster, safe for threads. Every method may raise LabError."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self._api = ApiClient(configuration)

    def call(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Object:
        """One request; the answer's JSON."""
        with _errors_wrapped(f"{method} {path}"):
            answer: Object = self._send(
                method, path, body=body, query=query, headers=headers, answer="object"
            )
            return answer

    def verdict(
        self, method: str, path: str, *, body: object = None, headers: Mapping[str, str] | None = None
    ) -> int:
        """The HTTP status of a request that is only tried (a dry run where it would write)."""
        query = {} if method == "GET" else {"dryRun": "All"}
        try:
            self._send(method, path, body=body, query=query, headers=headers).close()
        except ApiException as e:
            return int(e.status)
        except (urllib3.exceptions.HTTPError, OSError) as e:
            raise ClusterUnavailable("The cluster does not answer.", "Wait a moment and try again.") from e
        return 200

    def get(self, kind: str, name: str, namespace: str = "") -> Object:
        return self.call("GET", path_of(kind, namespace, name))

    def list(self, kind: str, namespace: str = "", labels: str = "") -> tuple[Object, ...]:
        """All of a kind in a namespace, or everywhere when it is empty; `labels` as for `kubectl -l`."""
        query = {"labelSelector": labels} if labels else {}
        return tuple(self.call("GET", path_of(kind, namespace), query=query)["items"])

    def list_versioned(self, kind: str) -> tuple[tuple[Object, ...], str]:
        """All of a kind everywhere, and the version from which a watch goes on."""
        listed = self.call("GET", path_of(kind))
        return tuple({"kind": kind, **one} for one in listed["items"]), listed["metadata"]["resourceVersion"]

    def patch(self, kind: str, name: str, namespace: str, body: Object, *, manager: str) -> Object:
        """Change fields by a JSON merge patch, in the name of a field manager."""
        return self.call(
            "PATCH",
            path_of(kind, namespace, name),
            body=body,
            query={"fieldManager": manager},
            headers={"Content-Type": "application/merge-patch+json"},
        )

    def apply(self, body: Object) -> Object:
        """Make the object so, whether it is there or not (server-side apply); twice is once."""
        about = body["metadata"]
        return self.call(
            "PATCH",
            path_of(body["kind"], about.get("namespace", ""), about["name"]),
            body=body,
            query={"fieldManager": MANAGER, "force": "true"},
            headers={"Content-Type": "application/apply-patch+yaml"},
        )

    def delete(self, kind: str, name: str, namespace: str = "", grace: int | None = None) -> None:
        """Begin to delete, in `grace` seconds instead of the object's own; what is not there is deleted."""
        query = {} if grace is None else {"gracePeriodSeconds": str(grace)}
        try:
            self.call("DELETE", path_of(kind, namespace, name), query=query)
        except ObjectNotFound:
            return

    def text(self, path: str, query: Mapping[str, str] | None = None) -> str:
        """An answer that is not JSON, such as a log."""
        with _errors_wrapped(f"GET {path}"):
            return str(self._send("GET", path, query=query).data.decode("utf-8", "replace"))

    def lines(
        self, path: str, query: Mapping[str, str] | None = None, *, silence: int = 20
    ) -> Iterator[bytes]:
        """The lines of an answer without an end.

        Raises ClusterUnavailable after `silence` seconds without one.
        """
        with _errors_wrapped(f"GET {path}"):
            response = self._send("GET", path, query=query, limits=(_LIMITS[0], silence))
            try:
                yield from _lines(response)
            finally:
                response.close()

    def watch(
        self, kind: str, namespace: str = "", *, labels: str = "", version: str = "", seconds: int = 300
    ) -> Iterator[tuple[str, Object]]:
        """Changes as they happen: (ADDED | MODIFIED | DELETED | BOOKMARK, object), for `seconds` at most.

        Without a `version` it begins with an ADDED for each object there is. Raises ClusterUnavailable
        when the stream breaks, and RequestRefused when the version is too old: list again.
        """
        query = {"watch": "true", "timeoutSeconds": str(seconds), "allowWatchBookmarks": "true"}
        query |= {"labelSelector": labels} if labels else {}
        query |= {"resourceVersion": version} if version else {}
        path = path_of(kind, namespace)
        with _errors_wrapped(f"watch {path}"):
            response = self._send("GET", path, query=query, limits=(_LIMITS[0], seconds + 20))
            try:
                for line in _lines(response):
                    event = json.loads(line)
                    if event["type"] == "ERROR":
                        raise RequestRefused(
                            f"The watch of {path} ended: {cut(str(event['object']))}", "List again."
                        )
                    yield event["type"], event["object"]
            finally:
                response.close()

    def _send(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        answer: str | None = None,
        limits: tuple[int, int] = _LIMITS,
    ) -> Any:
        return self._api.call_api(
            path,
            method,
            query_params=list((query or {}).items()),
            header_params={
                "Accept": "application/json",
                "Content-Type": "application/json",
                **(headers or {}),
            },
            body=body,
            response_type=answer,
            auth_settings=[] if headers and "Authorization" in headers else ["BearerToken"],
            _return_http_data_only=True,
            _preload_content=answer is not None,
            _request_timeout=limits,
        )


def connect(kubeconfig: Path) -> Kube:
    """The cluster that a kubeconfig names. Certificates are kept beside it. Raises ClusterMissing."""
    silence_client_log()
    configuration = Configuration()
    certificates = kubeconfig.parent / "certificates"
    try:
        certificates.mkdir(mode=0o700, exist_ok=True)
        load_kube_config(
            config_file=str(kubeconfig),
            client_configuration=configuration,
            persist_config=False,
            temp_file_path=str(certificates),
        )
    except (ConfigException, OSError) as e:
        raise ClusterMissing("No cluster is up.", "`cutover labs up` makes one.") from e
    return Kube(_tuned(configuration))


def with_token(kube: Kube, token: str) -> Kube:
    """The same cluster as somebody else: with a bearer token and no certificate."""
    configuration = Configuration()
    configuration.host = kube.configuration.host
    configuration.ssl_ca_cert = kube.configuration.ssl_ca_cert
    configuration.api_key = {"authorization": f"Bearer {token}"}
    return Kube(_tuned(configuration))


def silence_client_log() -> None:
    """The client logs whole answers at DEBUG, tokens among them: never let it."""
    logging.getLogger("kubernetes.client.rest").setLevel(logging.INFO)


def _tuned(configuration: Configuration) -> Configuration:
    configuration.proxy = None
    configuration.retries = 1
    configuration.connection_pool_maxsize = _CONNECTIONS
    return configuration


def _lines(response: Any) -> Iterator[bytes]:
    """Whole lines of a stream that comes in chunks."""
    rest = b""
    for chunk in response.stream(65536, decode_content=False):
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole


@contextmanager
def _errors_wrapped(what: str) -> Iterator[None]:
    """Library errors become ours here and nowhere else."""
    try:
        yield
    except ApiException as e:
        raise error_of(what, e) from e
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as e:
        raise ClusterUnavailable(
            "The cluster does not answer.",
            "Nothing is lost: wait a moment and try again, or ask `cutover labs status`.",
        ) from e


def error_of(what: str, e: ApiException) -> LabError:
    """Our word for the API server's refusal of `what`: an outage may be tried again, a refusal may not."""
    message = _server_message(e)
    if e.status == 404:
        return ObjectNotFound(
            f"{what}: {message}", "It may have been deleted; start the lab again if it is missed."
        )
    if e.status == 403 and "exceeded quota" in message:
        return CapacityExceeded(
            f"The quota is used up: {message}", "Delete what is no longer needed, then try again."
        )
    if "database space exceeded" in message:
        return StoreFull(
            "The cluster's store is full, so that nobody can change anything.",
            "Whoever runs the labs can empty it: `cutover labs up`. Labs go on as they were.",
        )
    # An API server that has just started does not know its own admin's rights yet.
    starting = e.status == 403 and _NOT_YET.search(message) is not None
    if starting or e.status in (0, 401, 408, 429) or e.status >= 500:
        return ClusterUnavailable(
            f"The cluster could not answer: {message}", "Nothing is lost: wait a moment and try again."
        )
    return RequestRefused(
        f"{what} was refused: {message}", "If it should be allowed, `cutover labs selftest` says why not."
    )


def _server_message(e: ApiException) -> str:
    """The server's own message, cut; never headers or whole bodies, which may hold what is secret."""
    try:
        return cut(json.loads(e.body)["message"])
    except (TypeError, ValueError, KeyError):
        return cut(str(e.reason))
