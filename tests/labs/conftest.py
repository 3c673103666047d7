"""Settings that no test takes from the developer's own environment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from labs.settings import LabSettings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LabSettings:
    for name in [name for name in os.environ if name.startswith("CUTOVER_")]:
        monkeypatch.delenv(name)
    return LabSettings(folder=tmp_path / "labs")
