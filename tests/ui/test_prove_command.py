"""`cutover problems prove` without a cluster."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from ui.cli import main


@pytest.mark.slow
def test_without_a_cluster_nothing_is_proven_and_nothing_failed(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["problems", "prove", "--kubeconfig", str(tmp_path / "none")])
    assert done.exit_code == 2, done.output
    assert re.match(r"not run: \d\d+ proofs\. ", done.output.splitlines()[-1])
    assert "proven" not in done.output
