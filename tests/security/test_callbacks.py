"""Every callback of every page does nothing for a person who left, nor for the next one at the same browser.

The callbacks are found in the source and in what pages draw: a new one is walked here, or a test fails.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# Here, and not first in a session's thread, where the warnings of an import would be errors.
import labs.session.runner  # noqa: F401
from grader.store import Store
from tests.grader.class_client import ClassClient
from tests.security.callbacks import Callback, Recorder, callback_sites
from tests.security.page_states import FOR_ANYBODY, STATES, Person, ReadyConnection
from tests.ui.context import make_context
from tests.ui.pages.test_classes import KnownSession
from ui.app_context import installed
from ui.lab.services import LabServices
from ui.lab.session import LabSession
from ui.lab.sessions import LabSessions

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def _leave(person: Person) -> None:
    person.client.grader.learners.leave("device-1")
    token = person.sessions.token
    if token is not None:
        person.client.grader.instructors.sign_out(token)


def _hand_over(person: Person) -> None:
    _leave(person)
    person.client.grader.learners.join("device-1", "Grace")
    if person.sessions.token is not None:
        person.sign_in("barbara")


# What becomes of the browser while its tab stays open.
BECOMES = {"nobody": _leave, "another": _hand_over}


class Walk:
    """One state of one page, drawn anew each time with a store of its own."""

    def __init__(
        self, folder: Path, recorder: Recorder, acts: list[str], draw: Callable[[Person], None]
    ) -> None:
        self._folder, self._recorder, self._acts, self._draw = folder, recorder, acts, draw
        self._number = 0
        self._empty = folder / "empty.db"
        Store.open(f"sqlite:///{self._empty}").close()

    @contextmanager
    def drawn(self) -> Iterator[tuple[Person, Path]]:
        """The page as Ada has it, and the file of its database."""
        self._number += 1
        file = self._folder / f"{self._number}.db"
        shutil.copy(self._empty, file)
        store = Store.open(f"sqlite:///{file}")
        of_class = ClassClient(store)
        services = LabServices()
        services.connection = ReadyConnection()
        services.sessions = LabSessions(services.connection)
        context = make_context(of_class.base, labs=services)
        context.sessions = sessions = KnownSession(None)
        try:
            with installed(context):
                person = Person(of_class.base, of_class=of_class, sessions=sessions)
                self._draw(person)
                yield person, file
        finally:
            services.sessions.abandon()
            store.close()

    def press_all(self, become: Callable[[Person], object]) -> tuple[Person, list[str]]:
        """The tab after all its callbacks, and those that did something."""
        acted = []
        with self.drawn() as (person, file):
            become(person)
            before = rows(file)

            def look(callback: Callback) -> None:
                nonlocal before
                now_there = rows(file)
                if now_there != before or self._acts:
                    acted.append(callback.key)
                before = now_there
                self._acts.clear()

            self._acts.clear()
            self._recorder.press_all(person.at.run, look)
            assert not person.at.exception, person.at.exception
            return person, acted


def rows(file: Path) -> dict[str, list[object]]:
    """Everything that the database holds."""
    with sqlite3.connect(file) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: database.execute(f"SELECT * FROM {name}").fetchall() for name in names}
    database.close()
    return found


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    return Recorder(monkeypatch)


@pytest.fixture
def acts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What pages have asked of lab sessions, on a machine on which nobody has made a cluster."""
    monkeypatch.setenv("CUTOVER_LABS_FOLDER", str(tmp_path / "labs"))
    monkeypatch.setenv("CUTOVER_LABS_CLUSTER_NAME", "cutover-nobody-made-this")
    asked: list[str] = []
    for name in ("end", "reset", "retry", "reveal"):
        monkeypatch.setattr(LabSession, name, lambda _, name=name: asked.append(name))
    return asked


# The next person is the harder case; a tab that nobody has is walked for every third commit.
@pytest.mark.parametrize("becomes", ["another", pytest.param("nobody", marks=pytest.mark.rotating(0))])
@pytest.mark.parametrize("state", STATES)
def test_no_callback_acts_for_a_person_who_left(
    state: str, becomes: str, tmp_path: Path, recorder: Recorder, acts: list[str]
) -> None:
    after, acted = Walk(tmp_path, recorder, acts, STATES[state]).press_all(BECOMES[becomes])
    # Whoever is asked for a name, or for a password, is nobody yet and may become somebody.
    assert acted == [] or becomes in FOR_ANYBODY.get(state, ())
    assert "Ada" not in after.sent
    assert not after.client.attempt or after.client.attempt not in after.sent
    if state not in FOR_ANYBODY:
        form = "Sign in" if after.sessions.token else "Start learning"
        assert (form in after.buttons) == (becomes == "nobody")
        assert after.of_class.code not in after.sent


def test_every_callback_in_the_code_is_walked(tmp_path: Path, recorder: Recorder, acts: list[str]) -> None:
    lines = set()
    for draw in STATES.values():
        with Walk(tmp_path, recorder, acts, draw).drawn():
            lines |= {line for callback in recorder.callbacks for line in callback.lines}
        for file in tmp_path.glob("*.db*"):
            file.unlink()
    missing = [str(site) for site in callback_sites() if not any(site.has(line) for line in lines)]
    assert missing == [], "draw the page in a state of STATES in which it has them"
