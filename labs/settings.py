"""The labs' settings: each a CUTOVER_LABS_* variable with a default for an ordinary machine."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from labs.environment_variables import (
    Folder,
    VariableRefused,
    data_folder,
    describe_variables,
    read_variables,
)
from labs.errors import SettingRefused

PREFIX = "CUTOVER_LABS_"
Provider = Literal["docker", "podman", "nerdctl"]

# The digest is the one that kind's v0.30 release names; later releases of kind run it too.
PUBLIC_NODE = "kindest/node:v1.34.0@sha256:7416a61b42b1662ca6ca89f02028ac133a309a2a30ba309614e8ec94d976dc5a"
PUBLIC_BASE = "debian:bookworm-slim"


class LabSettings(BaseModel):
    """Where the cluster comes from and how much of it a learner may use."""

    model_config = ConfigDict(frozen=True, validate_default=True)

    cluster_name: str = Field(
        "cutover",
        pattern=r"^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$",
        description="The name of the kind cluster.",
    )
    provider: Provider = Field(
        "docker",
        description="What kind runs its nodes with: docker, podman or nerdctl.",
    )
    node_image: str = Field(
        PUBLIC_NODE,
        description="The image of the Kubernetes node.",
    )
    base_image: str = Field(
        PUBLIC_BASE,
        description="A Debian for the workbench; the tools that it lacks are installed on top.",
    )
    folder: Folder = Field(
        default_factory=lambda: data_folder() / "labs",
        description="The folder for the cluster's kubeconfig and its owner record.",
    )
    ttl_hours: int = Field(
        12,
        ge=1,
        le=168,
        description="Hours after which a cluster may be swept away; it waits for the workspaces on it.",
    )
    workspace_minutes: int = Field(
        120,
        ge=10,
        le=720,
        description="Minutes that a learner's workspace and its token live.",
    )
    learners: int = Field(
        4,
        ge=1,
        le=100,
        description="How many learners the cluster is for at once.",
    )
    learner_cpu: int = Field(
        160,
        ge=100,
        le=8000,
        description="CPU reserved for each learner, in thousandths of a core.",
    )
    learner_memory: int = Field(
        768,
        ge=256,
        le=65536,
        description="Memory reserved for each learner, in MiB.",
    )
    learner_pods: int = Field(
        14,
        ge=4,
        le=50,
        description="Pods of each learner, the workbench apart.",
    )
    pod_pids: int = Field(
        256,
        ge=64,
        le=4096,
        description="Processes in one pod; a fork bomb stops here.",
    )
    node_pods: int = Field(
        220,
        ge=20,
        le=250,
        description="Pods on the node, all learners together.",
    )

    @property
    def ttl(self) -> timedelta:
        return timedelta(hours=self.ttl_hours)

    @property
    def workspace_life(self) -> timedelta:
        return timedelta(minutes=self.workspace_minutes)


def read_settings() -> LabSettings:
    """The settings as the environment has them now. Raises SettingRefused."""
    try:
        return read_variables(LabSettings, PREFIX)
    except VariableRefused as refused:
        raise SettingRefused(str(refused), "Correct it or unset it.") from refused


def describe(settings: LabSettings) -> list[tuple[str, str, str]]:
    """Rows of (variable, value, meaning): the configuration that would be used."""
    return describe_variables(settings, PREFIX)
