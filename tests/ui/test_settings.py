"""Settings: what they default to, what they refuse, and that the docs name them all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from labs.settings import describe as described_labs
from labs.settings import read_settings as read_lab_settings
from ui.errors import SettingsError
from ui.settings import Settings, described, read_settings

_DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"CUTOVER_{name.upper()}", raising=False)


def test_the_defaults_serve_this_machine_only() -> None:
    settings = read_settings()
    assert (settings.host, settings.port, settings.over_https) == ("127.0.0.1", 8501, False)
    assert settings.database == f"sqlite:///{settings.data}/cutover.sqlite3"


def test_an_empty_variable_is_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUTOVER_PORT", "")
    assert read_settings().port == 8501


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUTOVER_DATA", "~/learning")
    assert read_settings().data == Path.home() / "learning"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("LOG_LEVEL", "loud"),
        ("BASE_URL", "example.org"),
        ("BASE_URL", "ftp://x"),
        ("SCENARIOS", "/no/such/folder"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"CUTOVER_{name}", value)
    with pytest.raises(SettingsError, match=rf"^CUTOVER_{name} cannot be used: .+\.$"):
        read_settings()


def test_a_port_in_words_is_refused_in_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUTOVER_PORT", "eighty")
    with pytest.raises(SettingsError, match=r"it should be a whole number\.$"):
        read_settings()


def test_a_proxy_address_gives_the_path_and_the_secure_cookie(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUTOVER_BASE_URL", "https://example.org/train/cutover/")
    settings = read_settings()
    assert (settings.base_path, settings.over_https) == ("train/cutover", True)


def test_a_secret_is_never_described(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUTOVER_COOKIE_SECRET", "hush-hush")
    monkeypatch.setenv("CUTOVER_DB_URL", "postgresql://ada:hush-hush@db/cutover")
    settings = read_settings()
    assert "hush" not in str(described(settings)) + repr(settings)
    assert settings.database == "postgresql://ada:hush-hush@db/cutover"


def test_the_docs_list_exactly_these_settings() -> None:
    rows = [*described(read_settings()), *described_labs(read_lab_settings())]
    told = re.findall(r"^\| `(CUTOVER_\w+)` \| .+ \| (.+) \|$", _DOCS.read_text(encoding="utf-8"), re.M)
    assert told == [(name, meaning) for name, _, meaning in rows]
