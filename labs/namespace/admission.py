"""What a learner's rights cannot say, as admission policies: values that would reach beyond the namespace.

- A Service with external addresses takes over traffic of the whole node (CVE-2020-8554), and one of type
  ExternalName is an alias for what its maker cannot see.
- A pod of a system priority class pushes other learners' pods from a full node.
- A finalizer that nobody removes, or a grace period of days, keeps a place from ever being swept.
- A workbench is ours: deleting it would close the learner's own terminal.
"""

from __future__ import annotations

from dataclasses import dataclass

from labs.kube import Object
from labs.namespace.manifests import LEARNER, PLACE_LABEL, WORKBENCH, WORKBENCH_CLASS

_BY_LEARNER = (
    f"request.userInfo.username.startsWith('system:serviceaccount:')"
    f" && request.userInfo.username.endsWith(':{LEARNER}')"
)
# Finalizers that Kubernetes' own controllers set and remove.
_FINALIZERS = "['foregroundDeletion', 'orphan', 'batch.kubernetes.io/job-tracking']"
_LONGEST_GRACE = 120


@dataclass(frozen=True, slots=True)
class _Rule:
    """A CEL expression that must hold, and what is said when it does not."""

    must: str
    else_said: str


_ANY = _Rule(
    f"!has(object.metadata.finalizers) || object.metadata.finalizers.all(f, f in {_FINALIZERS})",
    "finalizers are not for labs",
)
_SERVICES = (
    _Rule(
        "!has(object.spec.externalIPs) || object.spec.externalIPs.size() == 0",
        "a Service of a lab has no external addresses",
    ),
    _Rule("object.spec.type == 'ClusterIP'", "a Service of a lab is of type ClusterIP"),
)
_PODS = (
    _Rule(
        "!has(object.spec.priorityClassName) || object.spec.priorityClassName == ''"
        f" || (object.spec.priorityClassName == '{WORKBENCH_CLASS}'"
        " && !request.userInfo.username.startsWith('system:serviceaccount:'))",
        "a pod of a lab has no priority class",
    ),
    _Rule(
        "!has(object.spec.terminationGracePeriodSeconds)"
        f" || object.spec.terminationGracePeriodSeconds <= {_LONGEST_GRACE}",
        f"a pod of a lab ends within {_LONGEST_GRACE} s",
    ),
)
_STAYS = (
    _Rule(f"oldObject.metadata.name != '{WORKBENCH}' || !({_BY_LEARNER})", "your workbench stays with you"),
)


def guards() -> tuple[Object, ...]:
    """The policies and their bindings, which hold in every place and nowhere else."""
    changes = ["CREATE", "UPDATE"]
    policies = (
        _policy("cutover-anything", [("*", "*")], changes, (_ANY,)),
        _policy("cutover-services", [("", "services")], changes, _SERVICES),
        _policy("cutover-pods", [("", "pods")], changes, _PODS),
        _policy("cutover-workbench", [("", "pods")], ["DELETE"], _STAYS),
    )
    return tuple(each for policy in policies for each in (policy, _binding(policy["metadata"]["name"])))


def _policy(
    name: str, resources: list[tuple[str, str]], operations: list[str], rules: tuple[_Rule, ...]
) -> Object:
    matched = [
        {"apiGroups": [group], "apiVersions": ["*"], "operations": operations, "resources": [resource]}
        for group, resource in resources
    ]
    checks = [{"expression": rule.must, "message": rule.else_said, "reason": "Forbidden"} for rule in rules]
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicy",
        "metadata": {"name": name},
        "spec": {
            "failurePolicy": "Fail",
            "matchConstraints": {"resourceRules": matched},
            "validations": checks,
        },
    }


def _binding(policy: str) -> Object:
    place = {"namespaceSelector": {"matchLabels": {PLACE_LABEL: "true"}}}
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {"name": policy},
        "spec": {"policyName": policy, "validationActions": ["Deny"], "matchResources": place},
    }
