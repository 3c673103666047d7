"""What a learner's rights cannot say, as admission policies: values that would reach beyond the namespace.

- A Service with external addresses takes over traffic of the whole node (CVE-2020-8554), and one of type
  ExternalName is an alias for what its maker cannot see.
- A pod of a system priority class pushes other learners' pods from a full node.
- A finalizer that nobody removes, or a grace period of days, keeps a workspace from ever being swept.
- A workbench is ours: deleting it would close the learner's own terminal.
- The cluster's store keeps each revision of an object for a while, and quotas count objects, not bytes: large
  objects written again and again would fill it for everybody. So everything that can be long has a limit.
- Disk that a pod writes is only noticed after half a minute. So containers write in memory of a fixed size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from labs.kube import Object
from labs.namespace.manifests import LEARNER, PROOF_LABEL, WORKBENCH, WORKBENCH_CLASS, WORKSPACE_LABEL

_BY_LEARNER = (
    f"request.userInfo.username.startsWith('system:serviceaccount:')"
    f" && request.userInfo.username.endsWith(':{LEARNER}')"
)
# Finalizers that Kubernetes' own controllers set and remove.
_FINALIZERS = "['foregroundDeletion', 'orphan', 'batch.kubernetes.io/job-tracking']"
_LONGEST_GRACE = 120
# Whose own policy speaks: a workbench is not to be changed at all.
_NOT_WORKBENCH = {"other": f"!has(object.metadata.name) || object.metadata.name != '{WORKBENCH}'"}

# A proof changes Deployments that are not made by these rules, so its namespace is left out.
_OF_TEMPLATES = "cutover-templates"
# A label or an annotation of a pod that is there already changes nothing that a template rule is about.
_CHANGED = {"changed": "oldObject == null || request.kind.kind != 'Pod' || object.spec != oldObject.spec"}

# Characters. The largest object that a lab starts from is a ConfigMap of 5,000.
_LONGEST_DATA, _LONGEST_NOTES = 32_768, 16_384


@dataclass(frozen=True, slots=True)
class _Rule:
    """A CEL expression that must hold, and the message when it does not."""

    expression: str
    message: str


def _total(mapping: str, limit: int) -> str:
    """That the texts in a mapping, keys and values, have no more characters together."""
    lengths = f"{mapping}.map(k, k.size() + {mapping}[k].size())"
    return f"({lengths}.size() == 0 || {lengths}.sum() <= {limit})"


def _optional(path: str, expression: str) -> str:
    """That `expression` holds where there is something at `path`."""
    return f"(!has({path}) || {expression})"


_METADATA = (
    _Rule(
        _optional("object.metadata.finalizers", f"object.metadata.finalizers.all(f, f in {_FINALIZERS})"),
        "finalizers are not for labs",
    ),
    _Rule(
        _optional("object.metadata.annotations", _total("object.metadata.annotations", _LONGEST_NOTES)),
        f"an object of a lab has at most {_LONGEST_NOTES} characters of annotations",
    ),
    _Rule(
        _optional("object.metadata.labels", "object.metadata.labels.size() <= 20"),
        "an object of a lab has at most 20 labels",
    ),
    _Rule(
        _optional("object.metadata.ownerReferences", "object.metadata.ownerReferences.size() <= 2"),
        "an object of a lab has at most 2 owners",
    ),
    _Rule(
        _optional("object.metadata.managedFields", "object.metadata.managedFields.size() <= 20"),
        "an object of a lab has at most 20 field managers",
    ),
)
_CONFIG_MAPS = tuple(
    _Rule(
        _optional(f"object.{field}", _total(f"object.{field}", _LONGEST_DATA)),
        f"a ConfigMap of a lab holds at most {_LONGEST_DATA} characters",
    )
    for field in ("data", "binaryData")
)
_SERVICES = (
    _Rule("object.spec.ports.size() <= 10", "a Service of a lab has at most 10 ports"),
    _Rule(
        _optional("object.spec.selector", "object.spec.selector.size() <= 10"),
        "a Service of a lab selects by at most 10 labels",
    ),
    _Rule(
        _optional("object.spec.loadBalancerSourceRanges", "object.spec.loadBalancerSourceRanges.size() == 0"),
        "a Service of a lab has no load balancer",
    ),
    _Rule(
        "!has(object.spec.externalIPs) || object.spec.externalIPs.size() == 0",
        "a Service of a lab has no external addresses",
    ),
    _Rule("object.spec.type == 'ClusterIP'", "a Service of a lab is of type ClusterIP"),
)
_PODS = (
    _Rule(
        "request.operation == 'UPDATE' || object.spec.?priorityClassName.orValue('') == ''"
        f" || (object.spec.priorityClassName == '{WORKBENCH_CLASS}' && !({_BY_LEARNER}"
        " || request.userInfo.username.startsWith('system:serviceaccount:')))",
        "a pod of a lab has no priority class",
    ),
    _Rule(
        "!has(object.spec.terminationGracePeriodSeconds)"
        f" || object.spec.terminationGracePeriodSeconds <= {_LONGEST_GRACE}",
        f"a pod of a lab ends within {_LONGEST_GRACE} s",
    ),
)
_WORKBENCH = (_Rule(f"oldObject.metadata.name != '{WORKBENCH}'", "your workbench stays with you, as it is"),)

# A pod template of a learner. Fields that no lab needs are refused whole: most are lists without an end.
_VARIABLES = {
    "isPod": "object.kind == 'Pod'",
    "pod": "variables.isPod ? object.spec : object.spec.template.spec",
    "about": "variables.isPod ? object.metadata : object.spec.template.?metadata.orValue(object.metadata)",
    "containers": "variables.pod.containers + variables.pod.?initContainers.orValue([])",
    "security": "variables.pod.?securityContext",
}
_UNUSED = (
    "affinity",
    "topologySpreadConstraints",
    "hostAliases",
    "dnsConfig",
    "readinessGates",
    "schedulingGates",
    "resourceClaims",
    "nodeSelector",
    "imagePullSecrets",
)
_LISTS = {"command": 10, "args": 10, "env": 40, "envFrom": 4, "ports": 10, "volumeMounts": 10}
_LONGEST_TEXT, _LONGEST_COMMAND = 512, 2_048


def _each(condition: str) -> str:
    """That a condition holds of every container `c`."""
    return f"variables.containers.all(c, {condition})"


def _texts(path: str, limit: int) -> str:
    """That no text of a list has more characters."""
    return f"(!has({path}) || {path}.all(t, t.size() <= {limit}))"


def _handler(name: str) -> str:
    """That a probe or a hook `c.NAME` is short."""
    return (
        f"(!has(c.{name}) || ((!has(c.{name}.exec) || (c.{name}.exec.?command.orValue([]).size() <= 10"
        f" && c.{name}.exec.?command.orValue([]).all(t, t.size() <= {_LONGEST_COMMAND})))"
        f" && (!has(c.{name}.httpGet) || (c.{name}.httpGet.?path.orValue('').size() <= {_LONGEST_TEXT}"
        f" && c.{name}.httpGet.?httpHeaders.orValue([]).size() <= 5"
        f" && c.{name}.httpGet.?httpHeaders.orValue([])"
        f".all(h, h.?value.orValue('').size() <= {_LONGEST_TEXT})))))"
    )


_TEMPLATES = (
    *(_Rule(f"!has(variables.pod.{name})", f"a pod of a lab has no {name}") for name in _UNUSED),
    # The scheduler gives a pod its node; from then on nobody can change it, and people label such pods.
    _Rule(
        "!has(variables.pod.nodeName) || (request.kind.kind == 'Pod' && oldObject != null)",
        "a pod of a lab has no nodeName",
    ),
    _Rule(
        "variables.containers.size() <= 4 && variables.pod.?tolerations.orValue([]).size() <= 5"
        " && variables.security.?supplementalGroups.orValue([]).size() == 0"
        " && variables.security.?sysctls.orValue([]).size() == 0",
        "a pod of a lab has at most 4 containers and 5 tolerations, and no supplemental groups or sysctls",
    ),
    _Rule(
        "variables.about.?labels.orValue({}).size() <= 20"
        " && (!has(variables.about.annotations)"
        f" || {_total('variables.about.annotations', _LONGEST_NOTES)})",
        f"a pod of a lab has at most 20 labels and {_LONGEST_NOTES} characters of annotations",
    ),
    _Rule(
        f"variables.about.?labels.?app.orValue('') != '{WORKBENCH}'",
        f"the label app={WORKBENCH} belongs to your workbench alone",
    ),
    _Rule(
        "variables.pod.?serviceAccountName.orValue('default') == 'default'"
        " && !variables.pod.?automountServiceAccountToken.orValue(false)",
        "a pod of a lab has no account and no token",
    ),
    _Rule(
        _each("c.image.startsWith('cutover/lab-') || c.image.startsWith('docker.io/cutover/lab-')")
        + " && "
        + _each(f"c.image.size() <= {_LONGEST_TEXT}"),
        "a container of a lab runs an image of the labs, as the Deployments of its start name it",
    ),
    _Rule(
        _each("c.?securityContext.?readOnlyRootFilesystem.orValue(false)"),
        "a container of a lab has securityContext.readOnlyRootFilesystem: true; files go in an emptyDir",
    ),
    _Rule(
        "variables.pod.?volumes.orValue([]).size() <= 6 && variables.pod.?volumes.orValue([]).all(v,"
        " has(v.configMap) || (has(v.emptyDir) && v.emptyDir.?medium.orValue('') == 'Memory'"
        " && has(v.emptyDir.sizeLimit)"
        " && quantity(string(v.emptyDir.sizeLimit)).compareTo(quantity('64Mi')) <= 0))",
        "a volume of a lab is a ConfigMap, or an emptyDir with medium: Memory and sizeLimit: 64Mi at most",
    ),
    *(
        _Rule(
            _each(f"c.?{name}.orValue([]).size() <= {most}"),
            f"a container of a lab has at most {most} {name}",
        )
        for name, most in _LISTS.items()
    ),
    _Rule(
        _each(
            f"{_texts('c.command', _LONGEST_COMMAND)} && {_texts('c.args', _LONGEST_COMMAND)}"
            f" && c.?env.orValue([]).all(e, e.name.size() + e.?value.orValue('').size() <= {_LONGEST_TEXT})"
            " && c.?volumeMounts.orValue([]).all(m,"
            f" m.mountPath.size() + m.?subPath.orValue('').size() <= {_LONGEST_TEXT})"
            f" && c.?workingDir.orValue('').size() <= {_LONGEST_TEXT}"
            " && c.?resources.?limits.orValue({}).size() <= 4"
            " && c.?resources.?requests.orValue({}).size() <= 4"
        ),
        f"texts in a pod of a lab have at most {_LONGEST_TEXT} characters, commands {_LONGEST_COMMAND}",
    ),
    *(
        _Rule(_each(_handler(name)), f"a {name} of a lab is short")
        for name in ("readinessProbe", "livenessProbe", "startupProbe")
    ),
    _Rule(
        _each(f"!has(c.lifecycle) || {_handler('lifecycle.preStop')} && {_handler('lifecycle.postStart')}"),
        "a lifecycle hook of a lab is short",
    ),
    _Rule(
        "variables.isPod || (object.spec.?selector.?matchLabels.orValue({}).size() <= 20"
        " && object.spec.?selector.?matchExpressions.orValue([]).size() <= 5"
        " && object.spec.?selector.?matchExpressions.orValue([]).all(e, e.?values.orValue([]).size() <= 20))",
        "a selector of a lab has at most 20 labels and 5 expressions",
    ),
)
_WORKLOADS = [("", "pods"), ("apps", "deployments"), ("apps", "replicasets"), ("batch", "jobs")]


def guards() -> tuple[Object, ...]:
    """The policies and their bindings, which hold in every workspace and nowhere else."""
    changes, learner = ["CREATE", "UPDATE"], {"learner": _BY_LEARNER}
    policies = (
        _policy("cutover-anything", [("*", "*")], changes, _METADATA[:1]),
        _policy("cutover-sizes", [("*", "*")], changes, _METADATA[1:], only=learner),
        _policy("cutover-config-maps", [("", "configmaps")], changes, _CONFIG_MAPS, only=learner),
        _policy("cutover-services", [("", "services")], changes, _SERVICES),
        _policy("cutover-pods", [("", "pods")], changes, _PODS),
        _policy(_OF_TEMPLATES, _WORKLOADS, changes, _TEMPLATES, only=learner | _NOT_WORKBENCH | _CHANGED),
        _policy("cutover-workbench", [("", "pods")], ["UPDATE", "DELETE"], _WORKBENCH, only=learner),
    )
    return tuple(
        each for policy in policies for each in (policy, _policy_binding(policy["metadata"]["name"]))
    )


def _policy(
    name: str,
    resources: list[tuple[str, str]],
    operations: list[str],
    rules: tuple[_Rule, ...],
    *,
    only: Mapping[str, str] = MappingProxyType({}),
) -> Object:
    """A policy of rules; `only` names conditions under which it is asked at all."""
    matched = [
        {"apiGroups": [group], "apiVersions": ["*"], "operations": operations, "resources": [resource]}
        for group, resource in resources
    ]
    used = " ".join(rule.expression for rule in rules)
    variables = [
        {"name": key, "expression": text} for key, text in _VARIABLES.items() if "variables." in used
    ]
    checks = [
        {"expression": rule.expression, "message": rule.message, "reason": "Forbidden"} for rule in rules
    ]
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicy",
        "metadata": {"name": name},
        "spec": {
            "failurePolicy": "Fail",
            "matchConstraints": {"resourceRules": matched},
            "matchConditions": [{"name": key, "expression": text} for key, text in only.items()],
            "variables": variables,
            "validations": checks,
        },
    }


def _policy_binding(policy: str) -> Object:
    selector: Object = {"matchLabels": {WORKSPACE_LABEL: "true"}}
    if policy == _OF_TEMPLATES:
        selector["matchExpressions"] = [{"key": PROOF_LABEL, "operator": "DoesNotExist"}]
    workspaces = {"namespaceSelector": selector}
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {"name": policy},
        "spec": {"policyName": policy, "validationActions": ["Deny"], "matchResources": workspaces},
    }
