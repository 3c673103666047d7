"""What admission policies and the API server's fairness ask, as far as it shows without a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from labs.cluster.kind import COMPACTION_SECONDS, STORE_BYTES
from labs.kube import Object
from labs.namespace.admission import guards
from labs.namespace.fairness import LEVEL, fairness
from labs.selftest.abuse import judge_abuse, targets
from labs.selftest.attacks import Attack, allowed, calls


def policies() -> dict[str, Any]:
    return {
        each["metadata"]["name"]: each["spec"]
        for each in guards()
        if each["kind"] == "ValidatingAdmissionPolicy"
    }


def test_every_policy_denies_in_every_place_and_nowhere_else() -> None:
    bindings = [each["spec"] for each in guards() if each["kind"] == "ValidatingAdmissionPolicyBinding"]
    assert sorted(each["policyName"] for each in bindings) == sorted(policies())
    for each in bindings:
        assert each["validationActions"] == ["Deny"]
        selector = dict(each["matchResources"]["namespaceSelector"])
        proofs = selector.pop("matchExpressions", None)
        assert selector == {"matchLabels": {"cutover.dev/workspace": "true"}}
        # A proof changes Deployments that learners may not make; nothing else is let through there.
        left_out = [{"key": "cutover.dev/proof", "operator": "DoesNotExist"}]
        assert proofs == (left_out if each["policyName"] == "cutover-templates" else None)


def test_a_policy_that_breaks_denies() -> None:
    assert {each["failurePolicy"] for each in policies().values()} == {"Fail"}


def test_sizes_are_asked_of_everything_that_a_learner_writes() -> None:
    asked = policies()["cutover-sizes"]
    assert asked["matchConstraints"]["resourceRules"][0]["resources"] == ["*"]
    assert [each["name"] for each in asked["matchConditions"]] == ["learner"]


def test_learners_have_a_level_of_their_own_that_takes_nothing_from_others() -> None:
    level, schema = (each["spec"] for each in fairness())
    assert schema["priorityLevelConfiguration"]["name"] == LEVEL
    assert 900 < schema["matchingPrecedence"] < 9000
    assert schema["distinguisherMethod"] == {"type": "ByUser"}
    assert level["limited"]["borrowingLimitPercent"] == 0
    assert level["limited"]["limitResponse"]["type"] == "Queue"


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}")
    elif isinstance(value, list) and value:
        for at, inner in enumerate(value):
            yield from leaves(inner, f"{path}.{at}")
    else:
        yield path, value


def pod_attacks() -> list[Attack]:
    made = calls("lab-own", "lab-other", "node")
    return [each for each in made if each.body and each.body.get("kind") == "Pod" and "own" in each.path]


@pytest.mark.parametrize("attack", pod_attacks(), ids=lambda each: each.name)
def test_a_refused_pod_differs_from_one_that_is_let_in_by_its_attack_alone(
    attack: Attack,
) -> None:
    modest: Object = allowed("lab-own")[0].body or {}
    before, after = dict(leaves(modest)), dict(leaves(attack.body))
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    assert len({key.rpartition(".")[0] for key in changed}) <= 2, changed
    assert changed


def test_what_would_fill_the_store_between_two_compactions_is_told() -> None:
    harmless = 0.1 * STORE_BYTES / 2 * 60 / COMPACTION_SECONDS
    assert judge_abuse(harmless, 0.1).outcome == "pass"
    assert "the store would hold 1229 of 4096 MiB" in judge_abuse(3 * harmless, 0.1).reason
    assert "the app waited 2.0 s" in judge_abuse(harmless, 2.0).reason


def test_abuse_is_measured_of_each_kind_that_can_be_changed_again_and_again() -> None:
    assert {each.kind for each in targets()} == {"ConfigMap", "Service", "Deployment"}
