"""Things that a learner must not be able to do, to be tried for real. Calls that would write are dry runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from labs.kube import Object, path_of
from labs.namespace.manifests import LEARNER, SESSION, SYSTEM, WORKBENCH, WORKBENCH_CLASS
from labs.pod_security import container_security, pod_security

_RBAC = "/apis/rbac.authorization.k8s.io/v1"


@dataclass(frozen=True, slots=True)
class Attack:
    """A request to the API server with the learner's token."""

    name: str
    method: str
    path: str
    body: Object | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NetworkAttack:
    """A TCP connection from the learner's workbench to an address that is alive."""

    name: str
    address: str
    port: int


def calls(own: str, other: str, node: str) -> tuple[Attack, ...]:
    """Those by the API server: `own` and `other` are learners' namespaces, `node` a node's name."""
    return (
        *_cluster_wide(node),
        *_elsewhere(other),
        *_credentials(own),
        *_fences(own),
        *_into_pods(own),
        *_pods(own),
        *_objects(own),
        *_large(own),
        *_as_somebody_else(other),
    )


def allowed(own: str) -> tuple[Attack, ...]:
    """What the attacks vary, without the attack: where these are refused too, a refusal proves nothing."""
    return (
        Attack("a pod as a lab has it", "POST", path_of("Pod", own), _pod({})),
        Attack("a Service as a lab has it", "POST", path_of("Service", own), _service({})),
        Attack("a ConfigMap as a lab has it", "POST", path_of("ConfigMap", own), _config_map(5_000)),
        Attack("a Deployment as a lab has it", "POST", path_of("Deployment", own), _deployment({})),
    )


def _cluster_wide(node: str) -> tuple[Attack, ...]:
    return (
        Attack("list the nodes", "GET", path_of("Node")),
        Attack("reach a kubelet through the API server", "GET", path_of("Node", name=node) + "/proxy/pods"),
        Attack("list all namespaces", "GET", path_of("Namespace")),
        Attack("list everybody's pods", "GET", path_of("Pod")),
        Attack("list everybody's Secrets", "GET", path_of("Secret")),
        Attack("list cluster roles", "GET", f"{_RBAC}/clusterroles"),
        Attack("read the API server's metrics", "GET", "/metrics"),
        Attack(
            "ask for a certificate", "POST", "/apis/certificates.k8s.io/v1/certificatesigningrequests", _csr()
        ),
        Attack("make a namespace", "POST", path_of("Namespace"), _plain("v1", "Namespace", "escape")),
    )


def _elsewhere(other: str) -> tuple[Attack, ...]:
    bench = path_of("Pod", other, WORKBENCH)
    coredns = path_of("Deployment", "kube-system", "coredns")
    return (
        Attack("list another learner's pods", "GET", path_of("Pod", other)),
        Attack("read another learner's log", "GET", f"{bench}/log"),
        Attack(
            "run a command in another learner's workbench", "POST", f"{bench}/exec?command=id&stdout=true"
        ),
        Attack("read another learner's credentials", "GET", path_of("Secret", other, SESSION)),
        Attack("delete another learner's workbench", "DELETE", bench),
        Attack("run a pod at another learner's", "POST", path_of("Pod", other), _pod({})),
        Attack("change another learner's Services", "POST", path_of("Service", other), _service({})),
        Attack("list the prober's pods", "GET", path_of("Pod", SYSTEM)),
        Attack("run a pod beside the prober", "POST", path_of("Pod", SYSTEM), _pod({})),
        Attack("read the Secrets of kube-system", "GET", path_of("Secret", "kube-system")),
        Attack("scale the cluster's DNS", "PATCH", coredns, {"spec": {"replicas": 0}}, _MERGE),
    )


def _credentials(own: str) -> tuple[Attack, ...]:
    account = path_of("ServiceAccount", own, LEARNER)
    grant = {
        **_plain("rbac.authorization.k8s.io/v1", "RoleBinding", "escape"),
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"},
        "subjects": [{"kind": "ServiceAccount", "name": LEARNER, "namespace": own}],
    }
    everything = [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]
    return (
        Attack("list the place's Secrets", "GET", path_of("Secret", own)),
        Attack("make a token that outlives the place", "POST", f"{account}/token", {"spec": {}}),
        Attack("make a Secret", "POST", path_of("Secret", own), _plain("v1", "Secret", "escape")),
        Attack("widen the own role", "PATCH", path_of("Role", own, LEARNER), {"rules": everything}, _MERGE),
        Attack("bind the own account to cluster-admin", "POST", path_of("RoleBinding", own), grant),
        Attack(
            "bind it for the whole cluster",
            "POST",
            f"{_RBAC}/clusterrolebindings",
            {**grant, "kind": "ClusterRoleBinding"},
        ),
    )


