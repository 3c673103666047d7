"""Every route of a class, by everybody who might ask for it: a table, and each cell is tested."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette

from grader.store import Store
from tests.grader.class_client import PASSWORD, ClassClient
from tests.grader.test_class_authorisation import PEOPLE
from tests.security.asking import Header, http, websocket
from tests.ui.context import COOKIE, SETTINGS, PlainCookies
from ui.app_context import AppContext
from ui.backend import Backend
from ui.lab.services import LabServices
from ui.web.classes.class_changes import ClassChanges, change_routes
from ui.web.classes.class_file_routes import class_file_routes

pytestmark = pytest.mark.timeout(60)

STAFF = {"assistant": "alan", "instructor": "kay", "colleague": "barbara"}
# Who is answered by each route of a class; everybody else is told that there is nothing.
CLASS_ROUTES: dict[str, set[str]] = {
    "/class/{class}/results.csv": {"instructor"},
    "/class/{class}/results.xlsx": {"instructor"},
    "/class/{class}/moodle.csv": {"instructor"},
    "/class/{class}/reports.html": {"instructor"},
    "/class/{class}/cards.html": {"instructor", "assistant"},
    "/class/{class}/unknown.csv": set(),
    "/class-changes/{class}": {"learner", "assistant", "instructor"},
}


class Served:
    """The routes of a class in which Ada learns, and the cookies of everybody who asks."""

    def __init__(self, store: Store) -> None:
        self.c = ClassClient(store)
        self.c.open()
        self.c.join("Ada")
        devices = {"learner": "device of Ada", "other learner": f"device-{self.c.base.seed}"}
        backend = Backend(self.c.grader, "a test's folder")
        context = AppContext(SETTINGS, LabServices(), opener=lambda _: backend, devices=PlainCookies())
        self.app = Starlette(routes=[*class_file_routes(context), *change_routes(context, ClassChanges())])
        self.cookies = {who: f"{COOKIE}={device}" for who, device in devices.items()}
        for who, name in STAFF.items():
            self.cookies[who] = f"{context.sessions.name}={context.sessions.sign(self._session(name))}"

    def _session(self, name: str) -> str:
        service = self.c.grader.instructors
        ticket = service.choose_password(f"device of {name}", service.reset(name).token, PASSWORD)
        return service.open_session(f"device of {name}", ticket)

    def answers(self, route: str, who: str) -> bool:
        path = route.replace("{class}", self.c.id)
        headers: list[Header] = [(b"host", b"127.0.0.1"), (b"cookie", self.cookies.get(who, "").encode())]
        if path.startswith("/class-changes"):
            return websocket(self.app, path, headers)[0]["type"] == "websocket.accept"
        status, _, text = http(self.app, path, headers=headers)
        assert status == 200 or "Ada" not in text
        return status == 200


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    store = Store.open(f"sqlite:///{tmp_path}/cutover.db")
    yield Served(store)
    store.close()


@pytest.mark.parametrize("route", CLASS_ROUTES)
def test_each_cell_of_a_routes_row(served: Served, route: str) -> None:
    assert {who for who in PEOPLE if served.answers(route, who)} == CLASS_ROUTES[route]


def test_a_report_shows_whatever_somebody_is_called_as_text(served: Served) -> None:
    served.c.grader.rosters.rename(served.c.instructor, served.c.id, served.c.member("Ada"), "<b>&=1+1")
    headers: list[Header] = [(b"host", b"127.0.0.1"), (b"cookie", served.cookies["instructor"].encode())]
    _, _, page = http(served.app, f"/class/{served.c.id}/reports.html", headers=headers)
    assert "<h1>&lt;b&gt;&amp;=1+1</h1>" in page
    assert "<b>" not in page
