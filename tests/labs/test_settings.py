"""The labs' settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from labs.errors import SettingRefused
from labs.settings import LabSettings, describe, read_settings


def test_an_ordinary_machine_uses_public_images(settings: LabSettings) -> None:
    rows = {name: value for name, value, _ in describe(settings)}
    assert rows["CUTOVER_LABS_NODE_IMAGE"].startswith("kindest/node:v1.34")
    assert rows["CUTOVER_LABS_BASE_IMAGE"] == "debian:bookworm-slim"
    assert rows["CUTOVER_LABS_CLUSTER_NAME"] == "cutover"


def test_every_setting_says_what_it_is_for(settings: LabSettings) -> None:
    assert all(meaning.endswith(".") for _, _, meaning in describe(settings))


def test_the_folder_lies_in_the_folder_of_everything_that_cutover_writes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CUTOVER_LABS_FOLDER", raising=False)
    monkeypatch.setenv("CUTOVER_DATA", str(tmp_path))
    assert read_settings().folder == tmp_path / "labs"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CUTOVER_LABS_CLUSTER_NAME", "Not A Name"),
        ("CUTOVER_LABS_CLUSTER_NAME", "--kubeconfig=x"),
        ("CUTOVER_LABS_LEARNERS", "many"),
        ("CUTOVER_LABS_PROVIDER", "sh"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingRefused, match=name):
        read_settings()
