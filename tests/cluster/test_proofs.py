"""Proofs on a real cluster: the shipped ones hold, a wrong key is found, none leaves its namespace."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grader.clock import now
from labs.namespace.manifests import WORKSPACE_LABEL
from labs.proofs.runner import ProofResult, Prover
from problems.fields import parse_duration
from problems.model import ChoiceProblem, Code, Option, Problem, Solution
from problems.proof_model import KubectlProof, OutputClaim, SnippetProof
from problems.proofs.evidence import valid_evidence
from problems.reading.reader import read_bank
from tests.cluster.conftest import Lab
from tests.support.rotation import Rotation, rotation_of
from ui.cli.options import SHIPPED

pytestmark = pytest.mark.cluster

BANK = read_bank(SHIPPED)


@pytest.fixture
def prover(cluster: Lab) -> Prover:
    return Prover(cluster.kube, cluster.settings, SHIPPED, now)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "shipped" in metafunc.fixturenames:
        metafunc.parametrize("shipped", to_prove(rotation_of(metafunc.config)))


def to_prove(rotation: Rotation) -> list[str]:
    """Ids of the problems without evidence that stands, and of the rotation's part of the others."""
    provable = sorted(problem.id for problem in BANK.problems.values() if problem.proof)
    stale = {name for name in provable if valid_evidence(SHIPPED, BANK.problems[name]) is None}
    return sorted(stale | set(rotation.tenth([name for name in provable if name not in stale])))


@pytest.fixture(scope="module")
def proven(request: pytest.FixtureRequest, cluster: Lab) -> dict[str, ProofResult]:
    """What came of the proofs that were asked for, carried out side by side."""
    calls = [item.callspec.params for item in request.session.items if hasattr(item, "callspec")]
    asked = [BANK.problems[params["shipped"]] for params in calls if "shipped" in params]
    every = Prover(cluster.kube, cluster.settings, SHIPPED, now).all(asked)
    return {one.problem.id: one for one in every}


@pytest.mark.quiet
@pytest.mark.proofs
@pytest.mark.timeout(2400)  # the first one waits for all, which take 21 minutes on a busy machine
def test_a_shipped_proof_holds(prover: Prover, proven: dict[str, ProofResult], shipped: str) -> None:
    """What lost a race in the crowd is carried out by itself when the test runs again."""
    verdict = (proven.pop(shipped, None) or prover.one(BANK.problems[shipped])).verdict
    assert (verdict.outcome, verdict.reason) == ("pass", "")


def test_a_key_on_the_wrong_option_is_found(prover: Prover) -> None:
    problem = BANK.problems["patch-again"]
    assert isinstance(problem, ChoiceProblem)
    swapped = tuple(option.model_copy(update={"correct": option.id == "plain"}) for option in problem.options)
    proven = prover.one(problem.model_copy(update={"options": swapped}))
    assert proven.verdict.outcome == "fail"
    assert "`no-change` holds and is no key" in proven.verdict.reason


def test_an_output_that_was_made_up_is_found(prover: Prover) -> None:
    problem = BANK.problems["patch-wrong-name"]
    assert isinstance(problem, ChoiceProblem)
    code = Code(language="text", text='Error: service "models" not found')
    invented = tuple(
        option.model_copy(update={"code": code}) if option.correct else option for option in problem.options
    )
    proven = prover.one(problem.model_copy(update={"options": invented}))
    assert "`not-found` does not hold and is a key" in proven.verdict.reason


def test_a_proof_reaches_no_other_namespace(prover: Prover) -> None:
    tries = {
        "pods": "kubectl get pods -n kube-system",
        "nodes": "kubectl get nodes",
        "secrets": "kubectl get secrets -n default",
        "make": "kubectl create namespace out",
        "exec": "kubectl exec workbench -- id",
        "network": "curl -sS -m 3 http://kube-dns.kube-system.svc:9153/metrics",
    }
    proven = prover.one(
        _problem(KubectlProof(kind="kubectl", start="service-alone", each=tries, exits=0), *tries)
    )
    assert proven.evidence is not None
    assert [seen.name for seen in proven.evidence.seen if seen.held] == []


