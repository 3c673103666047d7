"""What can be done with the problem on the page: each action is one call of the grader."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import streamlit as st

from grader.views.attempts import AttemptView, ItemView, Receipt
from grader.views.learners import LearnerView
from ui.attempt.answer import sent_answer
from ui.request import call_grader

if TYPE_CHECKING:
    from grader.service import Grader

# Actions whose effect the page does not show by itself.
_WITH_MESSAGE = {"blank", "incomplete", "repeated", "closed", "changed-elsewhere"}
_RECEIPT = "receipt"
_LAST_VIEW = "last-view"


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
    def stores_drafts(self) -> bool:
        """Whether `save` keeps what the browser sent."""
        ...

    def with_saved_draft(self) -> ItemController:
        """The same with what was saved since the page was drawn."""
        ...

    def save(self) -> None: ...
    def submit(self) -> None: ...
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
    stores_drafts: bool = True

    @property
    def item(self) -> ItemView:
        return self.attempt.item

    @property
    def item_key(self) -> str:
        return f"{self.attempt.id}-{self.attempt.position}"

    @property
    def widget_key(self) -> str:
        return f"{self.item_key}-{st.session_state.get(self._version_key, 0)}"

    def start_clock(self) -> None:
        self._call(lambda grader: grader.items.start_clock(*self._ref))

    def save(self) -> None:
        """Save what the browser sent as the draft."""
        raw, revision = self._answer(), st.session_state.get(self._revision_key, self.item.draft_revision)
        before: Receipt | None = st.session_state.get(_RECEIPT)
        receipt = self._call(lambda grader: grader.items.save(*self._ref, raw, revision))
        if before is not None and before.kind != "saved":
            # A button's callback ran before this one in the same run, and its receipt matters more.
            store_receipt(before)
        if receipt is not None and receipt.kind == "saved":
            store_view(self._with_draft(raw, receipt))
        elif receipt is not None and receipt.kind == "changed-elsewhere":
            st.session_state[self._version_key] = st.session_state.get(self._version_key, 0) + 1

    def submit(self) -> None:
        """Hand in what the browser sent, or the draft where it sent nothing."""
        raw, request_id = self._answer(), self._request_id
        self._call(lambda grader: grader.items.answer(*self._ref, raw, request=request_id))

    def show_hint(self, number: int) -> None:
        self._call(lambda grader: grader.items.show_hint(*self._ref, number))

    def show_solution(self) -> None:
        self._call(lambda grader: grader.items.show_solution(*self._ref))

    def go(self, position: int) -> None:
        self._call(lambda grader: grader.attempts.go(self.learner.id, self.attempt.id, position))

    def end(self) -> None:
        self._call(lambda grader: grader.attempts.end(self.learner.id, self.attempt.id))

    def note_revision(self) -> None:
        """This tab shows the draft as the database has it, so the next save builds on that."""
        st.session_state[self._revision_key] = self.item.draft_revision

    def with_saved_draft(self) -> LearnerController:
        stored = stored_view(self.attempt.id)
        if stored is None or stored.position != self.attempt.position:
            return self
        is_newer = stored.item.draft_revision > self.item.draft_revision
        return replace(self, attempt=stored) if is_newer else self

    def _with_draft(self, raw: object, receipt: Receipt) -> AttemptView:
        revision = self.item.draft_revision if receipt.revision is None else receipt.revision
        item = replace(self.item, draft=raw or None, draft_revision=revision, draft_saved_at=receipt.at)
        return replace(self.attempt, item=item)

    @property
    def _ref(self) -> tuple[str, str, int]:
        return self.learner.id, self.attempt.id, self.attempt.position

    @property
    def _request_id(self) -> str:
        """The same for two clicks on one button; another tab, or the next try, has another."""
        tab = st.session_state.setdefault("tab", secrets.token_hex(8))
        used = self.item.tries_allowed - self.item.tries_left
        return f"{tab}-{self.item_key}-{used}"

    @property
    def _revision_key(self) -> str:
        return f"revision-{self.item_key}"

    @property
    def _version_key(self) -> str:
        return f"version-{self.item_key}"

    def _answer(self) -> object:
        assert self.item.problem is not None, "a withdrawn problem has no answer"
        sent = sent_answer(self.item.problem, answer_key(self))
        # A run that gives way to this one may take the widget's state with it; what it saved is stored.
        return self.with_saved_draft().item.draft if sent is None else sent

    def _call(self, call: Callable[[Grader], Receipt]) -> Receipt | None:
        receipt = call_grader(call)
        store_receipt(receipt)
        if receipt is not None and receipt.revision is not None:
            # The next save may come before the page is drawn again.
            st.session_state[self._revision_key] = receipt.revision
        return receipt


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


def only_saved() -> bool:
    """Whether nothing but a save was done since the page was drawn.

    Browsers send a pick and the click that follows at once in one message, as if both were the pick's.
    """
    receipt: Receipt | None = st.session_state.get(_RECEIPT)
    if receipt is not None and receipt.kind == "saved":
        st.session_state.pop(_RECEIPT, None)
        return True
    return receipt is None


def user_message(receipt: Receipt | None) -> str | None:
    """The message of an action whose effect the page does not show by itself."""
    return receipt.message if receipt is not None and receipt.kind in _WITH_MESSAGE else None
