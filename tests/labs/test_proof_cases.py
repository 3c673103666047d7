"""What a claim waits for: a way to the pods follows their slice, and a wrong one is not waited for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from labs.kube import Kube
from labs.namespace.lifecycle import Workspace
from labs.namespace.pod_exec import ExecResult
from labs.proofs.cases import SettleTime, run_cases
from labs.proofs.manifests import start_objects
from labs.proofs.namespace import ProofNamespace
from problems.proof_model import ManifestProof
from problems.proofs.evidence import CaseResult
from problems.proofs.fixtures import read_fixture
from tests.problems.shipped import BANK, FOLDER
from tests.support.fake_kube import FakeKube

PREVIEW = BANK.problems["preview-service"]
START = read_fixture(FOLDER, "answering")
SETTLE = SettleTime(seconds=0.1, pause=0.01)


@dataclass
class Shell:
    """The workbench's shell: applies manifests; `curl` prints these texts in turn, the last for ever."""

    answers: list[str]
    colour: str = "green"
    asked: int = 0

    def execute(self, kube: Kube, namespace: str, pod: str, argv: list[str], timeout: float) -> ExecResult:
        script = argv[-1]
        if "kubectl apply" in script:
            made = yaml.safe_load(script.split("<<'END'\n")[1].split("\nEND")[0])
            made["metadata"]["namespace"] = namespace
            made["spec"]["selector"]["version"] = self.colour
            kube.apply(made)
            self.asked = 0
        if "curl" not in script:
            return ExecResult(0, "")
        self.asked += 1
        return ExecResult(0, self.answers[min(self.asked, len(self.answers)) - 1])


@pytest.fixture
def kube(tmp_path: Path) -> FakeKube:
    return FakeKube(tmp_path)


def _key(kube: FakeKube, shell: Shell) -> CaseResult:
    assert isinstance(PREVIEW.proof, ManifestProof)
    workspace = Workspace("lab-1", datetime(2026, 5, 4, tzinfo=UTC))
    objects = tuple(start_objects("lab-1", START, "image"))
    namespace = ProofNamespace(kube, workspace, START, objects, shell.execute)
    return next(run_cases(namespace, PREVIEW, PREVIEW.proof, SETTLE))


def test_a_way_that_opens_after_its_slice_is_waited_for(kube: FakeKube) -> None:
    shell = Shell(["", "", "green"])
    assert _key(kube, shell).held
    assert shell.asked == 3


def test_a_way_that_never_opens_is_told(kube: FakeKube) -> None:
    assert _key(kube, Shell([""])).why == "It printed nothing, not `green`."


def test_a_service_without_the_right_pods_is_not_waited_for(kube: FakeKube) -> None:
    shell = Shell(["blue"], colour="blue")
    assert _key(kube, shell).why == "It printed `blue`, not `green`."
    assert shell.asked == 1
