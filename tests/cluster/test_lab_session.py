"""A lab session on a real cluster, without a browser: by the command box, set back, and ended in time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.clock import now
from grader.rules.lab_attempt import LabAttempt
from grader.store import Store
from tests.cluster.conftest import Lab
from tests.grader.client import Client, ManualClock
from tests.ui.context import make_context
from tests.ui.pages.visitor import Visitor
from ui.app_context import AppContext, installed
from ui.components.terminal import TerminalFiles
from ui.lab.catalogue import offer
from ui.lab.services import LabServices
from ui.lab.session import LabSession

pytestmark = pytest.mark.cluster

_SLUG = "one-field-switch"


class RealClock(ManualClock):
    """Sessions have the real clock, so their grader has it too."""

    def __call__(self):  # type: ignore[no-untyped-def]
        return now()


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    store = Store.open(f"sqlite:///{tmp_path}/cutover.db")
    yield Client(store, clock=RealClock())
    store.close()


@pytest.fixture
def context(
    cluster: Lab, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[AppContext]:
    """A server whose labs run on the tests' cluster and that has no files for a terminal."""
    for name in ("cluster_name", "folder", "node_image", "base_image"):
        monkeypatch.setenv(f"CUTOVER_LABS_{name.upper()}", str(getattr(cluster.settings, name)))
    labs = LabServices(terminal_files=TerminalFiles(tmp_path))
    with installed(make_context(client, labs=labs)) as context:
        yield context


@pytest.fixture
def visitor(client: Client, context: AppContext) -> Visitor:
    """Ada, at home in her browser."""
    return Visitor(client)


def test_a_lab_is_done_by_the_command_box_where_there_is_no_terminal(
    visitor: Visitor, context: AppContext
) -> None:
    scenario = context.labs.catalogue.scenarios[_SLUG]
    lab = visitor.client.begin_lab(offer(scenario))
    visitor.open("lab", attempt=lab.id)
    session = context.labs.sessions.find(lab.id)
    assert session is not None
    _until(lambda: _phase(session) == "open", session)
    visitor.open("lab", attempt=lab.id)
    patch = next(line for line in scenario.solution.run if "patch" in line)
    visitor.at.text_input(key="command-line").set_value(patch)
    visitor.click("Run")
    assert "service/model patched" in visitor.sent
    _until(lambda: "selector" in _reached(visitor, lab), session)
    visitor.click("Reset it now")
    _until(lambda: _phase(session) == "open" and session.view.state == "running", session)
    after = visitor.client.grader.labs.look(visitor.client.learner, lab.id)
    assert (after.resets, "selector" in _reached(visitor, lab)) == (1, False)
    visitor.open("lab", attempt=lab.id).click("End it now")
    _until(lambda: session.view.state == "over", session)
    ended = visitor.client.grader.labs.look(visitor.client.learner, lab.id)
    assert ended.verdict is not None
    assert ended.verdict.outcome == "fail"
    assert "Checks: 0 of" in visitor.open("lab", attempt=lab.id).text


def _phase(session: LabSession) -> str:
    return session.report.phase if session.report is not None else ""


def _reached(visitor: Visitor, lab: LabAttempt) -> set[str]:
    found = visitor.client.grader.labs.look(visitor.client.learner, lab.id)
    return {check.id for check in found.checks if check.state == "pass"}


def _until(holds: Callable[[], bool], session: LabSession, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not holds() and time.monotonic() < until:
        time.sleep(0.2)
    assert holds(), f"the session is {session.view.state}: {session.view.trouble}, {_phase(session)}"
