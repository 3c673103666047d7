"""What a learner can do with the problem in front of them: each action is one call of the grader."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from grader.views.attempts import AttemptView, ItemView, Receipt
from grader.views.learners import LearnerView
from ui import request as visit
from ui.attempt.answer import answer_sent

if TYPE_CHECKING:
    from grader.service import Grader

_WORTH_SAYING = {"blank", "incomplete", "repeated", "closed", "changed-elsewhere"}
_RECEIPT = "receipt"
_LAST_SEEN = "last-seen"


@dataclass(frozen=True, slots=True)
class Desk:
    """A learner, an attempt of theirs, and the problem that lies open."""

    learner: LearnerView
    attempt: AttemptView

    @property
    def item(self) -> ItemView:
        return self.attempt.item

    @property
    def place(self) -> str:
        """Names the problem among all that this browser may show."""
        return f"{self.attempt.id}-{self.attempt.position}"

    @property
    def key(self) -> str:
        """Names the widgets of this problem; a new one when the answer was changed elsewhere."""
        return f"{self.place}-{st.session_state.get(f'turned-{self.place}', 0)}"

    @property
    def answer_key(self) -> str:
        return f"answer-{self.key}"

    def start_clock(self) -> None:
        self._do(lambda grader: grader.items.start_clock(*self._place))

    def save(self) -> None:
        """Keep what the browser sent as the draft."""
        raw, revision = self._raw(), st.session_state.get(self._revision_key, self.item.draft_revision)
        told = st.session_state.get(_RECEIPT)
        receipt = self._do(lambda grader: grader.items.save(*self._place, raw, revision))
        if told is not None and told.kind != "saved":
            # In a run with a button's callback, which comes first, that has more to say.
            st.session_state[_RECEIPT] = told
        if receipt is not None and receipt.kind == "saved":
            keep_view(self._with_draft(raw, receipt))
        elif receipt is not None and receipt.kind == "changed-elsewhere":
            turned = f"turned-{self.place}"
            st.session_state[turned] = st.session_state.get(turned, 0) + 1

    def answer(self) -> None:
        """Hand in what the browser sent, or the draft where it sent nothing."""
        raw, request = self._raw(), self._request
        self._do(lambda grader: grader.items.answer(*self._place, raw, request=request))

    def show_hint(self, number: int) -> None:
        self._do(lambda grader: grader.items.show_hint(*self._place, number))

    def show_solution(self) -> None:
        self._do(lambda grader: grader.items.show_solution(*self._place))

    def go(self, position: int) -> None:
        self._do(lambda grader: grader.attempts.go(self.learner.id, self.attempt.id, position))

    def end(self) -> None:
        self._do(lambda grader: grader.attempts.end(self.learner.id, self.attempt.id))

    def now_shown(self) -> None:
        """This tab shows the draft as the database has it, so the next save builds on that."""
        st.session_state[self._revision_key] = self.item.draft_revision

    def as_kept(self) -> Desk:
        """The desk with what was saved since the page was drawn."""
        kept = kept_view(self.attempt.id)
        if kept is None or kept.position != self.attempt.position:
            return self
        newer = kept.item.draft_revision > self.item.draft_revision
        return replace(self, attempt=kept) if newer else self

    def _with_draft(self, raw: object, receipt: Receipt) -> AttemptView:
        revision = self.item.draft_revision if receipt.revision is None else receipt.revision
        item = replace(self.item, draft=raw or None, draft_revision=revision, draft_saved_at=receipt.at)
        return replace(self.attempt, item=item)

    @property
    def _place(self) -> tuple[str, str, int]:
        return self.learner.id, self.attempt.id, self.attempt.position

    @property
    def _request(self) -> str:
        """The same for two clicks on one button; another tab, or the next try, has another."""
        tab = st.session_state.setdefault("tab", secrets.token_hex(8))
        used = self.item.tries_allowed - self.item.tries_left
        return f"{tab}-{self.place}-{used}"

    @property
    def _revision_key(self) -> str:
        return f"revision-{self.place}"

    def _raw(self) -> object:
        assert self.item.problem is not None, "a withdrawn problem has no answer"
        sent = answer_sent(self.item.problem, self.answer_key)
        # A run that gives way to this one may take the widget's state with it; what it saved is kept.
        return self.as_kept().item.draft if sent is None else sent

    def _do(self, call: Callable[[Grader], Receipt]) -> Receipt | None:
        receipt = visit.act(call)
        st.session_state[_RECEIPT] = receipt
        if receipt is not None and receipt.revision is not None:
            # The next save may come before the page is drawn anew.
            st.session_state[self._revision_key] = receipt.revision
        return receipt


def keep_view(attempt: AttemptView) -> None:
    """Keep the attempt as this session saw it last."""
    st.session_state[_LAST_SEEN] = attempt


def kept_view(attempt: str) -> AttemptView | None:
    """The attempt with this id as this session saw it last."""
    last: AttemptView | None = st.session_state.get(_LAST_SEEN)
    return last if last is not None and last.id == attempt else None


def still_shown() -> bool:
    """Whether nothing but a save was done since the page was drawn.

    Browsers send a pick and the click that follows at once in one message, as if both were the pick's.
    """
    receipt: Receipt | None = st.session_state.get(_RECEIPT)
    if receipt is not None and receipt.kind == "saved":
        st.session_state.pop(_RECEIPT, None)
        return True
    return receipt is None


def last_receipt() -> Receipt | None:
    """What became of the last action, once."""
    receipt: Receipt | None = st.session_state.pop(_RECEIPT, None)
    return receipt


def worth_saying(receipt: Receipt | None) -> str | None:
    """What to say of an action whose effect the page does not show by itself."""
    return receipt.message if receipt is not None and receipt.kind in _WORTH_SAYING else None
