"""The known attacks by kubectl, typed in the terminal: nothing of the app's host is read or written.

Each was seen to read or write a file of the machine that kubectl runs on. Here that machine is the
learner's own pod, so the test looks at both sides: the host's canaries stay unread, and the pod's own
files do come out, which shows that the attacks were carried out.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.clock import now
from labs.namespace import credentials
from labs.namespace.lifecycle import Workspace
from labs.namespace.manifests import SESSION
from labs.process import run
from tests.cluster.conftest import Lab
from tests.cluster.typist import seen, typing

pytestmark = pytest.mark.cluster

# {file} is a canary on the host, {new} a file that is not there, {door} a host's address that listens.
ATTACKS = (
    # a file as the content of an object
    "kubectl create configmap x --from-file={file} --dry-run=client -o yaml",
    "kubectl create configmap x --from-file=k={file} --dry-run=client -o yaml",
    "kubectl create configmap x --from-env-file={file} --dry-run=client -o yaml",
    "kubectl create configmap x --from-file=/proc/self/environ --dry-run=client -o yaml",
    "kubectl create configmap x --from-file=/proc/1/environ --dry-run=client -o yaml",
    "kubectl create secret generic x --from-file={file} --dry-run=client -o yaml",
    "kubectl create secret generic x --from-env-file={file} --dry-run=client -o yaml",
    "kubectl create secret tls x --cert={file} --key={file} --dry-run=client -o yaml",
    "kubectl create secret docker-registry x --from-file={file} --dry-run=client -o yaml",
    # a file as a manifest, in every spelling of -f
    "kubectl apply -f {file}",
    "kubectl apply -f{file}",
    "kubectl apply --filename={file}",
    "kubectl apply -Rf {file}",
    "kubectl apply -Rf{file}",
    "kubectl label --local -Rf{file} a=b -o yaml",
    "kubectl patch --local -f {file} -p '{{}}' -o yaml",
    "kubectl annotate --local -f{file} a=b -o yaml",
    "kubectl set image --local -f {file} x=y -o yaml",
    "kubectl replace -f {file}",
    "kubectl diff -f {file}",
    "kubectl patch pod workbench --patch-file {file} --dry-run=client",
    "kubectl apply -k {dir}",
    "kubectl kustomize {dir}",
    # a file as a template
    "kubectl get pods -o go-template-file={file}",
    "kubectl get pods -ogo-template-file={file}",
    "kubectl get pods -o=jsonpath-file={file}",
    "kubectl get pods -o custom-columns-file={file}",
    "kubectl get pods -o go-template --template={file}",
    # other credentials, other programs
    "kubectl --kubeconfig {file} get pods",
    "kubectl --kubeconfig /tmp/evil get pods",
    "kubectl --token=$(cat {file}) get pods",
    "kubectl --client-certificate={file} --client-key={file} get pods",
    "kubectl pwn",
    "KUBECTL_EXTERNAL_DIFF='cat {file}' kubectl diff -f /tmp/cm.json",
    "EDITOR='cat {file}' kubectl edit pod workbench",
    # writing
    "kubectl version --client --profile=cpu --profile-output={new}",
    "kubectl config set-credentials x --token=y --kubeconfig={new}",
    "kubectl get pods --cache-dir={new}",
    "kubectl cp workbench:/etc/passwd {new}",
    # the host over the network
    "kubectl create -f http://{door}/x --request-timeout=2s",
    "kubectl kustomize https://{door}/x",
    "kubectl --server=http://{door} --token=x get pods --request-timeout=2s",
    "curl -sm 2 http://{door}/ ; curl -sm 2 http://127.0.0.1:{port}/",
)


def _prepared(file: Path) -> str:
    """What an attacker lays out first: a kubeconfig that runs a program, a plugin, and a manifest."""
    program = {
        "apiVersion": "client.authentication.k8s.io/v1",
        "command": "sh",
        "args": ["-c", f"hostname >&2; cat {file} >&2"],
        "interactiveMode": "Never",
    }
    evil = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "c",
        "clusters": [{"name": "c", "cluster": {"server": "https://kubernetes.default.svc"}}],
        "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
        "users": [{"name": "u", "user": {"exec": program}}],
    }
    return "\n".join(
        (
            f"echo '{json.dumps(evil)}' > /tmp/evil",
            "mkdir -p ~/bin; export PATH=~/bin:$PATH",
            f"printf '#!/bin/sh\\necho pwned on $(hostname); cat {file}\\n' > ~/bin/kubectl-pwn",
            "chmod +x ~/bin/kubectl-pwn",
            "kubectl create configmap x --dry-run=client -o json > /tmp/cm.json",
            "echo rea''dy\n",
        )
    )


@pytest.fixture
def door(cluster: Lab) -> Iterator[tuple[str, list[str]]]:
    """An address of this host that pods could route to, and who came."""
    node = f"{cluster.settings.cluster_name}-control-plane"
    form = "{{range .NetworkSettings.Networks}}{{.Gateway}}{{end}}"
    gateway = run([cluster.settings.provider, "inspect", "-f", form, node], timeout=20).text.strip()
    came: list[str] = []
    with socket.create_server((gateway, 0)) as server:
        threading.Thread(target=_note, args=(server, came), daemon=True).start()
        yield f"{gateway}:{server.getsockname()[1]}", came
        server.shutdown(socket.SHUT_RDWR)


def _note(server: socket.socket, came: list[str]) -> None:
    with contextlib.suppress(OSError):
        while True:
            visitor, address = server.accept()
            visitor.close()
            came.append(address[0])


def test_known_attacks_neither_read_nor_write_the_host(
    cluster: Lab,
    workspace: Workspace,
    door: tuple[str, list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    canary = secrets.token_hex(16)
    file, new = tmp_path / "canary.yaml", tmp_path / "written"
    file.write_text(f"a: {canary}\n")
    monkeypatch.setenv("CUTOVER_DB_URL", f"postgresql://{canary}")
    host, came = door
    names = {"file": file, "dir": tmp_path, "new": new, "door": host, "port": host.rpartition(":")[2]}
    lines = [attack.format(**names) for attack in ATTACKS]
    assert len(lines) >= 40

    async def act() -> str:
        async with typing(cluster, workspace) as terminal:
            await terminal.write(_prepared(file).encode())
            said = await seen(terminal, "ready\r", 30)
            for line in lines:
                await terminal.write(f"{line} </dev/null\n".encode())
            await terminal.write(b"echo do''ne\n")
            return said + await seen(terminal, "done\r", 240)

    said = asyncio.run(act())
    assert canary not in said
    assert sorted(tmp_path.iterdir()) == [file]
    assert file.read_text() == f"a: {canary}\n"
    assert came == []
    # They were carried out, on the learner's own pod.
    assert "pwned on workbench" in said
    assert "HOSTNAME=workbench" in said
    assert os.uname().nodename not in said


def test_the_terminals_token_is_in_no_log_and_no_error(
    cluster: Lab, workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    own = json.loads(
        credentials.external_kubeconfig(cluster.kube, workspace.namespace, now(), workspace.expires_at)
    )
    secret = cluster.kube.get("Secret", SESSION, workspace.namespace)
    kept = json.loads(base64.b64decode(secret["data"]["kubeconfig"]))
    for config in (own, kept):
        assert config["users"][0]["user"]["token"] not in caplog.text
