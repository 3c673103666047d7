"""A browser's id changes when its person does, so whoever knew the old one is nobody."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from starlette.applications import Starlette

from grader.service import Grader
from grader.store import Store
from tests.grader.class_client import ClassClient
from tests.grader.client import Client
from tests.security.asking import http
from tests.ui.context import KnownDevice, make_context
from tests.ui.pages.visitor import Visitor
from ui.app_context import installed
from ui.device import LONGEST_RENEWAL, DeviceCookies
from ui.settings import Settings
from ui.web.first_page.device_cookie import device_routes
from ui.web.first_page.index_page import IndexPage, page_routes

pytestmark = pytest.mark.timeout(30)

OLD, STRANGER = "a" * 32, "b" * 32


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    store = Store.open(f"sqlite:///{tmp_path}/cutover.db")
    yield Client(store)
    store.close()


@pytest.fixture
def devices(tmp_path: Path) -> DeviceCookies:
    return DeviceCookies(Settings(data=tmp_path))


def post(
    client: Client, devices: DeviceCookies, token: str, device: str, method: str = "POST"
) -> tuple[int, Mapping[str, str], str]:
    app = Starlette(routes=device_routes(make_context(client, devices)))
    cookie = f"{devices.name}={devices.sign(device)}".encode()
    headers = [(b"host", b"localhost"), (b"cookie", cookie)]
    return http(app, "/device", method, headers, body=token.encode("utf-8", "surrogatepass"))


def device_in(devices: DeviceCookies, headers: Mapping[str, str]) -> str | None:
    cookies = SimpleCookie(headers.get("set-cookie", ""))
    return devices.read(cookies[devices.name].value) if devices.name in cookies else None


def is_known(grader: Grader, device: str) -> bool:
    return grader.learners.of_device(device) is not None


def test_a_copied_cookie_is_nobodys_after_each_change_of_person(client: Client) -> None:
    browser = KnownDevice(OLD)
    grader = client.grader
    with installed(make_context(client, browser)):
        tab = Visitor(client).open("settings")
        seen = [OLD]

        def changed(*, known: bool) -> None:
            assert browser.device not in seen
            assert is_known(grader, browser.device or "") is known
            assert not any(is_known(grader, device) for device in seen)
            seen.append(browser.device or "")

        tab.at.text_input(key="join-name").set_value("Grace")
        tab.click("Start learning")
        changed(known=True)
        code = grader.learners.link_code(client.learner).code
        tab.click("Leave on all other devices")
        changed(known=True)
        tab.click("Leave this browser")
        tab.click("I have the code, leave now")
        changed(known=False)
        tab.at.text_input(key="join-code").set_value(code)
        tab.click("Continue here")
        changed(known=True)
        assert "Ada" in tab.sent
        tab.at.checkbox(key="settings-sure").check().run()
        tab.click("Delete it now")
        changed(known=False)
        assert tab.title == "Become good at blue-green deployment"


def test_the_page_of_another_tab_asks_to_be_reloaded_and_makes_nobody(client: Client) -> None:
    browser = KnownDevice(OLD)
    with installed(make_context(client, browser)):
        first, second = Visitor(client).open(), Visitor(client).open()
        first.at.text_input(key="join-name").set_value("Grace")
        first.click("Start learning")
        fresh, browser.device = browser.device, OLD
        second.at.text_input(key="join-name").set_value("Mallory")
        second.click("Start learning")
        assert second.title == "Reload this page"
        browser.device = fresh
        assert "Grace" in second.reload().sent


def test_joining_a_class_renews_the_id_of_whoever_was_nobody(client: Client) -> None:
    of_class = ClassClient(client.store)
    browser, stranger = KnownDevice(OLD), KnownDevice(STRANGER)
    for known, code, name in (
        (browser, of_class.code, "Lin"),
        (stranger, of_class.personal_code("Grace"), "Grace"),
    ):
        before = known.device or ""
        with installed(make_context(of_class.base, known)):
            tab = Visitor(of_class.base).open("join")
            tab.at.text_input(key="class-code").set_value(code)
            tab.at.text_input(key="class-name").set_value(name)
            tab.click("Join")
            if "I am Grace" in tab.buttons:
                tab.click("I am Grace")
        assert known.device != before
        assert not is_known(of_class.grader, before)
        assert is_known(of_class.grader, known.device or "")


def test_a_learner_who_joins_a_class_keeps_their_other_tabs(client: Client) -> None:
    of_class = ClassClient(client.store)
    browser = KnownDevice("device-1")
    with installed(make_context(of_class.base, browser)):
        tab = Visitor(of_class.base).open("join")
        tab.at.text_input(key="class-code").set_value(of_class.code)
        tab.click("Join")
    assert browser.device == "device-1"
    assert is_known(of_class.grader, "device-1")


def test_presence_is_noted_under_the_fresh_id(devices: DeviceCookies) -> None:
    devices.renew([OLD], "f" * 32)
    assert [devices.newest(device) for device in (OLD, STRANGER)] == ["f" * 32, STRANGER]


def test_two_clicks_join_once(client: Client) -> None:
    grader = client.grader
    first = grader.learners.join(OLD, "Grace", STRANGER)
    assert grader.learners.join(STRANGER, "Grace", "c" * 32) == first
    assert [is_known(grader, device) for device in (OLD, STRANGER, "c" * 32)] == [False, False, True]


def test_all_others_are_left_and_only_ones_own(client: Client) -> None:
    grader = client.grader
    for device in ("phone", "tablet"):
        grader.learners.redeem(device, grader.learners.link_code(client.learner).code)
    eve = Client(client.store, client.bank, client.clock, seed=2)
    assert [one.is_this for one in grader.learners.devices(client.learner, "phone")].count(True) == 1
    assert len(grader.learners.devices(client.learner, "phone")) == 3
    grader.learners.leave_others(client.learner, "phone")
    assert [one.is_this for one in grader.learners.devices(client.learner, "phone")] == [True]
    assert not is_known(grader, "device-1")
    assert is_known(grader, f"device-{eve.seed}")


def test_settings_list_the_devices(client: Client) -> None:
    client.grader.learners.redeem("phone", client.grader.learners.link_code(client.learner).code)
    with installed(make_context(client)):
        page = Visitor(client).open("settings")
        assert "This browser, since 28 March 2026, 12:00" in page.text
        assert "Another, since 28 March 2026, 12:00" in page.text
        assert "Another" not in page.click("Leave on all other devices").text


def test_a_token_gives_its_browser_the_fresh_id(client: Client, devices: DeviceCookies) -> None:
    token = devices.renew([OLD], "f" * 32)
    for device in (OLD, "f" * 32):
        status, headers, _ = post(client, devices, token, device)
        assert (status, headers["cache-control"], device_in(devices, headers)) == (204, "no-store", "f" * 32)
        assert "HttpOnly" in headers["set-cookie"]


def test_a_copied_cookie_alone_gets_nothing(client: Client, devices: DeviceCookies, tmp_path: Path) -> None:
    token = devices.renew([OLD], "f" * 32)
    (tmp_path / "other").mkdir()
    foreign = DeviceCookies(Settings(data=tmp_path / "other")).renew([OLD], "f" * 32)
    forged = (
        "", ".", OLD, "f" * 32, devices.sign(OLD), devices.sign("f" * 32), foreign, token[:-1], token[::-1],
        token.replace("f" * 32, "e" * 32), token + "\n", f" {token}", token.upper(), "\x00", "\ud800",
    )  # fmt: skip
    for text in forged:
        status, headers, _ = post(client, devices, text, OLD)
        assert (status, "set-cookie" in headers) == (403, False), text
    assert post(client, devices, token, STRANGER)[0] == 403
    assert post(client, devices, "x" * (LONGEST_RENEWAL + 1), OLD)[0] == 413
    assert post(client, devices, token, OLD, "GET")[0] == 405


def test_a_token_is_good_for_a_minute(
    client: Client, devices: DeviceCookies, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = devices.renew([OLD], "f" * 32)
    later = time.time() + 62
    monkeypatch.setattr("time.time", lambda: later)
    assert post(client, devices, token, OLD)[0] == 403


def test_a_page_gives_an_old_id_to_nobody(
    client: Client, devices: DeviceCookies, monkeypatch: pytest.MonkeyPatch
) -> None:
    def page() -> str | None:
        app = Starlette(routes=page_routes(make_context(client, devices), IndexPage("", ())))
        cookie = f"{devices.name}={devices.sign(OLD)}".encode()
        return device_in(devices, http(app, "/", headers=[(b"host", b"localhost"), (b"cookie", cookie)])[1])

    assert page() == OLD
    devices.renew([OLD], "f" * 32)
    assert page() is None, "another tab is about to bring the fresh id"
    later = time.time() + 62
    monkeypatch.setattr("time.time", lambda: later)
    assert page() not in (None, OLD)
