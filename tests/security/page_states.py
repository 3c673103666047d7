"""The states in which pages draw other callbacks, each reached as a learner or an instructor reaches it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

# Here, and not first in a session's thread, where the warnings of an import would be errors.
import labs.session.runner  # noqa: F401
from grader.clock import now
from grader.rules.modes import MODES
from tests.grader.class_client import PASSWORD, ClassClient
from tests.grader.client import CHECKS
from tests.ui.pages.test_classes import KnownSession
from tests.ui.pages.test_labs import REPORT, SLUG
from tests.ui.pages.visitor import Visitor
from ui.lab.catalogue import offer
from ui.lab.connection import ClusterConnection
from ui.lab.report_export import end_of
from ui.lab.services import LabServices


@dataclass
class Person(Visitor):
    """Ada's tab, her classes, and the cookie of whoever is signed in to teach in this browser."""

    of_class: ClassClient = field(kw_only=True)
    sessions: KnownSession = field(kw_only=True)

    def sign_in(self, name: str = "kay") -> None:
        service = self.client.grader.instructors
        ticket = service.choose_password("device-1", service.reset(name).token, PASSWORD)
        self.sessions.token = service.open_session("device-1", ticket)


class ReadyConnection(ClusterConnection):
    """A cluster that is up as far as a page asks, and that no session reaches."""

    def trouble(self) -> str:
        return ""


def _settings(visitor: Person) -> None:
    visitor.open("settings")


def _sure(visitor: Person) -> None:
    visitor.open("settings").at.checkbox(key="settings-sure").check().run()


def _leaving(visitor: Person) -> None:
    visitor.open("settings").click("Leave this browser")


def _home(visitor: Person) -> None:
    visitor.client.begin("practice")
    visitor.open("home")


def _first_home(visitor: Person) -> None:
    visitor.open("home")


def _timed(visitor: Person) -> None:
    visitor.begin("challenge")


def _ready(visitor: Person) -> None:
    visitor.begin("challenge", start=False)


def _second(visitor: Person) -> None:
    visitor.begin("challenge")
    visitor.client.answer(visitor.client.right())
    visitor.client.grader.attempts.go(visitor.client.learner, visitor.client.attempt, 2)
    visitor.open("challenge", attempt=visitor.client.attempt)


def _open_of(kind: str) -> Callable[[Person], None]:
    def state(visitor: Person) -> None:
        bank = visitor.client.bank
        same = {name: problem for name, problem in bank.problems.items() if problem.kind == kind}
        visitor.client.grader = replace(visitor.client, bank=replace(bank, problems=same)).grader
        visitor.begin("practice")

    return state


def _closed(visitor: Person) -> None:
    visitor.begin("challenge")
    visitor.client.answer(visitor.client.right())
    visitor.open("challenge", attempt=visitor.client.attempt)


def _last(visitor: Person) -> None:
    visitor.begin("challenge")
    _to_the_last(visitor)
    visitor.open("challenge", attempt=visitor.client.attempt)


def _to_the_last(visitor: Person) -> None:
    client = visitor.client
    while True:
        if client.item().state == "ready":
            client.start()
        client.answer(client.right())
        view = client.look()
        if view.position == len(view.marks) or view.finished:
            return
        client.grader.attempts.go(client.learner, client.attempt, view.position + 1)


def _finished(visitor: Person) -> None:
    _last(visitor)
    visitor.client.grader.attempts.end(visitor.client.learner, visitor.client.attempt)
    visitor.open("challenge", attempt=visitor.client.attempt)


def _result_of(mode: str) -> Callable[[Person], None]:
    def state(visitor: Person) -> None:
        visitor.client.begin(mode)  # type: ignore[arg-type]
        visitor.client.finish(right=False)
        visitor.open("result", attempt=visitor.client.attempt)

    return state


def _undecided(visitor: Person) -> None:
    visitor.client.begin("test")
    visitor.client.answer(visitor.client.wrong())
    visitor.client.finish()
    visitor.open("result", attempt=visitor.client.attempt)


def _welcome(visitor: Person) -> None:
    visitor.client.grader.learners.leave("device-1")
    visitor.open("home")


def _labs(visitor: Person) -> None:
    visitor.open("lab")


def _intro(visitor: Person) -> None:
    visitor.open("lab", lab=SLUG)


def _workspace(visitor: Person) -> None:
    visitor.client.clock.now = now()  # sessions have the real clock
    scenario = LabServices().catalogue.scenarios[SLUG]
    lab = visitor.client.begin_lab(replace(offer(scenario)))
    visitor.open("lab", attempt=lab.id)
    visitor.open("lab", attempt=lab.id)


def _report(visitor: Person) -> None:
    lab = visitor.client.begin_lab()
    visitor.client.grader.labs.end(visitor.client.learner, lab.id, replace(end_of(REPORT), checks=CHECKS))
    visitor.open("lab", attempt=lab.id)


