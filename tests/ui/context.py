"""An app context around a test's own grader, for a browser whose device is known."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from grader.errors import NotSaved
from grader.service import Grader
from tests.grader.client import Client
from ui.app_context import AppContext
from ui.backend import Backend
from ui.device import DeviceCookies
from ui.lab.services import LabServices
from ui.settings import Settings

SETTINGS = Settings(cookie_secret="a secret of the tests")
COOKIE = DeviceCookies(SETTINGS).name


class KnownDevice(DeviceCookies):
    """Every browser has this device; AppTest has no cookies of its own."""

    def __init__(self, device: str | None) -> None:
        super().__init__(SETTINGS)
        self.device = device

    def read(self, cookie: str | None) -> str | None:
        return self.device

    def renew(self, old: Collection[str], fresh: str) -> str:
        """The browser takes its fresh id at once."""
        self.device = fresh
        return super().renew(old, fresh)


class PlainCookies(DeviceCookies):
    """The cookie is the device, unsigned."""

    def __init__(self) -> None:
        super().__init__(SETTINGS)

    def read(self, cookie: str | None) -> str | None:
        return cookie


class Unreachable(Grader):
    """The grader of a test, whose store does not answer to the use cases in `refusing`: "items.answer"."""

    def __init__(self, grader: Grader, sentence: str) -> None:
        self.__dict__.update(vars(grader))
        self._sentence = sentence
        self.refusing: set[str] = set()
        for name, service in vars(grader).items():
            if not name.startswith("_"):
                self.__dict__[name] = _UnreachableService(self, name, service)

    def refuse(self, *_: Any, **__: Any) -> None:
        raise NotSaved(self._sentence)


class _UnreachableService:
    def __init__(self, grader: Unreachable, name: str, service: object) -> None:
        self._grader, self._name, self._service = grader, name, service

    def __getattr__(self, case: str) -> Any:
        refused = f"{self._name}.{case}" in self._grader.refusing
        return self._grader.refuse if refused else getattr(self._service, case)


def make_context(
    client: Client,
    devices: DeviceCookies | None = None,
    *,
    grader: Grader | None = None,
    labs: LabServices | None = None,
) -> AppContext:
    """A context whose backend is the client's; `grader` instead of the client's own."""
    backend = Backend(grader or client.grader, "a test's folder")
    return AppContext(
        SETTINGS, labs or LabServices(), opener=lambda _: backend, devices=devices or KnownDevice("device-1")
    )
