"""The labs' settings: each a CUTOVER_LABS_* variable with a default for an ordinary machine."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_path
from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from labs.errors import SettingRefused

Provider = Literal["docker", "podman", "nerdctl"]
Folder = Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())]

# The digest is the one that kind's v0.30 release names; later releases of kind run it too.
PUBLIC_NODE = "kindest/node:v1.34.0@sha256:7416a61b42b1662ca6ca89f02028ac133a309a2a30ba309614e8ec94d976dc5a"
PUBLIC_BASE = "debian:bookworm-slim"


def _own_folder() -> Path:
    """Inside the folder of everything that Cutover writes."""
    data = os.environ.get("CUTOVER_DATA")
    return (Path(data) if data else user_data_path("cutover", appauthor=False)) / "labs"


class LabSettings(BaseSettings):
    """Where the cluster comes from and how much of it a learner may use."""

    model_config = SettingsConfigDict(
        env_prefix="CUTOVER_LABS_", frozen=True, extra="ignore", env_ignore_empty=True
    )

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
        default_factory=_own_folder,
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
        return LabSettings()
    except ValidationError as e:
        first = e.errors()[0]
        name = env_name(str(first["loc"][0]))
        raise SettingRefused(
            f"{name} cannot be used: {first['msg'].lower()}.", "Correct it or unset it."
        ) from e


def env_name(field: str) -> str:
    """The environment variable of a setting."""
    return f"CUTOVER_LABS_{field.upper()}"


def describe(settings: LabSettings) -> tuple[tuple[str, str, str], ...]:
    """Rows of (variable, value, meaning): the configuration that would be used."""
    fields = type(settings).model_fields
    return tuple(
        (env_name(name), str(getattr(settings, name)), field.description or "")
        for name, field in fields.items()
    )
