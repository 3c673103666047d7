"""A problem to be tried by its author: what a learner sees and can do in a practice, and nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

import streamlit as st

from grader.clock import now
from grader.errors import GraderError
from grader.service.author_preview import AuthorPreview, start_preview
from grader.views.attempts import ItemView, Receipt
from problems.proofs.evidence import Evidence
from problems.proofs.review import Review
from problems.public_views import PublicProblem
from ui import format as words
from ui.attempt.actions import component_keys
from ui.attempt.answer import answer_sent, draw_answer
from ui.attempt.attempt import news
from ui.attempt.controller import worth_saying
from ui.attempt.problem import draw_hints, draw_question, facts_of
from ui.attempt.solution import draw_solution, marks_while_trying
from ui.attempt.verdict import draw_verdict
from ui.author.watcher import Look
from ui.components.announcer import announce
from ui.components.attempt_bar import attempt_bar
from ui.components.shortcuts import Binding, pressed_action, shortcuts
from ui.widgets.notice import draw_notice

_REHEARSAL, _ROUND, _SAID = "rehearsal", "round", "said"


@dataclass(frozen=True, slots=True)
class Act:
    """What can be done: its words, its key, and what it does."""

    label: str
    key: str
    do: Callable[[], None]


def draw_rehearsal(
    look: Look, problem: str, evidence: Evidence | Review | None, elsewhere: Sequence[Act]
) -> PublicProblem:
    """The problem as it stands in this tab, and gives it as it is shown.

    It begins anew when what is asked was changed. `elsewhere` has no button here, only its key.
    """
    place = f"{problem}-{look.bank.fingerprint_of(problem)}-{st.session_state.get(_ROUND, 0)}"
    rehearsal = _rehearsal(look, problem, place)
    attempt = rehearsal.view()
    item = attempt.item
    assert item.problem is not None, "a rehearsal is begun anew when its problem changes"
    attempt_bar(attempt.marks, 1, facts_of(attempt), key=f"bar-{place}")
    draw_question(item.problem, place)
    marks, closed = marks_while_trying(item), item.state == "closed"
    draw_answer(item.problem, item.draft, key=f"answer-{place}", marks=marks, read_only=closed)
    draw_hints(item)
    draw_verdict(item)
    draw_solution(item, place, evidence)
    _draw_news(item, place)
    _draw_acts(_acts(rehearsal, item, place), elsewhere, f"{item.state}-{place}", item)
    return item.problem


def _rehearsal(look: Look, problem: str, place: str) -> AuthorPreview:
    kept: tuple[str, AuthorPreview] | None = st.session_state.get(_REHEARSAL)
    if kept is None or kept[0] != place:
        kept = place, start_preview(look.bank, problem, seed=st.session_state.get(_ROUND, 0), at=now())
        st.session_state[_REHEARSAL] = kept
    kept[1].bank = look.bank
    return kept[1]


def _draw_news(item: ItemView, place: str) -> None:
    receipt: Receipt | None = st.session_state.pop(_SAID, None)
    if said := worth_saying(receipt):
        draw_notice(said)
    say, show = news(receipt, item)
    announce(say, show=show, place=place, key="announcer")


def _draw_acts(acts: Sequence[Act], elsewhere: Sequence[Act], place: str, item: ItemView) -> None:
    with st.container(key="actions", horizontal=True, vertical_alignment="center", gap="small"):
        for at, act in enumerate(acts):
            kind: Literal["primary", "secondary"] = "secondary" if at else "primary"
            st.button(act.label, key=f"do-{at}-{place}", type=kind, on_click=act.do)
    every = (*acts, *elsewhere)
    bindings = [Binding(act.label, (act.key,), act.label) for act in every]

    def press() -> None:
        pressed = pressed_action(f"shortcuts-{place}", bindings)
        for act in every:
            if act.label == pressed:
                act.do()

    shortcuts(bindings, key=f"shortcuts-{place}", others=component_keys(item), on_press=press)


def _acts(rehearsal: AuthorPreview, item: ItemView, place: str) -> list[Act]:
    """The primary one first."""
    if item.state == "closed":
        return [Act("Start over", "Ctrl+Enter", _start_over)]
    acts = [Act("Answer", "Ctrl+Enter", partial(_do, partial(_answer, rehearsal, item, place)))]
    if item.next_hint is not None:
        hint = words.hint_label(item.next_hint)
        acts.append(Act(hint, "h", partial(_do, lambda: rehearsal.show_hint(now()))))
    acts.append(Act("Show the solution", "s", partial(_do, lambda: rehearsal.show_solution(now()))))
    return acts


def _answer(rehearsal: AuthorPreview, item: ItemView, place: str) -> Receipt:
    assert item.problem is not None, "what is drawn has a problem"
    return rehearsal.answer(answer_sent(item.problem, f"answer-{place}"), now())


def _do(act: Callable[[], Receipt]) -> None:
    try:
        st.session_state[_SAID] = act()
    except GraderError:
        # The page was drawn from an older save: it is drawn anew, and nothing was at stake.
        st.session_state.pop(_SAID, None)


def _start_over() -> None:
    """The same problem with its pieces in another order."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
