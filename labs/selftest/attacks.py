"""Things that a learner must not be able to do, to be tried for real. Calls that would write are dry runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from labs.kube import Object, path_of
from labs.namespace.manifests import LEARNER, SESSION, SYSTEM, WORKBENCH, WORKBENCH_CLASS

_RBAC = "/apis/rbac.authorization.k8s.io/v1"


@dataclass(frozen=True, slots=True)
class Call:
    """A request to the API server with the learner's token."""

    name: str
    method: str
    path: str
    body: Object | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Way:
    """A TCP connection from the learner's workbench to an address that is alive."""

    name: str
    address: str
    port: int


def calls(own: str, other: str, node: str) -> tuple[Call, ...]:
    """Those by the API server: `own` and `other` are learners' namespaces, `node` a node's name."""
    return (
        *_cluster_wide(node),
        *_elsewhere(other),
        *_credentials(own),
        *_fences(own),
        *_into_pods(own),
        *_pods(own),
        *_objects(own),
        *_as_somebody_else(other),
    )


def _cluster_wide(node: str) -> tuple[Call, ...]:
    return (
        Call("list the nodes", "GET", path_of("Node")),
        Call("reach a kubelet through the API server", "GET", path_of("Node", name=node) + "/proxy/pods"),
        Call("list all namespaces", "GET", path_of("Namespace")),
        Call("list everybody's pods", "GET", path_of("Pod")),
        Call("list everybody's Secrets", "GET", path_of("Secret")),
        Call("list cluster roles", "GET", f"{_RBAC}/clusterroles"),
        Call("read the API server's metrics", "GET", "/metrics"),
        Call(
            "ask for a certificate", "POST", "/apis/certificates.k8s.io/v1/certificatesigningrequests", _csr()
        ),
        Call("make a namespace", "POST", path_of("Namespace"), _plain("v1", "Namespace", "escape")),
    )


def _elsewhere(other: str) -> tuple[Call, ...]:
    bench = path_of("Pod", other, WORKBENCH)
    coredns = path_of("Deployment", "kube-system", "coredns")
    return (
        Call("list another learner's pods", "GET", path_of("Pod", other)),
        Call("read another learner's log", "GET", f"{bench}/log"),
        Call("run a command in another learner's workbench", "POST", f"{bench}/exec?command=id&stdout=true"),
        Call("read another learner's credentials", "GET", path_of("Secret", other, SESSION)),
        Call("delete another learner's workbench", "DELETE", bench),
        Call("run a pod at another learner's", "POST", path_of("Pod", other), _pod({})),
        Call("change another learner's Services", "POST", path_of("Service", other), _service({})),
        Call("list the prober's pods", "GET", path_of("Pod", SYSTEM)),
        Call("run a pod beside the prober", "POST", path_of("Pod", SYSTEM), _pod({})),
        Call("read the Secrets of kube-system", "GET", path_of("Secret", "kube-system")),
        Call("scale the cluster's DNS", "PATCH", coredns, {"spec": {"replicas": 0}}, _MERGE),
    )


def _credentials(own: str) -> tuple[Call, ...]:
    account = path_of("ServiceAccount", own, LEARNER)
    grant = {
        **_plain("rbac.authorization.k8s.io/v1", "RoleBinding", "escape"),
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"},
        "subjects": [{"kind": "ServiceAccount", "name": LEARNER, "namespace": own}],
    }
    everything = [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]
    return (
        Call("list the place's Secrets", "GET", path_of("Secret", own)),
        Call("make a token that outlives the place", "POST", f"{account}/token", {"spec": {}}),
        Call("make a Secret", "POST", path_of("Secret", own), _plain("v1", "Secret", "escape")),
        Call("widen the own role", "PATCH", path_of("Role", own, LEARNER), {"rules": everything}, _MERGE),
        Call("bind the own account to cluster-admin", "POST", path_of("RoleBinding", own), grant),
        Call(
            "bind it for the whole cluster",
            "POST",
            f"{_RBAC}/clusterrolebindings",
            {**grant, "kind": "ClusterRoleBinding"},
        ),
    )


