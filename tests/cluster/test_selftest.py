"""The fences of a place: that they hold, and that the selftest would notice if they did not."""

from __future__ import annotations

import time

import pytest

from grader.clock import now
from labs.kube import path_of, with_token
from labs.namespace import credentials as session
from labs.namespace.lifecycle import Place
from labs.namespace.manifests import LEARNER, SESSION
from labs.selftest import run as selftest
from labs.selftest.attacks import calls
from labs.selftest.rbac_matrix import matrix, unexpected
from tests.cluster.conftest import Lab
from ui.cli.selftest import selftest_lines

pytestmark = pytest.mark.cluster


def test_sixty_forbidden_things_are_denied_and_the_matrix_is_as_expected(cluster: Lab) -> None:
    report = selftest.run(cluster.kube, cluster.settings, now(), print)
    assert "\n".join(selftest_lines(report)).endswith("60 of 60 denied.\nThe fences hold.")
    assert report.ok


def test_a_wider_role_is_noticed(cluster: Lab, place: Place) -> None:
    role = cluster.kube.get("Role", LEARNER, place.namespace)
    rules = [*role["rules"], {"apiGroups": [""], "resources": ["secrets", "widgets"], "verbs": ["get"]}]
    cluster.kube.apply(
        {key: role[key] for key in ("apiVersion", "kind")}
        | {"metadata": {"name": LEARNER, "namespace": place.namespace}, "rules": rules}
    )
    differs = [str(cell) for cell in matrix(cluster.kube, place.namespace, "default") if not cell.agrees]
    assert differs == [f"get secrets in {place.namespace}: expected no, is yes"]
    assert unexpected(cluster.kube, place.namespace) == ("get secrets", "get widgets")


def test_a_missing_admission_policy_is_noticed(cluster: Lab, place: Place) -> None:
    token = session.new_token(cluster.kube, place.namespace, now(), place.expires_at)
    asked = [call for call in calls(place.namespace, "default", "x") if call.name == "take over an address"]
    learner = with_token(cluster.kube, token)
    assert selftest.try_calls(learner, asked)[0].verdict.outcome == "pass"
    away = [
        call
        for call in calls(place.namespace, place.namespace, "x")
        if call.name == "run a pod at another learner's"
    ]
    assert selftest.try_calls(learner, away)[0].verdict.outcome == "fail"


def test_a_token_dies_with_its_session(cluster: Lab, place: Place) -> None:
    token = session.new_token(cluster.kube, place.namespace, now(), place.expires_at)
    learner, pods = with_token(cluster.kube, token), path_of("Pod", place.namespace)
    assert learner.verdict("GET", pods) == 200
    cluster.kube.delete("Secret", SESSION, place.namespace)
    until = time.monotonic() + 30  # the API server caches a token's verdict for some seconds
    while learner.verdict("GET", pods) != 401 and time.monotonic() < until:
        time.sleep(0.5)
    assert learner.verdict("GET", pods) == 401
