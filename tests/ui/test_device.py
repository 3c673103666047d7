"""The device cookie: what is signed here is read here and nothing else is, by a key that is made once."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from ui.device import DeviceCookies, cookie_secret
from ui.errors import SettingsError
from ui.settings import Settings


@pytest.fixture
def devices(tmp_path: Path) -> DeviceCookies:
    return DeviceCookies(Settings(data=tmp_path))


def test_a_signed_device_comes_back(devices: DeviceCookies) -> None:
    device = devices.new_device()
    assert len(device) == 32
    assert devices.read(devices.sign(device)) == device


@pytest.mark.parametrize("cookie", [None, "", ".", "0" * 32, "0" * 32 + ".forged", "ünlesbar.x"])
def test_a_cookie_that_this_server_did_not_sign_names_nobody(
    devices: DeviceCookies, cookie: str | None
) -> None:
    assert devices.read(cookie) is None


def test_a_changed_device_is_not_believed(devices: DeviceCookies) -> None:
    device, _, signature = devices.sign("0" * 32).rpartition(".")
    assert device == "0" * 32
    assert devices.read("1" * 32 + "." + signature) is None


def test_two_installations_on_one_host_have_cookies_of_their_own(tmp_path: Path) -> None:
    one, other = (DeviceCookies(Settings(data=tmp_path / name)) for name in ("one", "other"))
    device = one.new_device()
    cookies = {one.name: one.sign(device)}
    assert one.name != other.name
    assert (one.find(cookies), other.find(cookies)) == (device, None)


def test_replicas_share_a_cookie() -> None:
    one, other = (DeviceCookies(Settings(cookie_secret="of both")) for _ in range(2))
    device = one.new_device()
    assert other.find({one.name: one.sign(device)}) == device


def test_a_browser_that_has_the_cookie_of_an_earlier_version_stays_the_same(devices: DeviceCookies) -> None:
    device = devices.new_device()
    assert devices.find({"cutover_device": devices.sign(device)}) == device


def test_the_name_of_a_cookie_does_not_tell_the_key(devices: DeviceCookies, tmp_path: Path) -> None:
    name = devices.name
    assert name.rpartition("_")[2] not in (tmp_path / "cookie-secret").read_text()


def test_what_is_signed_but_no_device_names_nobody(devices: DeviceCookies) -> None:
    assert devices.read(devices.sign("a-longer-story")) is None


def test_a_key_is_made_once_and_kept_from_other_users(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "new")
    first = cookie_secret(settings)
    assert len(first) == 64
    assert cookie_secret(settings) == first
    assert stat.S_IMODE((tmp_path / "new" / "cookie-secret").stat().st_mode) == 0o600
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["cookie-secret"]


def test_a_key_that_was_given_is_taken_and_none_is_written(tmp_path: Path) -> None:
    assert cookie_secret(Settings(data=tmp_path, cookie_secret="given")) == "given"
    assert not list(tmp_path.iterdir())


def test_two_who_need_a_key_at_once_agree_on_one(tmp_path: Path) -> None:
    keys: list[str] = []
    settings = Settings(data=tmp_path)
    threads = [threading.Thread(target=lambda: keys.append(cookie_secret(settings))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 16
    assert len(set(keys)) == 1


def test_a_folder_that_cannot_be_made_is_named_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SettingsError, match=r"file/data cannot be written .+ CUTOVER_DATA"):
        cookie_secret(Settings(data=tmp_path / "file" / "data"))
