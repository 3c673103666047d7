"""The containers that are a kind cluster's nodes, as Docker shows them."""

from __future__ import annotations

import json
from dataclasses import dataclass

from labs.cluster.record import ClusterDir, ClusterRecord
from labs.errors import DockerUnavailable, last_error_line
from labs.process import run
from labs.settings import Provider

# Where a node mounts its owner's mark.
OWNER_MOUNT = "/etc/cutover-owner"
# Docker may give a node another address when it starts again. The certificate must name it, or scheduler
# and controllers turn away from their own API server.
_READDRESS = """
cd /etc/kubernetes/pki && command -v openssl >/dev/null || exit 0
address=$(hostname -i | tr ' ' '\\n' | grep -m1 -F .)
openssl x509 -in apiserver.crt -noout -checkip "$address" | grep -q 'does match' && exit 0
tries=0  # the node is still rewriting its configuration to its new address
until grep -qF "$address" /kind/kubeadm.conf; do
    [ $((tries += 1)) -gt 50 ] && exit 0
    sleep 0.2
done
rm -f apiserver.crt apiserver.key
kubeadm init phase certs apiserver --config /kind/kubeadm.conf
for each in /proc/[0-9]*; do
    case "$(tr '\\0' ' ' 2>/dev/null < "$each/cmdline")" in kube-apiserver*) kill "${each#/proc/}" ;; esac
done
"""
_CLUSTER_LABEL = "io.x-k8s.kind.cluster"


@dataclass(frozen=True, slots=True)
class Node:
    """One node container; `mark` is the folder of ours that it mounts, empty if it is not ours."""

    name: str
    running: bool
    mark: str

    def is_owned_by(self, directory: ClusterDir, record: ClusterRecord) -> bool:
        return self.mark == str(directory.mark(record.id))


def nodes(provider: Provider, cluster: str) -> tuple[Node, ...]:
    """The nodes of a cluster, none if there is no such cluster. Raises DockerUnavailable."""
    listed = _docker(provider, "ps", "-aq", "--filter", f"label={_CLUSTER_LABEL}={cluster}").split()
    if not listed:
        return ()
    return tuple(parse_node(raw) for raw in json.loads(_docker(provider, "inspect", *listed)))


def start(provider: Provider, node: Node) -> None:
    """Have a node run that a restart of Docker or of the machine has stopped."""
    if not node.running:
        _docker(provider, "start", node.name)
    _docker(provider, "exec", node.name, "sh", "-c", _READDRESS)


def images_on(provider: Provider, name: str) -> frozenset[str]:
    """The images that a running node has, as `repository:tag` without a host."""
    listed = _docker(provider, "exec", name, "ctr", "--namespace", "k8s.io", "images", "ls", "-q").split()
    return frozenset("/".join(image.split("/")[-2:]) for image in listed)


def parse_node(raw: dict[str, object]) -> Node:
    """A node, from what `docker inspect` tells of its container."""
    mounts = raw.get("Mounts") or []
    state = raw.get("State") or {}
    assert isinstance(mounts, list)
    assert isinstance(state, dict)
    marks = [str(mount["Source"]) for mount in mounts if mount.get("Destination") == OWNER_MOUNT]
    return Node(
        name=str(raw["Name"]).lstrip("/"), running=bool(state.get("Running")), mark="".join(marks[:1])
    )


def _docker(provider: Provider, *args: str) -> str:
    done = run([provider, *args], timeout=60)
    if not done.ok:
        raise DockerUnavailable(
            f"{provider} does not answer: {last_error_line(done.text)}",
            "Start it, then try again; `cutover labs doctor` says how.",
        )
    return done.text
