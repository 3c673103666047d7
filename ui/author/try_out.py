"""A problem tried out by its author: what a learner sees and can do in a practice, and nothing is stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from grader.clock import now
from grader.errors import GraderError
from grader.service.author_preview import AuthorPreview, start_preview
from grader.views.attempts import AttemptView, ItemView, Receipt
from problems.public_views import PublicProblem
from ui.attempt.actions import Action, actions_of
from ui.attempt.answer import decode_answer, sent_answer
from ui.attempt.attempt import draw_item
from ui.attempt.controller import answer_key, pop_receipt, store_receipt
from ui.attempt.proof import KeyEvidence
from ui.author.watcher import Snapshot
from ui.components.shortcuts import Press
from ui.components.wire import DraftState

_PREVIEW, _ROUND = "author-preview", "round"


@dataclass(frozen=True, slots=True)
class TryOutController:
    """An author's try at one problem, in the place of a learner's."""

    preview: AuthorPreview
    attempt: AttemptView
    item_key: str
    draft: DraftState | None = None

    @property
    def item(self) -> ItemView:
        return self.attempt.item

    @property
    def widget_key(self) -> str:
        return self.item_key

    def submit(self) -> None:
        assert self.item.problem is not None, "what is drawn has a problem"
        answer = sent_answer(self.item.problem, answer_key(self))
        _store(lambda: self.preview.answer(answer, now()))

    def submit_press(self, press: Press) -> None:
        problem = self.item.problem
        assert problem is not None, "what is drawn has a problem"
        _store(lambda: self.preview.answer(decode_answer(problem, press.value), now()))

    def show_hint(self, number: int) -> None:  # noqa: ARG002 - only the next hint has a button
        _store(lambda: self.preview.show_hint(now()))

    def show_solution(self) -> None:
        _store(lambda: self.preview.show_solution(now()))

    def end(self) -> None:
        """Start over: the same problem with its pieces in another order."""
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1

    def start_clock(self) -> None:
        """A practice has no clock."""

    def go(self, position: int) -> None:
        """There is one problem."""


def draw_try_out(
    snapshot: Snapshot, problem: str, evidence: KeyEvidence | None, key_actions: Sequence[Action]
) -> PublicProblem:
    """The problem as its try stands in this tab, and gives it as it is shown.

    It starts over when what is asked was changed. `key_actions` are the page's own, by key only.
    """
    item_key = f"{problem}-{snapshot.bank.fingerprint_of(problem)}-{st.session_state.get(_ROUND, 0)}"
    preview = _preview(snapshot, problem, item_key)
    controller = TryOutController(preview, preview.view(), item_key)
    shown = controller.item.problem
    assert shown is not None, "a try starts over when its problem changes"
    actions = [*_actions(controller), *key_actions]
    draw_item(controller, actions, pop_receipt(), evidence, for_learner=False)
    return shown


def _actions(controller: TryOutController) -> list[Action]:
    if controller.item.state == "closed":
        return [Action("start-over", "Start over", ("Ctrl+Enter",), controller.end, "primary")]
    return list(actions_of(controller))


def _preview(snapshot: Snapshot, problem: str, item_key: str) -> AuthorPreview:
    stored: tuple[str, AuthorPreview] | None = st.session_state.get(_PREVIEW)
    if stored is None or stored[0] != item_key:
        seed = st.session_state.get(_ROUND, 0)
        stored = item_key, start_preview(snapshot.bank, problem, seed=seed, at=now())
        st.session_state[_PREVIEW] = stored
    stored[1].bank = snapshot.bank
    return stored[1]


def _store(act: Callable[[], Receipt]) -> None:
    try:
        store_receipt(act())
    except GraderError:
        # The page was drawn from an older save: it is drawn again, and nothing was at stake.
        store_receipt(None)
