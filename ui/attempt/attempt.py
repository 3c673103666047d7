"""An attempt in the browser: one problem at a time, what it needs to be answered, and the way on."""

from __future__ import annotations

import streamlit as st

from grader.errors import NotFound, NotSaved
from grader.rules.modes import MODES, Mode
from grader.views.attempts import AttemptView, ItemView, Receipt
from grader.views.learners import LearnerView
from ui import format as words
from ui import request as visit
from ui.attempt.actions import draw_actions
from ui.attempt.answer import draw_answer
from ui.attempt.answer_form import draw_sheet
from ui.attempt.controller import Desk, keep_view, kept_view, last_receipt, worth_saying
from ui.attempt.problem import draw_hints, draw_question, draw_top
from ui.attempt.proof import evidence_for
from ui.attempt.ready import draw_ready
from ui.attempt.solution import draw_solution, marks_while_trying
from ui.attempt.verdict import draw_verdict, look
from ui.components.announcer import announce
from ui.errors import Closed
from ui.lab.link import draw_lab_link
from ui.navigation import HOME_SCREEN, SCREENS
from ui.widgets.notice import draw_notice
from ui.widgets.sign_in import learner_or_welcome
from ui.widgets.text import title


def draw_attempt(mode: Mode) -> None:
    """The page of one way to learn."""
    learner = learner_or_welcome()
    attempt = _seen(learner, _wanted(learner, mode))
    if attempt is None:
        title("This attempt is not here")
        draw_notice("It is another learner's, or it was deleted.")
        st.page_link(HOME_SCREEN, label="Home")
        return
    if attempt.mode != mode:
        st.switch_page(SCREENS[attempt.mode], query_params={"attempt": attempt.id})
    place = f"{MODES[mode].text.title} {attempt.position}/{len(attempt.marks)}"
    st.set_page_config(page_title=f"{place} · Cutover")
    draw_desk(Desk(learner, attempt), last_receipt())


def draw_desk(desk: Desk, receipt: Receipt | None) -> None:
    """The problem in front of the learner, in whichever state it is, and what became of the last action."""
    desk.now_shown()
    draw_top(desk)
    if desk.item.problem is None:
        title(desk.item.title)
        draw_notice(words.gone(desk.item))
    elif desk.item.state == "ready":
        draw_ready(desk.attempt)
    else:
        _draw_problem(desk)
    said = worth_saying(receipt)
    if said:
        with st.container(key="message"):
            draw_notice(said)
    say, show = news(receipt, desk.item)
    announce(say, show=show, place=desk.place, key=f"announcer-{desk.attempt.id}")
    draw_actions(desk)


def news(receipt: Receipt | None, item: ItemView) -> tuple[str, str]:
    """What a screen reader is told of the last action, and the container to bring into view."""
    match receipt.kind if receipt else None:
        case "right" | "wrong" | "recorded" | "solution" | "time-up":
            return receipt.message if receipt else "", look(item)
        case "hint":
            return f"Hint: {item.hints[-1]}" if item.hints else "", "hints"
        case _:
            return worth_saying(receipt) or "", "said"


def _draw_problem(desk: Desk) -> None:
    item, problem = desk.item, desk.item.problem
    assert problem is not None, "a withdrawn problem is not drawn"
    draw_question(problem, desk.key)
    if item.state == "open":
        draw_sheet(desk)
    else:
        draw_answer(problem, item.draft, key=desk.answer_key, marks=marks_while_trying(item), read_only=True)
    draw_hints(item)
    draw_verdict(item)
    draw_solution(item, desk.key, evidence_for(item))
    draw_lab_link(problem.lab)


def _wanted(learner: LearnerView, mode: Mode) -> str:
    """The attempt that the address names, or the one that goes on; home where there is neither."""
    named = st.query_params.get("attempt")
    if named:
        return named
    going = [one.attempt for one in visit.grader().progress.home(learner.id).going if one.mode == mode]
    if not going:
        st.switch_page(HOME_SCREEN)
    st.query_params["attempt"] = going[0]
    return going[0]


def _seen(learner: LearnerView, attempt: str) -> AttemptView | None:
    """The attempt as the database has it; while that is away, as this session saw it last."""
    try:
        seen = visit.grader().attempts.look(learner.id, attempt)
    except NotFound:
        return None
    except (NotSaved, Closed) as away:
        last = kept_view(attempt)
        if last is None:
            raise
        visit.tell(visit.Happened(str(away), "unsaved"))
        return last
    keep_view(seen)
    return seen
