"""No view holds a key, a rationale or an unrevealed hint before the rules reveal it.

Every secret sentence of the bank is a canary. Each state of each kind of problem in each mode is turned
into text as a page would get it, and searched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict

import pytest

from grader.rules.modes import Mode
from grader.views.attempts import AttemptView
from problems.model import DIFFICULTIES, Problem
from problems.picture import PictureState, PodGroup, ProblemPicture
from tests.grader.client import Client
from tests.grader.sample_bank import KINDS, make_bank, make_problem

CANARY = re.compile(r"CANARY-[a-z0-9-]+")
STATES: dict[str, Callable[[Client], object]] = {
    "ready": lambda client: None,
    "open": lambda client: client.start(),
    "drafted": lambda client: (client.start(), client.save(client.right())),
    "refused": lambda client: (client.start(), client.answer(None)),
    "hinted": lambda client: (client.start(), client.hint(1)),
    "tried": lambda client: (client.start(), client.answer(client.wrong())),
}


def canaries(client: Client) -> set[str]:
    """Whatever is secret in everything that the grader would hand out about the learner now."""
    views = [
        asdict(client.look()),
        asdict(client.grader.progress.home(client.learner)),
        asdict(client.grader.progress.history(client.learner)),
        client.grader.exports.as_json(client.learner),
        client.grader.exports.as_csv(client.learner),
    ]
    return set(CANARY.findall(json.dumps(views, default=str)))


def table_of(client: Client, kind: str) -> Client:
    """A client whose bank has this kind of problem only."""
    fitting = [
        make_problem(f"{kind}-{at}", kind, at=at, difficulty=DIFFICULTIES[at // 5]) for at in range(20)
    ]
    return Client(client.store, make_bank(fitting), client.clock, seed=5)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mode", ["challenge", "practice", "test"])
def test_nothing_secret_is_in_any_view_of_a_problem_that_is_not_closed(
    client: Client, mode: Mode, kind: str, state: str
) -> None:
    here = table_of(client, kind)
    view = here.begin(mode, start=False)
    assert view.item.problem is not None
    STATES[state](here)
    allowed = _allowed(here.look(), view.item.problem.id, state)
    assert canaries(here) <= allowed


def _allowed(view: AttemptView, problem: str, state: str) -> set[str]:
    """A hint that was shown, and in modes with feedback why the wrong pieces of a try are wrong."""
    if state == "hinted":
        return {f"CANARY-hint-1-{problem}"}
    wrong = {one.id for tried in view.item.tries for one in tried.rationales if not one.correct}
    return {f"CANARY-why-{piece}-{problem}" for piece in wrong} if state == "tried" else set()


@pytest.mark.parametrize("kind", KINDS)
def test_a_closed_problem_of_a_test_stays_secret_until_the_end(client: Client, kind: str) -> None:
    here = table_of(client, kind)
    here.begin("test")
    for _ in range(9):
        here.answer(here.wrong())
        assert canaries(here) == set()
        here.next()
    here.answer(here.wrong())
    assert any(found.startswith("CANARY-takeaway") for found in canaries(here))


@pytest.mark.parametrize("kind", KINDS)
def test_a_closed_challenge_problem_reveals_itself_and_no_other(client: Client, kind: str) -> None:
    here = table_of(client, kind)
    item = here.begin("challenge").item
    here.answer(here.right())
    found = canaries(here)
    assert item.problem is not None
    assert f"CANARY-takeaway-{item.problem.id}" in found
    assert {one for one in found if not one.endswith(item.problem.id)} == set()


def test_the_search_would_find_what_is_revealed(client: Client) -> None:
    client.begin("practice")
    client.grader.items.show_solution(client.learner, client.attempt, 1)
    kinds = {found.rsplit("-p", 1)[0] for found in canaries(client)}
    assert {"CANARY-takeaway", "CANARY-step", "CANARY-mistake", "CANARY-source"} <= kinds
    assert any(one.startswith("CANARY-why") for one in kinds)


def test_a_test_tells_nothing_of_an_answer_in_any_other_view(client: Client) -> None:
    client.begin("test")
    right, wrong = Client(client.store, client.bank, client.clock, seed=7), client
    right.begin("test")
    right.answer(right.right())
    wrong.answer(wrong.wrong())
    assert right.look().marks == wrong.look().marks
    assert '"credit"' not in wrong.grader.exports.as_json(wrong.learner)
    assert '"right"' not in wrong.grader.exports.as_json(wrong.learner)
    assert "True" not in right.grader.exports.as_csv(right.learner)
    (past,) = right.grader.progress.history(right.learner).problems
    assert (past.mark, past.readable) == ("answered", False)
    assert right.grader.progress.history(right.learner).skills == ()


@pytest.mark.parametrize("mode", ["challenge", "practice", "test"])
def test_the_picture_of_how_it_ends_is_seen_once_the_problem_is_closed_and_not_before(
    client: Client, mode: Mode
) -> None:
    here = Client(client.store, make_bank(_pictured()), client.clock, seed=5)
    here.begin(mode, start=False)
    if mode != "practice":
        assert "seen-before" not in json.dumps(asdict(here.look()), default=str)
        here.start()
    open_view = json.dumps(asdict(here.look()), default=str)
    assert "seen-before" in open_view
    assert "seen-after" not in open_view
    here.answer(here.wrong())
    assert mode == "test" or "seen-after" not in json.dumps(asdict(here.look()), default=str)
    here.finish()
    shown = asdict(here.grader.attempts.result(here.learner, here.attempt))
    assert "seen-after" in json.dumps(shown, default=str)


def _pictured() -> list[Problem]:
    def state(name: str) -> PictureState:
        pods = PodGroup(name="model-blue", side="blue", count=2, labels={"version": "blue"})
        return PictureState(selector={"version": name}, pods=(pods,))

    picture = ProblemPicture(before=state("seen-before"), after=state("seen-after"))
    bank = make_bank()
    return [problem.model_copy(update={"picture": picture}) for problem in bank.problems.values()]
