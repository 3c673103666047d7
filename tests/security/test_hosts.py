"""Which names and origins are believed: those of this server, whatever others make of DNS."""

from __future__ import annotations

import socket

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from tests.security.asking import http, websocket
from ui.app_context import AppContext
from ui.device import DeviceCookies
from ui.errors import SettingsError
from ui.lab.services import LabServices
from ui.settings import Settings, read_settings
from ui.web.access.hosts import AllowedHosts, allowed_names, answers_to_any_address
from ui.web.access.origin import is_own_origin
from ui.web.headers import SecurityHeaders
from ui.web.health import health_routes

LOCAL = ("127.0.0.1", "localhost", "[::1]", "127.0.0.1:8501", "LOCALHOST:1", "localhost.", "[::1]:8501")
FOREIGN = (
    "evil.test", "evil.test:8501", "localhost.evil.test", "127.0.0.1.evil.test", "evil.test#localhost",
    "user@localhost", "localhost@evil.test", "localhost:8501@evil.test", "localhost:port", "localhost:123456",
    "localhost/", "[::1", "::1", "[::1]evil", "", " ", ".", "localhost evil.test", "localhost,evil.test",
    "127.1", "0x7f.1", "2130706433", "l\u00f6calhost", "localhost\x00", "local\thost", "example.org",
)  # fmt: skip


def guarded(**chosen: object) -> ASGIApp:
    made = Settings.model_validate(chosen)
    names = Middleware(AllowedHosts, allowed_names(made), any_address=answers_to_any_address(made))
    return Starlette(routes=health_routes(AppContext(made, LabServices())), middleware=[names])


def status(app: ASGIApp, *hosts: str) -> int:
    return http(app, "/healthz", headers=[(b"host", host.encode("latin-1", "replace")) for host in hosts])[0]


@pytest.mark.parametrize("host", LOCAL)
def test_this_machine_is_itself_by_each_of_its_names(host: str) -> None:
    assert status(guarded(), host) == 200


@pytest.mark.parametrize("host", FOREIGN)
def test_a_name_that_is_not_ours_gets_nothing(host: str) -> None:
    for app in (guarded(), guarded(host="0.0.0.0")):
        assert status(app, host) == 400
        said = websocket(app, "/_stcore/stream", headers=[(b"host", host.encode("latin-1", "replace"))])
        assert [message["type"] for message in said] == ["websocket.close"]


def test_no_host_or_two_of_them_get_nothing() -> None:
    assert [status(guarded()), status(guarded(), "localhost", "evil.test")] == [400, 400]


@pytest.mark.parametrize("host", ["192.168.1.7:8501", "10.0.0.1", "[fe80::1]:8501"])
def test_an_address_is_believed_only_where_other_machines_are_let_in(host: str) -> None:
    assert status(guarded(), host) == 400
    assert status(guarded(host="0.0.0.0"), host) == 200


def test_names_come_from_the_address_the_base_url_and_the_setting() -> None:
    assert status(guarded(host="0.0.0.0"), socket.gethostname()) == 200
    assert status(guarded(host="train.lan"), "Train.lan:8501") == 200
    assert status(guarded(base_url="https://Train.example"), "train.example") == 200
    app = guarded(allowed_hosts="a.example, B.example")
    assert [status(app, name) for name in ("a.example", "b.example", "c.example")] == [200, 200, 400]


def test_a_name_that_is_no_name_is_refused_with_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUTOVER_ALLOWED_HOSTS", "https://a.example")
    with pytest.raises(
        SettingsError, match="CUTOVER_ALLOWED_HOSTS cannot be used: write names without scheme"
    ):
        read_settings()


BASE = "https://train.example/cutover"


@pytest.mark.parametrize(
    ("origin", "host", "own"),
    [
        ("https://train.example", "train.example", True),
        ("https://train.example:443", "train.example", True),
        ("http://train.example", "train.example", False),
        ("http://train.example:80", "train.example", False),
        ("http://train.example:443", "train.example", False),
        ("https://train.example:8443", "train.example", False),
        ("https://train.example.", "train.example", False),
        ("https://train.example@evil.test", "train.example", False),
        ("https://evil.test#train.example", "train.example", False),
        ("https://evil.test", "evil.test:443@train.example", False),
        ("file://train.example", "train.example", False),
        ("https://train.example:x", "train.example", False),
        ("https://[", "train.example", False),
        ("http://127.0.0.1:8501", "127.0.0.1:8501", True),
        ("http://127.0.0.1:8501", "train.example", False),
    ],
)
def test_behind_https_an_origin_on_http_is_another(origin: str, host: str, own: bool) -> None:
    assert is_own_origin(origin, host, BASE) is own


def test_the_cookie_behind_https_can_be_set_by_this_host_alone() -> None:
    urls = (None, "https://train.example", BASE)
    names = [DeviceCookies(Settings(base_url=url, cookie_secret="given")).name for url in urls]
    general = [name.rpartition("_")[0] for name in names]
    assert general == ["cutover_device", "__Host-cutover_device", "__Secure-cutover_device"]


@pytest.mark.parametrize("over_https", [True, False])
def test_only_https_is_promised_to_stay_https(over_https: bool) -> None:
    headers = Middleware(SecurityHeaders, (), over_https=over_https)
    app = Starlette(routes=health_routes(AppContext(Settings(), LabServices())), middleware=[headers])
    for path in ("/healthz", "/nowhere"):
        assert ("strict-transport-security" in http(app, path)[1]) is over_https