def _fences(own: str) -> tuple[Call, ...]:
    unlabelled = {"metadata": {"labels": {"pod-security.kubernetes.io/enforce": "privileged"}}}
    more = {"spec": {"hard": {"pods": "1000"}}}
    return (
        Call("drop the network policies", "DELETE", path_of("NetworkPolicy", own, "nothing")),
        Call("relabel Pod Security away", "PATCH", path_of("Namespace", name=own), unlabelled, _MERGE),
        Call("delete the own namespace", "DELETE", path_of("Namespace", name=own)),
        Call("raise the own quota", "PATCH", path_of("ResourceQuota", own, "pods"), more, _MERGE),
        Call("drop the own limits", "DELETE", path_of("LimitRange", own, "containers")),
        Call("delete the own workbench", "DELETE", path_of("Pod", own, WORKBENCH)),
    )


def _into_pods(own: str) -> tuple[Call, ...]:
    bench = path_of("Pod", own, WORKBENCH)
    return (
        Call("open a way into a pod", "POST", f"{bench}/exec?command=id&stdout=true"),
        Call("forward a port", "POST", f"{bench}/portforward?ports=8080"),
        Call("reach a pod through the API server", "GET", f"{bench}/proxy/"),
        Call("add a debug container", "PATCH", f"{bench}/ephemeralcontainers", {"spec": {}}, _MERGE),
    )


def _pods(own: str) -> tuple[Call, ...]:
    pods = path_of("Pod", own)
    privileged = {"privileged": True, "allowPrivilegeEscalation": True}
    host_root = {"volumes": [{"name": "root", "hostPath": {"path": "/"}}]}
    return (
        Call("run a privileged pod", "POST", pods, _pod({}, privileged)),
        Call("run a pod on the node's network", "POST", pods, _pod({"hostNetwork": True})),
        Call("see the node's processes", "POST", pods, _pod({"hostPID": True})),
        Call("mount the node's disk", "POST", pods, _pod(host_root)),
        Call("run as root", "POST", pods, _pod({}, {"runAsNonRoot": False, "runAsUser": 0})),
        Call("add a capability", "POST", pods, _pod({}, {"capabilities": {"add": ["NET_ADMIN"]}})),
        Call("push others off the node", "POST", pods, _pod({"priorityClassName": "system-node-critical"})),
        Call("pose as a workbench", "POST", pods, _pod({"priorityClassName": WORKBENCH_CLASS})),
        Call(
            "run a pod that takes a day to end", "POST", pods, _pod({"terminationGracePeriodSeconds": 86400})
        ),
    )


def _objects(own: str) -> tuple[Call, ...]:
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
        Call("open a port of the node", "POST", services, _service({"type": "NodePort"})),
        Call("take over an address", "POST", services, _service({"externalIPs": ["10.96.0.1"]})),
        Call("alias a foreign Service", "POST", services, _service(alias)),
        Call("leave what cannot be deleted", "POST", maps, stuck),
        Call("point a Service anywhere", "POST", slices, spy),
    )


def _as_somebody_else(other: str) -> tuple[Call, ...]:
    neighbour = f"system:serviceaccount:{other}:{LEARNER}"
    admin = {"Impersonate-User": "kubernetes-admin", "Impersonate-Group": "system:masters"}
    return (
        Call("act as the cluster's admin", "GET", path_of("Node"), headers=admin),
        Call("act as another learner", "GET", path_of("Pod", other), headers={"Impersonate-User": neighbour}),
        Call(
            "come with a forged token",
            "GET",
            path_of("Pod", other),
            headers={"Authorization": "Bearer x.y.z"},
        ),
    )


_MERGE = {"Content-Type": "application/merge-patch+json"}


def _plain(version: str, kind: str, name: str, **metadata: object) -> Object:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": name, **metadata}}


def _pod(spec: Object, security: Object | None = None) -> Object:
    """A pod that would be let in, but for `spec` and its container's `security`."""
    modest: Object = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
    container = {"name": "x", "image": "x", "securityContext": modest | (security or {})}
    context = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    return _plain("v1", "Pod", "escape") | {
        "spec": {"securityContext": context, "containers": [container], **spec}
    }


def _csr() -> Object:
    spec = {"request": "", "signerName": "kubernetes.io/kube-apiserver-client", "usages": ["client auth"]}
    return _plain("certificates.k8s.io/v1", "CertificateSigningRequest", "escape") | {"spec": spec}


def _service(spec: Object) -> Object:
    return _plain("v1", "Service", "escape") | {"spec": {"ports": [{"port": 80}], **spec}}
