"""Evidence says which version of the prover made it, and the version follows what runs in pods."""

from __future__ import annotations

import ast
import hashlib
import json
from pathlib import Path

from labs.images.build import WORKBENCH
from labs.proofs.manifests import extra_rights, isolated_pod, start_objects
from problems.proofs.evidence import PROVER
from problems.proofs.fixtures import DeploymentFixture, Fixture, ServiceFixture

PROGRAMS = Path(__file__).parents[2] / "labs" / "proofs" / "programs"
# The prover's version and the digest of what runs in pods. Where a proof could come out differently, raise
# PROVER, write both here, and `make prove`; where none could, as after a rename, write only the digest.
KNOWN = (1, "76e6f7b06e162313")

PODS = {
    "plain": DeploymentFixture(labels={"app": "plain"}),
    "slow": DeploymentFixture(labels={"app": "slow"}, loads=5, deadline=60, env={"A": "B"}),
    "broken": DeploymentFixture(labels={"app": "broken"}, ready=False, replicas=1),
    "serving": DeploymentFixture(labels={"app": "serving"}, serves=True, loads=5, grace=30, env={"A": "B"}),
    "unprobed": DeploymentFixture(labels={"app": "unprobed"}, serves=True, probed=False),
}
FIXTURE = Fixture(
    about="One of each.",
    deployments=PODS,
    services={"model": ServiceFixture(selector={"app": "plain"})},
    pods=5,
)


def test_what_runs_in_pods_does_not_change_without_the_version() -> None:
    assert (PROVER, digest()) == KNOWN


def digest() -> str:
    """16 hex digits over the programs without their comments, the manifests, and the workbench's image."""
    programs = {path.name: code(path.read_text("utf-8")) for path in sorted(PROGRAMS.glob("*.py"))}
    content = [programs, manifests(), WORKBENCH.tag("base")]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def manifests() -> str:
    """Of a fixture with one of each, a pod that runs a snippet, and the rights; a program is its name."""
    server = (PROGRAMS / "server.py").read_text("utf-8")
    objects = [
        *start_objects("namespace", FIXTURE, "image"),
        isolated_pod("name", "namespace", "image", ["true"], seconds=1, env={"A": "B"}),
        *extra_rights("namespace"),
    ]
    return json.dumps(objects).replace(json.dumps(server), json.dumps("server.py"))


def code(text: str) -> str:
    """A program without its comments and docstrings."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [part for part in node.body if not _is_docstring(part)] or [ast.Pass()]
    return ast.dump(tree)


def _is_docstring(part: ast.stmt) -> bool:
    return isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant)


def test_a_comment_changes_nothing_and_a_statement_does() -> None:
    assert code('"""A."""\nx = 1  # one') == code('"""B."""\nx = 1') != code("x = 2")
