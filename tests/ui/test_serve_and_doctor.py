"""`cutover serve` and `cutover doctor`: what is wrong is one sentence with its cure, and exit code 1."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ui.cli import main
from ui.cli.serve import streamlit_config
from ui.settings import Settings


@pytest.fixture(autouse=True)
def own_port_and_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        monkeypatch.setenv("CUTOVER_PORT", str(probe.getsockname()[1]))
    monkeypatch.setenv("CUTOVER_DATA", str(tmp_path / "data"))


def run(*command: str) -> Result:
    return CliRunner().invoke(main, command)


def refused(*command: str) -> str:
    """The one line that the command ends with."""
    result = run(*command)
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    lines = result.output.strip().splitlines()
    assert len(lines) == 1, result.output
    return lines[0]


def test_a_busy_port_is_said_with_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("CUTOVER_PORT", str(other.getsockname()[1]))
        line = refused("serve")
    assert "Address already in use" in line
    assert "CUTOVER_PORT" in line


def test_a_data_folder_that_cannot_be_made_is_said_with_the_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("CUTOVER_DATA", str(tmp_path / "file" / "data"))
    line = refused("serve")
    assert "cannot be written" in line
    assert "CUTOVER_DATA" in line


def test_a_setting_that_cannot_be_used_is_said_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUTOVER_PORT", "eighty")
    assert refused("serve").startswith("cutover: CUTOVER_PORT cannot be used")


def test_the_app_takes_our_theme_and_the_address_from_the_settings(tmp_path: Path) -> None:
    config = streamlit_config(Settings(host="0.0.0.0", port=80, data=tmp_path, base_url="https://x.org/cut"))
    assert (config["server.address"], config["server.port"]) == ("0.0.0.0", 80)
    assert config["server.baseUrlPath"] == "cut"
    assert config["theme.dark.backgroundColor"] == "#12151A"
    assert config["runner.postScriptGC"] is False
    assert config["browser.gatherUsageStats"] is False


def test_doctor_says_what_is_set_and_that_all_is_well() -> None:
    result = run("doctor")
    assert result.exit_code == 0, result.output
    assert f"CUTOVER_DATA = {os.environ['CUTOVER_DATA']}\n" in result.output
    assert "CUTOVER_HOST = 127.0.0.1  (default)" in result.output
    assert "Nothing is wrong." in result.output


def test_doctor_finds_a_misspelt_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUTOVER_PROT", "8502")
    result = run("doctor")
    assert result.exit_code == 1
    assert "✕ CUTOVER_PROT: there is no such setting" in result.output


def test_doctor_names_a_missing_bank_and_the_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUTOVER_BANK", str(tmp_path / "nowhere"))
    result = run("doctor")
    assert result.exit_code == 1
    assert f"There is no bank at {tmp_path}/nowhere" in result.output


def test_doctor_counts_the_mistakes_of_a_bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bank = tmp_path / "bank"
    bank.mkdir()
    shipped = Settings(data=tmp_path).bank
    for file in ("bank.yaml", "selectors.yaml"):
        (bank / file).write_bytes((shipped / file).read_bytes())
    (bank / "broken.yaml").write_text("- id: half\n  kind: choice\n", encoding="utf-8")
    monkeypatch.setenv("CUTOVER_BANK", str(bank))
    result = run("doctor")
    assert result.exit_code == 1
    assert "mistakes keep others out" in result.output


def test_the_tables_of_a_new_database_can_be_made_by_command() -> None:
    Path(os.environ["CUTOVER_DATA"]).mkdir()
    assert "they were not there" in run("store", "upgrade").output
    assert "The tables are up to date" in run("store", "upgrade").output
