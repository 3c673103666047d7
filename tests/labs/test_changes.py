"""Who did what: one act for what a person changed, none for what Kubernetes does by itself."""

from __future__ import annotations

import pytest

from labs.checks.changes import attributed_change
from labs.checks.objects import ObjectChange
from tests.labs.objects import Object, config, deployment, entry, pod, service, thing

SELECTOR = {"f:spec": {"f:selector": {}}}
FULL, DROPPED = {"app": "model", "version": "blue"}, {"version": "green"}


def test_a_patch_is_told_with_what_it_changed() -> None:
    before = service(FULL, by=[entry("cutover", SELECTOR)])
    after = service({**FULL, "version": "green"}, by=[entry("cutover", {}), entry("kubectl-patch", SELECTOR)])
    act = attributed_change(before, ObjectChange(7.0, after))
    assert act is not None
    assert (act.manager, act.verb, act.kind, act.name) == ("kubectl-patch", "changed", "Service", "model")
    assert [str(field) for field in act.fields] == ["spec.selector.version: blue → green"]
    assert act.touches("spec.selector")
    assert not act.touches("spec.ports")


def test_a_label_that_was_dropped_belongs_to_whose_entry_is_new() -> None:
    before = service(FULL, by=[entry("kubectl-patch", SELECTOR)])
    act = attributed_change(before, ObjectChange(7.0, service(DROPPED, by=[entry("kubectl-set", SELECTOR)])))
    assert act is not None
    assert act.manager == "kubectl-set"
    assert [field.path for field in act.fields] == ["spec.selector.app", "spec.selector.version"]


def test_a_second_patch_within_a_second_leaves_no_new_entry_and_is_still_told() -> None:
    same = [
        entry("cutover", {"f:spec": {"f:ports": {}}}),
        entry("kubectl-patch", {"f:spec": {"f:selector": {"f:version": {}}}}),
    ]
    act = attributed_change(
        service({"version": "gren"}, by=same), ObjectChange(7.0, service(DROPPED, by=same))
    )
    assert act is not None
    assert act.manager == "kubectl-patch"


def test_scaling_leaves_no_entry_and_is_still_told() -> None:
    before = deployment("blue", 2, by=[entry("cutover", {"f:spec": {"f:replicas": {}}})])
    after = deployment("blue", 0, by=[entry("cutover", {"f:spec": {"f:template": {}}})])
    act = attributed_change(before, ObjectChange(7.0, after))
    assert act is not None
    assert (act.manager, str(act.fields[0])) == ("kubectl-scale", "spec.replicas: 2 → 0")


def test_a_template_with_named_containers_is_told_by_name() -> None:
    def made(value: str, by: list[Object]) -> Object:
        env = [{"name": "DRAIN_SECONDS", "value": value}]
        return thing(
            "Deployment",
            "blue",
            by=by,
            spec={"template": {"spec": {"containers": [{"name": "model", "env": env}]}}},
        )

    owns = {"f:spec": {"f:template": {"f:spec": {"f:containers": {'k:{"name":"model"}': {}}}}}}
    act = attributed_change(made("0", []), ObjectChange(7.0, made("5", [entry("kubectl-set", owns)])))
    assert act is not None
    assert str(act.fields[0]) == "spec.template.spec.containers.model.env.DRAIN_SECONDS.value: 0 → 5"


@pytest.mark.parametrize("manager", ["kube-controller-manager", "kubelet", "cutover"])
def test_what_kubernetes_and_the_lab_do_is_nobodys_act(manager: str) -> None:
    assert (
        attributed_change(service(FULL), ObjectChange(7.0, service(DROPPED, by=[entry(manager, SELECTOR)])))
        is None
    )


def test_a_status_is_nobodys_act() -> None:
    before, after = pod("a", FULL, "10.0.0.1", ready=False), pod("a", FULL, "10.0.0.1")
    after["metadata"]["managedFields"] = [entry("kubectl-edit", {"f:status": {}}, subresource="status")]
    assert attributed_change(before, ObjectChange(7.0, after)) is None


def test_what_a_person_makes_is_told() -> None:
    act = attributed_change(
        None,
        ObjectChange(
            7.0,
            config("decision", answer="refuse")
            | thing("ConfigMap", "decision", by=[entry("kubectl-create", {})]),
        ),
    )
    assert act is not None
    assert (act.manager, act.verb) == ("kubectl-create", "created")


def test_a_deleted_service_is_told_and_a_deleted_pod_is_not() -> None:
    gone = attributed_change(service(FULL), ObjectChange(7.0, service(FULL), gone=True))
    assert gone is not None
    assert (gone.verb, gone.manager) == ("deleted", None)
    assert attributed_change(None, ObjectChange(7.0, pod("a", FULL, "10.0.0.1"), gone=True)) is None