def _fences(own: str) -> tuple[Attack, ...]:
    unlabelled = {"metadata": {"labels": {"pod-security.kubernetes.io/enforce": "privileged"}}}
    more = {"spec": {"hard": {"pods": "1000"}}}
    return (
        Attack("drop the network policies", "DELETE", path_of("NetworkPolicy", own, "nothing")),
        Attack("relabel Pod Security away", "PATCH", path_of("Namespace", name=own), unlabelled, _MERGE),
        Attack("delete the own namespace", "DELETE", path_of("Namespace", name=own)),
        Attack("raise the own quota", "PATCH", path_of("ResourceQuota", own, "pods"), more, _MERGE),
        Attack("drop the own limits", "DELETE", path_of("LimitRange", own, "containers")),
        Attack("delete the own workbench", "DELETE", path_of("Pod", own, WORKBENCH)),
    )


def _into_pods(own: str) -> tuple[Attack, ...]:
    bench = path_of("Pod", own, WORKBENCH)
    return (
        Attack("open a way into a pod", "POST", f"{bench}/exec?command=id&stdout=true"),
        Attack("forward a port", "POST", f"{bench}/portforward?ports=8080"),
        Attack("reach a pod through the API server", "GET", f"{bench}/proxy/"),
        Attack("add a debug container", "PATCH", f"{bench}/ephemeralcontainers", {"spec": {}}, _MERGE),
    )


def _pods(own: str) -> tuple[Attack, ...]:
    pods = path_of("Pod", own)
    privileged = {"privileged": True, "allowPrivilegeEscalation": True}
    host_root = {"volumes": [{"name": "root", "hostPath": {"path": "/"}}]}
    return (
        Attack("run a privileged pod", "POST", pods, _pod({}, privileged)),
        Attack("run a pod on the node's network", "POST", pods, _pod({"hostNetwork": True})),
        Attack("see the node's processes", "POST", pods, _pod({"hostPID": True})),
        Attack("mount the node's disk", "POST", pods, _pod(host_root)),
        Attack("run as root", "POST", pods, _pod({}, {"runAsNonRoot": False, "runAsUser": 0})),
        Attack("add a capability", "POST", pods, _pod({}, {"capabilities": {"add": ["NET_ADMIN"]}})),
        Attack("push others off the node", "POST", pods, _pod({"priorityClassName": "system-node-critical"})),
        Attack("pose as a workbench", "POST", pods, _pod({"priorityClassName": WORKBENCH_CLASS})),
        Attack(
            "run a pod that takes a day to end", "POST", pods, _pod({"terminationGracePeriodSeconds": 86400})
        ),
    )


def _objects(own: str) -> tuple[Attack, ...]:
    services, maps = path_of("Service", own), path_of("ConfigMap", own)
    alias = {"type": "ExternalName", "externalName": "kubernetes.default.svc"}
    stuck = _plain("v1", "ConfigMap", "stuck", finalizers=["learner.example/never"])
    slices = path_of("EndpointSlice", own)
    spy = {
        **_plain("discovery.k8s.io/v1", "EndpointSlice", "spy"),
        "addressType": "IPv4",
        "endpoints": [],
        "ports": [],
    }
    return (
        Attack("open a port of the node", "POST", services, _service({"type": "NodePort"})),
        Attack("take over an address", "POST", services, _service({"externalIPs": ["10.96.0.1"]})),
        Attack("alias a foreign Service", "POST", services, _service(alias)),
        Attack("leave what cannot be deleted", "POST", maps, stuck),
        Attack("point a Service anywhere", "POST", slices, spy),
    )


