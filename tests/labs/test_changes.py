"""Who did what: one act for what a person changed, none for what Kubernetes does by itself."""

from __future__ import annotations

import pytest

from labs.checks.changes import MOST_FIELDS, attributed_change
from labs.checks.objects import ObjectChange
from labs.checks.subset import LONGEST_VALUE
from tests.labs.objects import Object, config, deployment, entry, pod, service, thing

SELECTOR: Object = {"f:spec": {"f:selector": {}}}
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

    owns: Object = {"f:spec": {"f:template": {"f:spec": {"f:containers": {'k:{"name":"model"}': {}}}}}}
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


def test_of_several_managers_who_are_new_the_newest_is_named() -> None:
    by = [
        entry("kubectl-edit", SELECTOR, "2026-11-24T12:00:01Z"),
        entry("kubectl-patch", SELECTOR, "2026-11-24T12:00:09Z"),
        entry("kubectl-set", SELECTOR, "2026-11-24T12:00:05Z"),
    ]
    act = attributed_change(service(FULL), ObjectChange(7.0, service(DROPPED, by=by)))
    assert act is not None
    assert act.manager == "kubectl-patch"


def test_an_object_whose_managed_fields_were_cleared_is_read() -> None:
    before, after = service(FULL), service(DROPPED)
    for one in (before, after):
        one["metadata"]["managedFields"] = None
    assert attributed_change(before, ObjectChange(7.0, after)) is None
    by = [entry("kubectl-patch", SELECTOR)]
    act = attributed_change(before, ObjectChange(7.0, service(DROPPED, by=by)))
    assert act is not None
    assert act.manager == "kubectl-patch"


def test_a_long_value_is_cut_and_says_how_long_it_was() -> None:
    by = [entry("kubectl-patch", {"f:data": {}})]
    after = config("large", text="x" * 12_345) | thing("ConfigMap", "large", by=by)
    act = attributed_change(config("large"), ObjectChange(7.0, after))
    assert act is not None
    (field,) = act.fields
    assert field.before == "missing"
    assert field.after == "x" * LONGEST_VALUE + "… (12,345 characters)"
    long_key = config("large", **{"k" * 5_000: "x"}) | thing("ConfigMap", "large", by=by)
    act = attributed_change(config("large"), ObjectChange(7.0, long_key))
    assert act is not None
    assert len(act.fields[0].path) < 250


def test_of_many_fields_the_first_are_kept_and_the_others_counted() -> None:
    by = [entry("kubectl-patch", {"f:data": {}})]
    many = {f"k{number:03}": "x" for number in range(100)}
    after = config("large", **many) | thing("ConfigMap", "large", by=by)
    act = attributed_change(config("large"), ObjectChange(7.0, after))
    assert act is not None
    assert (len(act.fields), act.more_fields) == (MOST_FIELDS, 100 - MOST_FIELDS)
    assert act.touches("data.k099")
