"""The table of who may do what is that of the tests, and names every route of the built app.

`python -m tests.docs.test_authorisation` writes it into its page anew.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.grader.test_class_authorisation import ALL, PEOPLE, may
from tests.security.test_class_routes import CLASS_ROUTES

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "authorisation.md"
_BEGIN, _END = "<!-- begin -->\n", "<!-- end -->\n"
# Where who is answered follows from the person's own cookie or from a secret in the address, and the file of
# tests that shows it; what is for everybody holds nothing of anybody.
OTHER_ROUTES = {
    "/": ("everybody", "tests/security/test_routes.py"),
    "/{page}": ("everybody", "tests/security/test_routes.py"),
    "/assets/{name}": ("everybody", "tests/security/test_routes.py"),
    "/healthz": ("everybody", "tests/ui/test_health.py"),
    "/readyz": ("everybody", "tests/ui/test_health.py"),
    "/xterm/{name}": ("everybody", "tests/ui/test_terminal_route.py"),
    "/images/{key}": ("whoever knows the key", "tests/ui/test_image_routes.py"),
    "/download/progress.{format}": ("the learner, of their own", "tests/security/test_downloads.py"),
    "/download/labs/{attempt}.{format}": ("the learner, of their own", "tests/security/test_downloads.py"),
    "/import/progress.json": ("the learner, into their own", "tests/ui/test_import_route.py"),
    "/draft/{attempt}/{position:int}": ("the learner, of their own", "tests/ui/test_draft_route.py"),
    "/kubeconfig/{attempt}": ("the learner, of their own", "tests/ui/test_terminal_route.py"),
    "/terminal/{attempt}": ("the learner, of their own", "tests/ui/test_terminal_route.py"),
    "/lab-changes/{attempt}": ("the learner, of their own", "tests/ui/test_terminal_route.py"),
    "/device": ("whoever's page got the token, for a minute", "tests/security/test_renewal.py"),
    "/session/{ticket}": ("whoever typed the password, once", "tests/grader/test_instructors.py"),
}
_OF_A_CLASS = {"/class/{classroom}/{name}", "/class-changes/{classroom}"}


def table() -> str:
    """Every use case and route of classes by everybody, and below them the other routes."""
    rows = ["| | " + " | ".join(PEOPLE) + " |", "|---|" + "---|" * len(PEOPLE)]
    rows += [_row(f"`{case}`", [may(case, who) for who in PEOPLE]) for case in ALL]
    rows += [_row(f"`{route}`", [who in those for who in PEOPLE]) for route, those in CLASS_ROUTES.items()]
    rows += ["", "| other route | answers | tested in |", "|---|---|---|"]
    rows += [f"| `{route}` | {who} | `{test}` |" for route, (who, test) in OTHER_ROUTES.items()]
    return "\n".join(rows) + "\n"


def _row(name: str, cells: list[bool]) -> str:
    return f"| {name} | " + " | ".join("yes" if cell else "–" for cell in cells) + " |"


def _pieces() -> Iterator[str]:
    before, _, rest = PAGE.read_text().partition(_BEGIN)
    yield before + _BEGIN
    yield rest.partition(_END)[0]
    yield _END + rest.partition(_END)[2]


def test_the_page_has_the_table_of_the_tests() -> None:
    assert [*_pieces()][1] == table()


def test_each_other_route_names_tests_that_are_there() -> None:
    assert [test for _, test in OTHER_ROUTES.values() if not (ROOT / test).is_file()] == []


@pytest.mark.slow
def test_the_table_names_every_route_of_the_built_app(tmp_path: Path) -> None:
    code = "import app; print(*(route.path for route in app.app._user_routes), sep='\\n')"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=ROOT, env={"CUTOVER_DATA": str(tmp_path), "PATH": ""},
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert set(done.stdout.split()) == {*OTHER_ROUTES, *_OF_A_CLASS}


if __name__ == "__main__":
    start, _, end = _pieces()
    PAGE.write_text(start + table() + end)