def _recall(visitor: Person) -> None:
    visitor.client.begin("practice")
    visitor.client.finish(right=False)
    visitor.client.clock.move(days=2)
    visitor.client.begin("recall")
    visitor.client.finish(right=False)
    visitor.open("result", attempt=visitor.client.attempt)


def _sandbox(visitor: Person) -> None:
    visitor.open("sandbox")


def _lessons(visitor: Person) -> None:
    visitor.open("learn")


def _lesson_at(part: int) -> Callable[[Person], None]:
    def state(visitor: Person) -> None:
        visitor.open("lesson", lesson="of-skill", part=str(part))

    return state


def _join_page(visitor: Person) -> None:
    visitor.open("join")


def _offered(visitor: Person) -> None:
    visitor.open("join")
    visitor.at.text_input(key="class-code").set_value(visitor.of_class.personal_code("Ada"))
    visitor.click("Join")


def _join_class(visitor: Person) -> None:
    of_class = visitor.of_class
    of_class.open()
    visitor.client.grader.memberships.join_by_personal_code("device-1", of_class.personal_code("Ada"))


def _class_page(visitor: Person) -> None:
    _join_class(visitor)
    visitor.open("classroom", **{"class": visitor.of_class.id})


def _called(visitor: Person) -> None:
    _join_class(visitor)
    visitor.client.grader.memberships.call(visitor.client.learner, visitor.of_class.id, "The selector")
    visitor.open("classroom", **{"class": visitor.of_class.id})


def _part_open(visitor: Person) -> None:
    _join_class(visitor)
    of_class = visitor.of_class
    visitor.client.attempt = visitor.client.grader.memberships.begin(
        visitor.client.learner, of_class.id, of_class.part()
    )
    visitor.open("classroom", **{"class": of_class.id})


def _part_done(visitor: Person) -> None:
    _part_open(visitor)
    visitor.client.finish()
    visitor.reload()


def _sign_in_form(visitor: Person) -> None:
    visitor.open("classes")


def _link_form(visitor: Person) -> None:
    visitor.open("classes", link=visitor.client.grader.instructors.reset("kay").token)


def _classes(visitor: Person) -> None:
    visitor.sign_in()
    visitor.open("classes")


def _planned(visitor: Person) -> None:
    visitor.sign_in()
    visitor.open("board", **{"class": visitor.of_class.id})


def _board(visitor: Person) -> None:
    _join_class(visitor)
    visitor.client.grader.memberships.call(visitor.client.learner, visitor.of_class.id, "The selector")
    visitor.sign_in()
    visitor.open("board", **{"class": visitor.of_class.id})


def _board_with_undo(visitor: Person) -> None:
    _board(visitor)
    visitor.client.grader.classrooms.lock_solutions(visitor.of_class.instructor, visitor.of_class.id)
    visitor.click("5 more minutes")


def _member(visitor: Person) -> None:
    _board(visitor)
    visitor.at.session_state["board-opened"] = visitor.of_class.member("Ada")
    visitor.at.run()


def _view_of(view: str) -> Callable[[Person], None]:
    def state(visitor: Person) -> None:
        _board(visitor)
        visitor.at.session_state["class-view"] = view
        visitor.at.run()

    return state


STATES: dict[str, Callable[[Person], None]] = {
    "welcome": _welcome,
    "settings": _settings,
    "settings, about to delete": _sure,
    "settings, about to leave": _leaving,
    "home": _home,
    "home with nothing begun": _first_home,
    "a problem under the clock": _timed,
    "a problem not begun": _ready,
    "the second problem": _second,
    "choice": _open_of("choice"),
    "choices": _open_of("choices"),
    "order": _open_of("order"),
    "blanks": _open_of("blanks"),
    "a problem closed": _closed,
    "the last problem closed": _last,
    "an attempt finished": _finished,
    **{f"result of a {mode}": _result_of(mode) for mode, of in MODES.items() if of.assembly != "due"},
    "result of a recall": _recall,
    "a test undecided": _undecided,
    "labs": _labs,
    "a lab not begun": _intro,
    "a lab going on": _workspace,
    "a lab's report": _report,
    "the sandbox": _sandbox,
    "the lessons": _lessons,
    "a lesson not begun": _lesson_at(0),
    "a lesson begun": _lesson_at(1),
    "a lesson read": _lesson_at(3),
    "joining a class": _join_page,
    "a personal code": _offered,
    "a class": _class_page,
    "a class and a call": _called,
    "a part of a class begun": _part_open,
    "a part of a class done": _part_done,
    "the form to sign in": _sign_in_form,
    "the form of a link": _link_form,
    "an instructor's classes": _classes,
    "a class planned": _planned,
    "a board": _board,
    "a board after an act": _board_with_undo,
    "a member of a class": _member,
    **{f"{view} of a class": _view_of(view) for view in ("People", "Results", "Projector")},
}
# Pages on which nobody is known yet, and whose browser it may be when they do something.
FOR_ANYBODY = {
    **{key: {"nobody"} for key in ("welcome", "joining a class", "a personal code")},
    **{key: {"nobody", "another"} for key in ("the form to sign in", "the form of a link", "the sandbox")},
}
