"""The device cookie: what is signed here is read here, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ui import device as identity
from ui import settings


@pytest.fixture(autouse=True)
def own_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CUTOVER_DATA", str(tmp_path))
    settings.settings.cache_clear()
    identity._signer.cache_clear()
    yield
    settings.settings.cache_clear()
    identity._signer.cache_clear()


def test_a_signed_device_comes_back() -> None:
    device = identity.new_device()
    assert len(device) == 32
    assert identity.device_in(identity.sign(device)) == device


@pytest.mark.parametrize("cookie", [None, "", ".", "0" * 32, "0" * 32 + ".forged", "ünlesbar.x"])
def test_a_cookie_that_this_server_did_not_sign_names_nobody(cookie: str | None) -> None:
    assert identity.device_in(cookie) is None


def test_a_changed_device_is_not_believed() -> None:
    device, _, signature = identity.sign("0" * 32).rpartition(".")
    assert device == "0" * 32
    assert identity.device_in("1" * 32 + "." + signature) is None


def test_what_is_signed_but_no_device_names_nobody() -> None:
    assert identity.device_in(identity.sign("a-longer-story")) is None
