"""An attempt in the browser: one problem at a time, what it needs to be answered, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from grader.errors import NotFound, NotSaved
from grader.rules.modes import MODES
from grader.views.attempts import AttemptView, ItemView, Receipt
from grader.views.learners import LearnerView
from ui import format as fmt
from ui import request
from ui.attempt.actions import Action, actions_of, draw_actions
from ui.attempt.answer import draw_answer
from ui.attempt.answer_form import draw_answer_form
from ui.attempt.controller import (
    ItemController,
    LearnerController,
    act_number,
    answer_key,
    pop_receipt,
    ran_out_meanwhile,
    store_view,
    stored_view,
    user_message,
)
from ui.attempt.problem import draw_header, draw_hints, draw_question, draw_terms
from ui.attempt.problem_report import draw_problem_report
from ui.attempt.proof import KeyEvidence, load_evidence
from ui.attempt.solution import draw_solution, marks_while_trying
from ui.attempt.verdict import draw_verdict, verdict_look
from ui.classroom.bar import draw_class_bar
from ui.components.announcer import announce
from ui.errors import Closed
from ui.lab.link import draw_lab_link
from ui.navigation import HOME_SCREEN
from ui.widgets.notice import draw_notice
from ui.widgets.sign_in import require_learner
from ui.widgets.text import title


def draw_attempt() -> None:
    """The page of the attempt that the address names."""
    learner = require_learner()
    attempt = _load(learner, _attempt_id(learner))
    if attempt is None:
        title("This attempt is not here")
        draw_notice("It is another learner's, or it was deleted.")
        st.page_link(HOME_SCREEN, label="Home")
        return
    progress = f"{MODES[attempt.mode].text.title} {attempt.position}/{len(attempt.marks)}"
    st.set_page_config(page_title=f"{progress} · Cutover")
    if attempt.part is not None:
        draw_class_bar(learner, attempt.part)
    controller = LearnerController(learner, attempt)
    if attempt.paused and not attempt.finished:
        # Nobody gains time to think by a pause; drafts are saved as they are made.
        draw_header(controller)
        pop_receipt()
        return
    evidence = load_evidence(learner.id, attempt.id, attempt.item)
    draw_item(controller, list(actions_of(controller)), pop_receipt(), evidence)


def draw_item(
    controller: ItemController,
    actions: Sequence[Action],
    receipt: Receipt | None,
    evidence: KeyEvidence | None,
    *,
    for_learner: bool = True,
) -> None:
    """A problem in whichever state it is, what became of the last action, and what can be done next.

    Without `for_learner` it belongs to no stored attempt: there is no lab to go to, and nothing to report.
    """
    item = controller.item
    draw_header(controller)
    if item.problem is not None and item.state != "ready":
        draw_verdict(item)
    if item.problem is None:
        title(item.title)
        draw_notice(fmt.reason_not_shown(item))
    elif item.state == "ready":
        draw_terms(controller.attempt)
    else:
        _draw_problem(controller, evidence)
        if for_learner and item.state == "closed":
            # A lab carries out what its problem asks, so before it would tell the answer.
            draw_lab_link(item.problem.lab)
        if for_learner:
            draw_problem_report(controller.attempt.id, item.position)
    message = user_message(receipt)
    if message:
        with st.container(key="message"):
            draw_notice(message)
    text, container = announcement(receipt, item, ran_out=ran_out_meanwhile(controller))
    announce(
        text,
        show=container,
        item=f"{controller.item_key}-{'ready' if item.state == 'ready' else 'begun'}",
        act=act_number(receipt),
        key=f"announcer-{controller.attempt.id}",
    )
    draw_actions(controller, actions)


def announcement(receipt: Receipt | None, item: ItemView, *, ran_out: bool = False) -> tuple[str, str]:
    """What screen readers say of the last action, and the container that gets the focus.

    `ran_out`: the clock closed the problem, which nobody did.
    """
    if receipt is None and ran_out:
        return fmt.close_reason(item), verdict_look(item)
    match receipt.kind if receipt else None:
        case "right" | "wrong" | "recorded" | "solution" | "time-up":
            return receipt.message if receipt else "", verdict_look(item)
        case "hint":
            return f"Hint: {item.hints[-1]}" if item.hints else "", "hints"
        case _:
            return user_message(receipt) or "", "message"


def _draw_problem(controller: ItemController, evidence: KeyEvidence | None) -> None:
    item, problem = controller.item, controller.item.problem
    assert problem is not None, "a withdrawn problem is not drawn"
    draw_question(problem, controller.widget_key)
    if item.state == "open":
        draw_answer_form(controller)
    else:
        marks = marks_while_trying(item)
        draw_answer(problem, item.draft, key=answer_key(controller), marks=marks, read_only=True)
    draw_hints(item)
    draw_solution(item, controller.widget_key, evidence)


def _attempt_id(learner: LearnerView) -> str:
    """The attempt that the address names, else the unfinished one of its mode; home without either."""
    named = st.query_params.get("attempt")
    if named:
        return named
    mode = st.query_params.get("mode")
    going = [each.attempt for each in request.grader().progress.home(learner.id).going if each.mode == mode]
    if not going:
        st.switch_page(HOME_SCREEN)
    st.query_params["attempt"] = going[0]
    return going[0]


def _load(learner: LearnerView, attempt: str) -> AttemptView | None:
    """The attempt as the database has it; while that is away, as this session saw it last."""
    try:
        view = request.grader().attempts.look(learner.id, attempt)
    except NotFound:
        return None
    except (NotSaved, Closed) as away:
        last = stored_view(attempt)
        if last is None:
            raise
        request.flash(request.Flash(str(away), "unsaved"))
        return last
    store_view(view)
    return view
