"""Which images are the labs' own, and what `down --images` leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from labs.errors import ImageInUse
from labs.images import build
from labs.settings import LabSettings

LISTED = (
    "cutover/lab-workbench:7f31e69d9b41",
    "localhost/cutover/lab-prober:0123456789ab",
    "cutover/lab-base:bookworm",
    "cutover/lab-model:latest",
    "somebody/cutover/lab-model-zoo:0123456789ab",
    "debian:bookworm-slim",
    "<none>:<none>",
)


@pytest.fixture
def removal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `docker` that lists these images; the file has the images that it shall remove."""
    removal = tmp_path / "removal"
    lines = "\n".join(LISTED)
    program = tmp_path / "docker"
    remove = f"shift 2; echo $@ >{removal}; test ! -e {removal}-busy"
    program.write_text(f"#!/bin/sh\nif [ $2 = ls ]; then echo '{lines}'; else {remove}; fi\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    return removal


def test_images_that_were_built_are_removed_and_others_stay(removal: Path) -> None:
    assert build.remove(LabSettings()) == LISTED[:2]
    assert removal.read_text().split() == list(LISTED[:2])


def test_an_image_in_use_is_an_error_with_its_cure(removal: Path) -> None:
    removal.with_name("removal-busy").touch()
    with pytest.raises(ImageInUse, match="End what uses them"):
        build.remove(LabSettings())
