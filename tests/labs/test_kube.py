"""What the API server's refusals mean."""

from __future__ import annotations

import json
import logging
import socket

import pytest
from kubernetes.client import Configuration
from kubernetes.client.exceptions import ApiException

from labs.errors import CapacityExceeded, ClusterUnavailable, LabError, ObjectNotFound, RequestRefused
from labs.kube import Kube, error_of, path_of, silence_client_log


def _answer(status: int, message: str) -> ApiException:
    e = ApiException(status=status, reason="a reason")
    e.body = json.dumps({"message": message})
    return e


@pytest.mark.parametrize(
    ("status", "message", "kind"),
    [
        (404, 'pods "x" not found', ObjectNotFound),
        (403, 'pods "x" is forbidden: exceeded quota: pods', CapacityExceeded),
        (403, 'pods "x" is forbidden: violates PodSecurity "restricted:latest"', RequestRefused),
        (403, 'pods is forbidden: User "kubernetes-admin" cannot list resource "pods"', ClusterUnavailable),
        (409, "the object has been modified", RequestRefused),
        (410, "too old resource version", RequestRefused),
        (401, "Unauthorized", ClusterUnavailable),
        (429, "too many requests", ClusterUnavailable),
        (500, "etcdserver: leader changed", ClusterUnavailable),
        (503, "apiserver is shutting down", ClusterUnavailable),
    ],
)
def test_a_refusal_is_told_from_an_outage(status: int, message: str, kind: type[LabError]) -> None:
    said = error_of("GET /x", _answer(status, message))
    assert type(said) is kind
    assert said.retry is (kind is ClusterUnavailable)


def test_an_answer_without_json_is_told_by_its_reason() -> None:
    assert "a reason" in str(error_of("GET /x", ApiException(status=502, reason="a reason")))


def test_a_cluster_that_does_not_listen_is_away_and_nothing_is_lost() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        configuration = Configuration()
        configuration.host = f"http://127.0.0.1:{unused.getsockname()[1]}"
        configuration.retries = 0
        kube = Kube(configuration)
        with pytest.raises(ClusterUnavailable, match="Nothing is lost"):
            kube.get("Pod", "x", "y")
        with pytest.raises(ClusterUnavailable):
            next(kube.watch("Pod"))


def test_the_client_never_logs_answers_since_they_may_hold_tokens() -> None:
    logging.getLogger("kubernetes.client.rest").setLevel(logging.DEBUG)
    silence_client_log()
    assert not logging.getLogger("kubernetes.client.rest").isEnabledFor(logging.DEBUG)


def test_a_path_is_the_api_servers() -> None:
    assert path_of("Pod", "a", "b") == "/api/v1/namespaces/a/pods/b"
    assert path_of("Deployment", "a") == "/apis/apps/v1/namespaces/a/deployments"
    assert path_of("Pod") == "/api/v1/pods"
    assert path_of("Node", name="n") == "/api/v1/nodes/n"