def _large(own: str) -> tuple[Attack, ...]:
    """What would fill the cluster's store or the node's disk."""
    pods, deployments = path_of("Pod", own), path_of("Deployment", own)
    long, on_disk = "x" * 50_000, {"name": "v", "emptyDir": {}}
    notes = _config_map(10) | {"metadata": {"name": "large", "annotations": {"note": long}}}
    env = [{"name": "X", "value": long}]
    lines = [{"name": f"X{n}", "value": "x" * 400} for n in range(200)]
    return (
        Attack("store a large ConfigMap", "POST", path_of("ConfigMap", own), _config_map(50_000)),
        Attack("store large annotations", "POST", path_of("ConfigMap", own), notes),
        Attack("store a long variable", "POST", deployments, _deployment({}, {"env": env})),
        Attack("store many variables", "POST", deployments, _deployment({}, {"env": lines})),
        Attack("store a long command", "POST", pods, _pod({}, more={"args": [long]})),
        Attack("write on the node's disk", "POST", pods, _pod({}, {"readOnlyRootFilesystem": False})),
        Attack("have a volume on the node's disk", "POST", pods, _pod({"volumes": [on_disk]})),
        Attack(
            "run any image on the node",
            "POST",
            pods,
            _pod({}, more={"image": "registry.k8s.io/etcd:3.6.5-0"}),
        ),
        Attack("choose the node of a pod", "POST", pods, _pod({"nodeName": "x"})),
        Attack("give a pod the own account", "POST", pods, _pod({"serviceAccountName": LEARNER})),
        Attack("mount a token", "POST", pods, _pod({"automountServiceAccountToken": True})),
        Attack("pose as the workbench by its label", "POST", pods, _labelled({"app": WORKBENCH})),
        Attack(
            "relabel the own workbench",
            "PATCH",
            path_of("Pod", own, WORKBENCH),
            {"metadata": {"labels": {"app": "other"}}},
            _MERGE,
        ),
    )


def _as_somebody_else(other: str) -> tuple[Attack, ...]:
    neighbour = f"system:serviceaccount:{other}:{LEARNER}"
    admin = {"Impersonate-User": "kubernetes-admin", "Impersonate-Group": "system:masters"}
    return (
        Attack("act as the cluster's admin", "GET", path_of("Node"), headers=admin),
        Attack(
            "act as another learner", "GET", path_of("Pod", other), headers={"Impersonate-User": neighbour}
        ),
        Attack(
            "come with a forged token",
            "GET",
            path_of("Pod", other),
            headers={"Authorization": "Bearer x.y.z"},
        ),
    )


_MERGE = {"Content-Type": "application/merge-patch+json"}


def _plain(version: str, kind: str, name: str, **metadata: object) -> Object:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": name, **metadata}}


def _pod(spec: Object, security: Object | None = None, more: Object | None = None) -> Object:
    """A pod that would be let in, but for `spec`, and its container's `security` and `more`."""
    modest = container_security() | (security or {})
    container = {"name": "x", "image": "cutover/lab-x:1", "securityContext": modest, **(more or {})}
    return _plain("v1", "Pod", "escape") | {
        "spec": {"securityContext": pod_security(), "containers": [container], **spec}
    }


def _labelled(labels: Object) -> Object:
    return _pod({}) | {"metadata": {"name": "escape", "labels": labels}}


def _deployment(spec: Object, more: Object | None = None) -> Object:
    template = {"metadata": {"labels": {"app": "escape"}}, "spec": _pod(spec, more=more)["spec"]}
    selector = {"matchLabels": {"app": "escape"}}
    return _plain("apps/v1", "Deployment", "escape") | {
        "spec": {"replicas": 0, "selector": selector, "template": template}
    }


def modest_deployment() -> Object:
    """A Deployment without pods that would be let in, with one variable and one argument."""
    return _deployment({}, {"env": [{"name": "X"}], "args": ["x"]})


def _config_map(size: int) -> Object:
    return _plain("v1", "ConfigMap", "large") | {"data": {"text": "x" * size}}


def _csr() -> Object:
    spec = {"request": "", "signerName": "kubernetes.io/kube-apiserver-client", "usages": ["client auth"]}
    return _plain("certificates.k8s.io/v1", "CertificateSigningRequest", "escape") | {"spec": spec}


def _service(spec: Object) -> Object:
    return _plain("v1", "Service", "escape") | {"spec": {"ports": [{"port": 80}], **spec}}
