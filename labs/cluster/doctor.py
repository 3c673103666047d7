"""What this machine lacks for the labs, and the command that installs it."""

from __future__ import annotations

import json
import platform
from dataclasses import dataclass
from pathlib import Path

from labs.cluster.capacity import CLUSTER, budget
from labs.environment_variables import variable
from labs.errors import NotReady, last_error_line
from labs.extras import missing
from labs.process import find_program, run
from labs.settings import PREFIX, PUBLIC_NODE, LabSettings

_INSTALL = {
    "docker": {
        "debian": "sudo apt-get install docker.io && sudo usermod -aG docker $USER, then log in again",
        "mac": "brew install --cask docker, then start Docker Desktop",
        "other": "see https://docs.docker.com/engine/install/",
    },
    "kind": {
        "debian": "curl -fLo kind https://kind.sigs.k8s.io/dl/v0.30.0/kind-linux-amd64"
        " && sudo install kind /usr/local/bin/",
        "mac": "brew install kind",
        "other": "see https://kind.sigs.k8s.io/docs/user/quick-start/#installation",
    },
    "kubectl": {
        "debian": "curl -fLO https://dl.k8s.io/release/v1.34.0/bin/linux/amd64/kubectl"
        " && sudo install kubectl /usr/local/bin/",
        "mac": "brew install kubectl",
        "other": "see https://kubernetes.io/docs/tasks/tools/",
    },
}
_START = {
    "debian": "sudo systemctl start docker; if it says permission denied: sudo usermod -aG docker $USER",
    "mac": "start Docker Desktop",
    "other": "start the Docker daemon",
}


@dataclass(frozen=True, slots=True)
class Machine:
    """What was found. `memory` is what containers may use, in MiB, 0 if nobody can tell."""

    system: str
    tools: frozenset[str]
    docker_says: str
    docker_answers: bool
    memory: int
    images: frozenset[str]
    packages: bool


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One line of the doctor's report; `cure` is empty when nothing is to be done."""

    name: str
    ok: bool
    needed: bool
    what: str
    cure: str = ""


def inspect_machine(settings: LabSettings) -> Machine:
    """Ask the machine: the only part of the doctor that starts programs."""
    tools = frozenset(tool for tool in (settings.provider, "kind", "kubectl") if find_program(tool))
    if settings.provider not in tools:
        return Machine(_system(), tools, "", False, 0, frozenset(), not missing())
    answers, message, memory = _info(settings)
    wanted = (settings.node_image, settings.base_image)
    images = frozenset(name for name in wanted if answers and _has_image(settings, name))
    return Machine(_system(), tools, message, answers, memory, images, not missing())


def diagnose(machine: Machine, settings: LabSettings) -> tuple[Diagnosis, ...]:
    """The report, what is needed first."""
    return (
        _packages(machine),
        _tool(machine, settings.provider, "runs the cluster's node"),
        _daemon(machine, settings),
        _tool(machine, "kind", "makes the cluster"),
        _memory(machine, settings),
        _image(machine, settings.node_image, "node_image"),
        _image(machine, settings.base_image, "base_image"),
        _tool(machine, "kubectl", "is for a learner's own terminal; the browser's needs none", needed=False),
    )


def _packages(machine: Machine) -> Diagnosis:
    if machine.packages:
        return Diagnosis("packages", True, True, "the labs' Python packages are installed")
    return Diagnosis(
        "packages", False, True, "the labs' Python packages are not installed", "pip install 'cutover[labs]'"
    )


def _tool(machine: Machine, name: str, purpose: str, *, needed: bool = True) -> Diagnosis:
    if name in machine.tools:
        return Diagnosis(name, True, needed, f"{name} is installed")
    ways = _INSTALL.get(name, {})
    return Diagnosis(
        name,
        False,
        needed,
        f"{name} is not installed; it {purpose}",
        ways.get(machine.system, f"install {name}"),
    )


def _daemon(machine: Machine, settings: LabSettings) -> Diagnosis:
    name = f"{settings.provider} answers"
    if machine.docker_answers:
        return Diagnosis(name, True, True, f"{settings.provider} answers, version {machine.docker_says}")
    if settings.provider not in machine.tools:
        return Diagnosis(name, False, True, f"{settings.provider} cannot answer before it is installed")
    return Diagnosis(
        name,
        False,
        True,
        f"{settings.provider} does not answer: {machine.docker_says}",
        _START[machine.system],
    )


def _memory(machine: Machine, settings: LabSettings) -> Diagnosis:
    need = CLUSTER.memory + settings.learners * budget(settings).memory
    if machine.memory == 0:
        return Diagnosis(
            "memory", True, False, f"{need} MiB of memory are needed; how much there is, is unknown"
        )
    if machine.memory >= need:
        return Diagnosis("memory", True, True, f"{machine.memory} MiB of memory, {need} needed")
    fewer = max(1, (machine.memory - CLUSTER.memory) // budget(settings).memory)
    return Diagnosis(
        "memory",
        False,
        True,
        f"{machine.memory} MiB of memory, {need} needed for {settings.learners} learners",
        f"give containers more memory, or set {variable(PREFIX, 'learners')}={fewer}",
    )


def _image(machine: Machine, name: str, field: str) -> Diagnosis:
    if name in machine.images:
        return Diagnosis("image", True, True, f"{name} is here")
    size = ", some 400 MB" if name == PUBLIC_NODE else ""
    return Diagnosis(
        "image",
        False,
        False,
        f"{name} is not here yet; `cutover labs up` pulls it{size}",
        f"without a network, load an image and name it in {variable(PREFIX, field)} (docs/labs.md)",
    )


def read_info(text: str) -> tuple[bool, str, int]:
    """From what `docker info` says as JSON, a complaint before or after it: whether the daemon answers, its
    version or the complaint, and the memory it has in MiB.
    """
    line = next((line for line in text.splitlines() if line.startswith("{")), "{}")
    try:
        raw = json.loads(line)
    except ValueError:
        raw = {}
    version, errors = str(raw.get("ServerVersion") or ""), raw.get("ServerErrors") or []
    trouble = "; ".join(errors) or last_error_line(text.replace(line, ""))
    return bool(version), version or trouble, int(raw.get("MemTotal") or 0) >> 20


def _info(settings: LabSettings) -> tuple[bool, str, int]:
    try:
        return read_info(run([settings.provider, "info", "--format", "{{json .}}"], timeout=20).text)
    except NotReady as e:
        return False, str(e), 0


def _has_image(settings: LabSettings, name: str) -> bool:
    return run([settings.provider, "image", "inspect", "--format", "{{.Id}}", name], timeout=20).ok


def _system() -> str:
    if platform.system() == "Darwin":
        return "mac"
    return "debian" if Path("/etc/debian_version").exists() else "other"
