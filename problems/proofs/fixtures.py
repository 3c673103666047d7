"""Fixtures: the Deployments, Services and files that proofs start from, shared by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from problems.errors import ProofError
from problems.fields import Id, Line, StrictModel
from problems.proof_model import ObjectName, PodLabels, Script
from problems.reading.decode import read_text
from problems.reading.strict_yaml import scan

FIXTURES = "starts"
_FILE = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,40}$")]


class DeploymentFixture(StrictModel):
    """A Deployment of a small server that answers with its version."""

    labels: PodLabels
    """The labels of its pods, which are its selector too."""
    replicas: Annotated[int, Field(ge=0, le=6)] = 3
    """How many pods it asks for."""
    ready: bool = True
    """Whether its pods become Ready; if not, their readiness probe fails for ever."""
    loads: Annotated[int, Field(ge=0, le=60)] = 0
    """Seconds that a pod loads before it is Ready."""
    probed: bool = True
    """Whether pods that serve have a readiness probe, which asks whether the model is loaded."""
    grace: Annotated[int, Field(ge=1, le=300)] | None = None
    """`terminationGracePeriodSeconds`; 5 for pods that serve, 0 for others."""
    serves: bool = False
    """Whether its pods answer HTTP on port 8080; pods that need not are lighter."""
    deadline: Annotated[int, Field(ge=1, le=600)] | None = None
    """`progressDeadlineSeconds`."""
    env: dict[str, str] = Field(default_factory=dict)
    """The container's environment; docs/proofs.md says what a server does by it."""


class ServiceFixture(StrictModel):
    """A Service on port 80, to port 8080 of its pods."""

    selector: PodLabels
    """What it selects."""


class Fixture(StrictModel):
    """A fixture. Deployments and Services are there and ready before `run` runs."""

    about: Line
    """What is so, in a sentence."""
    deployments: dict[ObjectName, DeploymentFixture] = Field(default_factory=dict)
    """The Deployments, by name."""
    services: dict[ObjectName, ServiceFixture] = Field(default_factory=dict)
    """The Services, by name."""
    pods: Annotated[int, Field(ge=1, le=12)] | None = None
    """A quota of so many pods, where the namespace is to have one."""
    files: dict[_FILE, Script] = Field(default_factory=dict)
    """Files in the folder where commands run."""
    run: Script | None = None
    """Commands that finish the start."""


# Gives a fixture of one bank by its name, read from its folder or already known. Raises ProofError.
FixtureOf = Callable[[Id], "Fixture"]


def fixtures_of(folder: Path) -> FixtureOf:
    """Reads each fixture of a bank once."""
    return cache(partial(read_fixture, folder))


def read_fixture(folder: Path, name: Id) -> Fixture:
    """The start `name` of the bank in `folder`. Raises ProofError."""
    path = folder / FIXTURES / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(one.stem for one in (folder / FIXTURES).glob("*.yaml"))) or "none yet"
        raise ProofError(f"There is no start `{name}` in {FIXTURES}/. There is: {known}.")
    text, findings = read_text(path)
    if text is None:
        raise ProofError(f"{FIXTURES}/{path.name}: {findings[0].what}. {findings[0].cure}")
    found = scan(text)
    if found.faults:
        raise ProofError(f"{FIXTURES}/{path.name}:{found.faults[0]}")
    try:
        return Fixture.model_validate(found.value)
    except ValidationError as e:
        first = e.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise ProofError(f"{FIXTURES}/{path.name}: {field}: {first['msg']}.") from e
