"""A problem met before, with the answer that was given and the solution."""

from __future__ import annotations

import streamlit as st

from grader.errors import NotFound
from grader.views.attempts import ItemView
from grader.views.learners import LearnerView
from ui import request
from ui.attempt.problem_report import draw_problem_report
from ui.attempt.proof import load_evidence
from ui.attempt.review import MISSED, draw_again, draw_review
from ui.widgets.notice import draw_flash, draw_notice
from ui.widgets.sign_in import require_learner
from ui.widgets.text import title

_PROGRESS_SCREEN = "screens/progress.py"
# No attempt has more problems than a number of so many digits.
_MOST_DIGITS = 4


def draw(learner: LearnerView, attempt: str, position: str) -> None:
    item = _find(learner, attempt, position)
    if item is None:
        title("This problem is not here")
        draw_notice("It is another learner's, it was deleted, or its solution is not to be seen yet.")
    else:
        draw_flash()
        draw_review(item, load_evidence(learner.id, attempt, item), f"past-{attempt}-{position}")
        if item.mark in MISSED:
            draw_again(learner, attempt, item.position)
        draw_problem_report(attempt, item.position)
    st.page_link(_PROGRESS_SCREEN, label="My progress")


def _find(learner: LearnerView, attempt: str, position: str) -> ItemView | None:
    if not position.isdecimal() or len(position) > _MOST_DIGITS:
        return None
    try:
        return request.grader().progress.past_item(learner.id, attempt, int(position))
    except NotFound:
        return None


draw(require_learner(), st.query_params.get("attempt", ""), st.query_params.get("position", ""))
