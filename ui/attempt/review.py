"""A problem that is over, to be read again."""

from __future__ import annotations

import streamlit as st

from grader.views.attempts import ItemMark, ItemView
from grader.views.learners import LearnerView
from ui.attempt.answer import draw_answer
from ui.attempt.problem import draw_hints, draw_question
from ui.attempt.proof import KeyEvidence
from ui.attempt.solution import draw_solution, marks_of
from ui.attempt.verdict import draw_verdict
from ui.format import reason_not_shown
from ui.lab.link import draw_lab_link
from ui.navigation import begin_sibling
from ui.widgets.notice import draw_notice
from ui.widgets.text import escaped, title

# Marks of problems that are worth doing again.
MISSED: frozenset[ItemMark] = frozenset({"wrong", "unanswered"})

PAST_SCREEN = "screens/past.py"


def past_link(attempt: str, item: ItemView) -> None:
    """The way to a problem: its title, or only that where its solution is not revealed."""
    if item.problem is None or item.solution is None:
        st.markdown(escaped(item.title))
        return
    link_to(attempt, item.position, item.title)


def link_to(attempt: str, position: int, label: str) -> None:
    """A link to a problem that can be read again."""
    st.page_link(
        PAST_SCREEN, label=escaped(label), query_params={"attempt": attempt, "position": str(position)}
    )


def draw_again(learner: LearnerView, attempt: str, position: int) -> None:
    """The button to do a problem that was missed again: another one of its skill and kind."""
    st.button(
        "Do one like it",
        key=f"again-{attempt}-{position}",
        type="tertiary",
        on_click=begin_sibling,
        args=(learner, attempt, position),
    )


def draw_review(item: ItemView, evidence: KeyEvidence | None, key: str) -> None:
    """The problem with the last answer, its verdict and its solution."""
    if item.problem is None:
        title(item.title)
        draw_notice(reason_not_shown(item))
        return
    draw_verdict(item)
    draw_question(item.problem, key)
    draw_answer(item.problem, item.draft, key=f"answer-{key}", marks=marks_of(item.solution), read_only=True)
    draw_hints(item)
    draw_solution(item, key, evidence)
    draw_lab_link(item.problem.lab)
