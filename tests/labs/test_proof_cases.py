"""What a claim waits for: a way to the pods follows their slice, and a wrong one is not waited for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from labs.namespace.pod_exec import ExecResult
from labs.proofs import cases
from problems.proofs.evidence import CaseResult
from tests.problems.shipped import BANK

DOOR = BANK.problems["preview-service"]
GREEN = {"green-1", "green-2", "green-3"}


@dataclass
class Namespace:
    """Stands for a scratch namespace: `curl` prints these texts in turn, the last of them for ever."""

    answers: list[str]
    listed: set[str] = field(default_factory=lambda: GREEN)
    asked: int = 0

    def restore(self) -> None:
        self.asked = 0

    def run(self, script: str, limit: float) -> ExecResult:
        if not script.startswith("curl"):
            return ExecResult(0, "service/model-preview created\n")
        self.asked += 1
        return ExecResult(0, self.answers[min(self.asked, len(self.answers)) - 1])

    def ready_pods(self, labels: Mapping[str, str]) -> set[str]:
        return GREEN

    def routed(self, service: str) -> set[str]:
        return self.listed


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "_SETTLES", 0.1)
    monkeypatch.setattr(cases, "_BETWEEN_LOOKS", 0.01)


def _key(namespace: Namespace) -> CaseResult:
    assert DOOR.proof is not None
    assert DOOR.proof.kind == "manifest"
    return next(iter(cases.run_cases(namespace, DOOR, DOOR.proof)))  # type: ignore[arg-type]


def test_a_way_that_opens_after_its_slice_is_waited_for() -> None:
    namespace = Namespace(["", "", "green"])
    assert _key(namespace).held
    assert namespace.asked == 3


def test_a_way_that_never_opens_is_told() -> None:
    assert _key(Namespace([""])).why == "It printed nothing, not `green`."


def test_a_service_without_the_right_pods_is_not_waited_for() -> None:
    namespace = Namespace(["blue"], listed={"blue-1"})
    assert _key(namespace).why == "It printed `blue`, not `green`."
    assert namespace.asked == 1
