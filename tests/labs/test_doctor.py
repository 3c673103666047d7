"""The doctor: what is missing, and the command that installs it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from labs.cluster.doctor import Diagnosis, Machine, diagnose, read_info
from labs.settings import PUBLIC_NODE, LabSettings

_SOUND = Machine(
    system="debian",
    tools=frozenset({"docker", "kind", "kubectl"}),
    docker_says="26.1.5",
    docker_answers=True,
    memory=16_000,
    images=frozenset({PUBLIC_NODE, "debian:bookworm-slim"}),
    packages=True,
)


def _wrong(machine: Machine, settings: LabSettings) -> dict[str, Diagnosis]:
    return {finding.name: finding for finding in diagnose(machine, settings) if not finding.ok}


def test_a_sound_machine_lacks_nothing(settings: LabSettings) -> None:
    assert _wrong(_SOUND, settings) == {}


def test_a_missing_kind_comes_with_the_command_that_installs_it(settings: LabSettings) -> None:
    missing = _wrong(replace(_SOUND, tools=frozenset({"docker"})), settings)["kind"]
    assert missing.needed
    assert "kind.sigs.k8s.io" in missing.cure


def test_missing_packages_come_with_the_command_that_installs_them(settings: LabSettings) -> None:
    assert _wrong(replace(_SOUND, packages=False), settings)["packages"].cure == "pip install 'cutover[labs]'"


def test_a_missing_kubectl_stops_nobody(settings: LabSettings) -> None:
    assert not _wrong(replace(_SOUND, tools=frozenset({"docker", "kind"})), settings)["kubectl"].needed


def test_a_daemon_that_is_down_is_not_called_a_missing_docker(settings: LabSettings) -> None:
    wrong = _wrong(replace(_SOUND, docker_answers=False, docker_says="Cannot connect"), settings)
    assert set(wrong) == {"docker answers"}
    assert wrong["docker answers"].cure.startswith("sudo systemctl start docker")


@pytest.mark.parametrize(
    "said",
    [
        '{"ServerVersion":"","ServerErrors":["Cannot connect. Is it running?"]}\nCannot connect.\n',
        '{"ServerVersion":"","ServerErrors":null}\nCannot connect. Is it running?\n',
        "Cannot connect. Is it running?\n",
    ],
)
def test_a_daemon_that_is_down_is_quoted_and_not_its_broken_json(said: str) -> None:
    assert read_info(said) == (False, "Cannot connect. Is it running?", 0)


def test_a_warning_beside_the_answer_hides_nothing() -> None:
    said = 'WARNING: no swap limit\n{"ServerVersion":"26.1.5","MemTotal":1073741824}\n'
    assert read_info(said) == (True, "26.1.5", 1024)


def test_little_memory_is_answered_with_fewer_learners(settings: LabSettings) -> None:
    low = _wrong(replace(_SOUND, memory=3_000), settings)["memory"]
    assert low.needed
    assert "CUTOVER_LABS_LEARNERS=2" in low.cure


def test_an_image_that_is_not_here_is_a_note_and_names_its_setting(settings: LabSettings) -> None:
    note = _wrong(replace(_SOUND, images=frozenset({PUBLIC_NODE})), settings)["image"]
    assert not note.needed
    assert "CUTOVER_LABS_BASE_IMAGE" in note.cure