def test_a_trial_that_does_not_end_is_ended(prover: Prover) -> None:
    proof = KubectlProof(
        kind="kubectl",
        start="service-alone",
        limit=parse_duration("5s"),
        each={"one": "sleep 300", "two": "exit 3", "three": "true"},
        exits=0,
    )
    proven = prover.one(_problem(proof, "three", "one", "two"))
    assert proven.verdict.outcome == "pass"
    assert proven.seconds < 120


def test_a_snippet_has_no_network_no_credentials_and_no_disk(prover: Prover) -> None:
    script = """
    [ -e /var/run/secrets ] || [ -e /etc/cutover ] || echo no credentials
    timeout 3 bash -c '</dev/tcp/10.96.0.1/443' 2>/dev/null || echo no network
    timeout 3 getent hosts kubernetes.default.svc >/dev/null || echo no names
    touch /usr/here 2>/dev/null || echo no disk
    """
    said = "no credentials\nno network\nno names\nno disk"
    problem = _problem(SnippetProof(kind="snippet", run=script), "right", "b", "c", texts={"right": said})
    proven = prover.one(problem)
    assert proven.verdict.outcome == "pass", _transcript(proven)


def test_a_start_is_the_same_for_every_option(prover: Prover) -> None:
    """Deleted, scaled and added things are as they were before the next option is tried."""
    look = (
        "kubectl get deployments,services,configmaps -o name | sort\n"
        "kubectl get deployment model-green -o jsonpath='{.spec.replicas}'"
    )
    names = ("configmap/kube-root-ca.crt", "deployment.apps/model-blue", "deployment.apps/model-green")
    shows = OutputClaim(run=look, prints="\n".join([*names, "service/model", "3"]))
    scale = "kubectl scale deployment model-green --replicas"
    each = {
        "key": "true",
        "scaled": f"{scale}=1",
        "deleted": "kubectl delete service/model deployment/model-blue; kubectl create configmap extra",
        "again": f"kubectl label deployment model-green a=b; {scale}=2",
    }
    proof = KubectlProof(kind="kubectl", start="two-colours", each=each, shows=shows)
    for order in (("key", "scaled", "deleted", "again"), ("deleted", "again", "scaled", "key")):
        proven = prover.one(_problem(proof, *order, key="key"))
        assert proven.verdict.outcome == "pass", _transcript(proven)


def test_no_namespace_is_left_behind(cluster: Lab, prover: Prover) -> None:
    def workspaces() -> set[str]:
        found = cluster.kube.list("Namespace", labels=WORKSPACE_LABEL)
        return {one["metadata"]["name"] for one in found if one["status"]["phase"] != "Terminating"}

    before = workspaces()
    prover.one(BANK.problems["patch-wrong-name"])
    assert workspaces() == before


def test_a_start_that_is_not_there_fails_its_proof(prover: Prover, tmp_path: Path) -> None:
    folder = tmp_path / "bank"
    shutil.copytree(SHIPPED, folder)
    (folder / "starts" / "service-alone.yaml").unlink()
    proven = Prover(prover.kube, prover.settings, folder, now).one(BANK.problems["patch-wrong-name"])
    assert proven.verdict.outcome == "fail"
    assert "no start `service-alone`" in proven.verdict.reason


def _problem(
    proof: KubectlProof | SnippetProof, *options: str, key: str = "", texts: dict[str, str] | None = None
) -> Problem:
    """A choice of which the first option, or `key`, is right."""
    return ChoiceProblem(
        id="made-up",
        kind="choice",
        title="Made up",
        category="command-output",
        difficulty="easy",
        skill="selector-switch",
        time_limit=parse_duration("1m"),
        tries=1,
        prompt="Which?",
        options=tuple(
            Option(
                id=name,
                code=Code(language="text", text=(texts or {}).get(name, name)),
                correct=name == (key or options[0]),
                why="So it is.",
            )
            for name in options
        ),
        solution=Solution(steps=("a",), takeaway="b", mistakes=("c",)),
        proof=proof,
    )


def _transcript(proven: ProofResult) -> str:
    seen = proven.evidence.seen if proven.evidence else ()
    return "\n".join([proven.verdict.reason, *(f"{one.name}: {one.why}\n{one.transcript}" for one in seen)])
