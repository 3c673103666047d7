"""`cutover labs`, where there is no cluster and where there can be none."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from labs.cluster.record import ClusterDir
from labs.reading.reader import SCENARIOS
from ui.cli import main
from ui.lab.catalogue import LabCatalogue
from ui.settings import read_settings as read_app_settings


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CUTOVER_LABS_FOLDER", str(tmp_path))
    monkeypatch.setenv("CUTOVER_LABS_CLUSTER_NAME", "no-such-cluster")
    return tmp_path


def cutover(*words: str) -> Result:
    result = CliRunner().invoke(main, ["labs", *words])
    assert "Traceback" not in result.output
    return result


@pytest.fixture
def no_docker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Programs by these names, the first of them without its daemon."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("docker", "kind"):
        program = folder / name
        program.write_text("#!/bin/sh\necho 'Cannot connect to the Docker daemon.' >&2\nexit 1\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")


@pytest.mark.parametrize("command", ["up", "down", "status"])
@pytest.mark.usefixtures("no_docker")
def test_a_docker_that_does_not_run_is_one_sentence_with_the_cure(command: str) -> None:
    result = cutover(command)
    assert result.exit_code == 1
    assert result.output == (
        "cutover: docker does not answer: Cannot connect to the Docker daemon."
        " Start it, then try again; `cutover labs doctor` says how.\n"
    )


@pytest.mark.parametrize("command", ["up", "down", "status"])
def test_a_machine_without_docker_is_sent_to_the_doctor(
    command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    result = cutover(command)
    assert result.exit_code == 1
    assert result.output.endswith(" is not installed. `cutover labs doctor` says how to install it.\n")


def test_the_doctor_names_what_is_missing_and_the_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    result = cutover("doctor")
    assert result.exit_code == 1
    assert "missing   docker is not installed" in result.output
    assert "missing   kind is not installed" in result.output


def test_the_doctor_prints_the_configuration_that_would_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CUTOVER_LABS_NODE_IMAGE", raising=False)
    lines = cutover("doctor", "--settings").output.splitlines()
    assert "CUTOVER_LABS_CLUSTER_NAME=no-such-cluster" in lines
    assert any(line.startswith("CUTOVER_LABS_NODE_IMAGE=kindest/node:") for line in lines)


def test_a_class_is_planned_for_a_machine_before_there_is_a_cluster() -> None:
    result = cutover("plan", "12", "--cores", "8", "--memory", "16")
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "For a new cluster on 8 cores and 16 GiB:",
        "There is room for 12 learners; the number of pods would run out first, at 13.",
        "With browsers on other machines, 22 who work at the same time can be judged.",
    ]


def test_a_class_that_no_machine_of_several_has_room_for_fails_the_plan() -> None:
    result = cutover("plan", "40", "--cores", "2", "--memory", "8", "--nodes", "3")
    assert result.exit_code == 1
    assert result.output.splitlines()[:2] == [
        "For 3 new clusters, each on 2 cores and 8 GiB:",
        "There is room for 12 of 40 learners: CPU runs out. Give the node more, or lower the budget.",
    ]


def test_what_needs_a_cluster_says_how_to_make_one() -> None:
    result = cutover("selftest")
    assert (result.exit_code, result.output) == (
        1,
        "cutover: No cluster is up. `cutover labs up` makes one.\n",
    )


def test_labs_of_ones_own_are_checked_and_offered_instead_of_the_shipped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shutil.copytree(SCENARIOS / "one-field-switch", tmp_path / "our-switch")
    monkeypatch.setenv("CUTOVER_SCENARIOS", str(tmp_path))
    assert cutover("check").output == "1 lab is sound.\n"
    assert list(LabCatalogue(read_app_settings().scenarios).scenarios) == ["our-switch"]
    assert "There is no lab `our-swich`" in cutover("check", "our-swich").output


def test_a_setting_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUTOVER_LABS_LEARNERS", "0")
    result = cutover("up")
    assert result.exit_code == 1
    assert result.output.startswith("cutover: CUTOVER_LABS_LEARNERS cannot be used:")


def test_a_sweep_forgets_a_folder_without_a_record(own_folder: Path) -> None:
    stray = ClusterDir(own_folder, "stray").folder
    stray.mkdir()
    assert cutover("sweep").output == "Nothing is left over.\n"
    assert not stray.exists()


def test_every_command_says_what_it_does() -> None:
    listed = cutover("--help").output
    for command in ("doctor", "up", "down", "status", "selftest", "plan", "sweep"):
        assert command in listed
        assert cutover(command, "--help").exit_code == 0
