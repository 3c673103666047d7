"""What can be done with the problem on the page: each action is one call of the grader."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import streamlit as st

from grader.views.attempts import AttemptView, ItemView, Receipt
from grader.views.learners import LearnerView
from ui.attempt.answer import decode_answer, sent_answer, untouched_order
from ui.components.shortcuts import Press
from ui.components.wire import DraftState
from ui.request import call_grader

if TYPE_CHECKING:
    from grader.service import Grader

# Actions whose effect the page does not show by itself.
_WITH_MESSAGE = {"blank", "incomplete", "repeated", "closed", "changed-elsewhere", "paused"}
_RECEIPT = "receipt"
_LAST_VIEW = "last-view"
_ACTS = "acts"
_OPEN = "open-problem"


class ItemController(Protocol):
    """The problem on a page, how it stands, and what can be done with it.

    A learner's actions are stored; those of an author who tries a problem out are not.
    """

    @property
    def attempt(self) -> AttemptView: ...

    @property
    def item(self) -> ItemView: ...

    @property
    def item_key(self) -> str:
        """Names the problem among all that this browser may show."""
        ...

    @property
    def widget_key(self) -> str:
        """Names the widgets of this problem; a new one when the answer was changed elsewhere."""
        ...

    @property
    def draft(self) -> DraftState | None:
        """Where the browser saves what is picked; None where nothing is stored."""
        ...

    def submit(self) -> None:
        """Hand in what the browser sent last, or the draft where it sent nothing."""
        ...

    def submit_press(self, press: Press) -> None:
        """Hand in the answer that came with the press."""
        ...

    def start_clock(self) -> None: ...
    def show_hint(self, number: int) -> None: ...
    def show_solution(self) -> None: ...
    def go(self, position: int) -> None: ...
    def end(self) -> None: ...


@dataclass(frozen=True, slots=True)
class LearnerController:
    """A learner, an attempt of theirs, and the problem that it stands at."""

    learner: LearnerView
    attempt: AttemptView

    @property
    def item(self) -> ItemView:
        return self.attempt.item

    @property
    def item_key(self) -> str:
        return f"{self.attempt.id}-{self.attempt.position}"

    @property
    def widget_key(self) -> str:
        return self.item_key

    @property
    def draft(self) -> DraftState:
        item, saved_at = self.item, self.item.draft_saved_at
        milliseconds = None if saved_at is None else round(saved_at.timestamp() * 1000)
        return DraftState(draft_address(self.attempt), item.draft_revision, milliseconds)

    def start_clock(self) -> None:
        self._call(lambda grader: grader.items.start_clock(*self._ref))

    def submit(self) -> None:
        request_id = self._request_id

        def answer(grader: Grader) -> Receipt:
            sent = self._sent_answer()
            raw = grader.items.look(*self._ref).draft if sent is None else sent
            return grader.items.answer(*self._ref, raw, request=request_id)

        self._call(answer)

    def submit_press(self, press: Press) -> None:
        problem = self.item.problem
        assert problem is not None, "a withdrawn problem has no answer"
        sent = decode_answer(problem, press.value)

        def answer(grader: Grader) -> Receipt:
            # An ordering that nobody touched is shown in an order of ours, which is no answer.
            is_untouched = sent == untouched_order(problem) and grader.items.look(*self._ref).draft is None
            return grader.items.answer(*self._ref, None if is_untouched else sent, request=press.request)

        self._call(answer)

    def show_hint(self, number: int) -> None:
        self._call(lambda grader: grader.items.show_hint(*self._ref, number))

    def show_solution(self) -> None:
        self._call(lambda grader: grader.items.show_solution(*self._ref))

    def go(self, position: int) -> None:
        self._call(lambda grader: grader.attempts.go(self.learner.id, self.attempt.id, position))

    def end(self) -> None:
        self._call(lambda grader: grader.attempts.end(self.learner.id, self.attempt.id))

    @property
    def _ref(self) -> tuple[str, str, int]:
        return self.learner.id, self.attempt.id, self.attempt.position

    @property
    def _request_id(self) -> str:
        """The same for two clicks on one button; another tab, or the next try, has another."""
        tab = st.session_state.setdefault("tab", secrets.token_hex(8))
        used = self.item.tries_allowed - self.item.tries_left
        return f"{tab}-{self.item_key}-{used}"

    def _sent_answer(self) -> object:
        assert self.item.problem is not None, "a withdrawn problem has no answer"
        return sent_answer(self.item.problem, answer_key(self))

    def _call(self, call: Callable[[Grader], Receipt]) -> None:
        store_receipt(call_grader(call))


def draft_address(attempt: AttemptView) -> str:
    """Where the draft of the problem is saved and its clock is asked for, relative to a page."""
    return f"draft/{attempt.id}/{attempt.position}"


def answer_key(controller: ItemController) -> str:
    """Names the widget in which the answer is given."""
    return f"answer-{controller.widget_key}"


def store_view(attempt: AttemptView) -> None:
    """Store the attempt as this session saw it last."""
    st.session_state[_LAST_VIEW] = attempt


def stored_view(attempt: str) -> AttemptView | None:
    """The attempt with this id as this session saw it last."""
    last: AttemptView | None = st.session_state.get(_LAST_VIEW)
    return last if last is not None and last.id == attempt else None


def store_receipt(receipt: Receipt | None) -> None:
    """Store what became of an action for the page that follows."""
    st.session_state[_RECEIPT] = receipt


def pop_receipt() -> Receipt | None:
    """What became of the last action, once."""
    receipt: Receipt | None = st.session_state.pop(_RECEIPT, None)
    return receipt


def act_number(receipt: Receipt | None) -> int:
    """The number of the last act in this session; a receipt, to be shown once, is that of a new one."""
    acts: int = st.session_state.get(_ACTS, 0) + (receipt is not None)
    st.session_state[_ACTS] = acts
    return acts


def ran_out_meanwhile(controller: ItemController) -> bool:
    """Whether the clock closed the problem after this session drew it open."""
    item = controller.item
    was_open = st.session_state.get(_OPEN) == controller.item_key
    st.session_state[_OPEN] = controller.item_key if item.state == "open" else None
    return was_open and item.close_reason == "time-up"


def user_message(receipt: Receipt | None) -> str | None:
    """The message of an action whose effect the page does not show by itself."""
    return receipt.message if receipt is not None and receipt.kind in _WITH_MESSAGE else None
