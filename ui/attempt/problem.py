"""A problem as it is asked: facts, prompt, code, answer, hints."""

from __future__ import annotations

import streamlit as st

from grader.rules.modes import MODES
from grader.views.attempts import AttemptView, ItemView
from problems.public_views import PublicProblem
from ui import format as words
from ui.attempt.controller import Desk
from ui.attempt.roam import draw_roaming
from ui.components.attempt_bar import attempt_bar
from ui.components.countdown import countdown
from ui.components.prose import code, prose
from ui.widgets.text import markdown_line, title


def draw_top(desk: Desk) -> None:
    """Where the learner stands; the clock while one runs, or the way back and forth where there is none."""
    attempt, item = desk.attempt, desk.item
    with st.container(key="top", horizontal=True, vertical_alignment="center"):
        attempt_bar(attempt.marks, attempt.position, facts_of(attempt), key=f"bar-{attempt.id}")
        if item.remaining is not None and item.time_limit is not None:
            # When it runs out the page is drawn anew, and the grader closes what is overdue.
            countdown(item.remaining, item.time_limit, key=f"clock-{desk.place}")
        elif MODES[attempt.mode].roams:
            draw_roaming(desk)


def facts_of(attempt: AttemptView) -> list[str]:
    """What the bar says: "Challenge 3/5", category, difficulty, skill, and the tries while there are any."""
    item = attempt.item
    facts = [f"{MODES[attempt.mode].text.title} {attempt.position}/{len(attempt.marks)}"]
    if item.problem is not None:
        facts += [words.CATEGORIES[item.problem.category], item.problem.difficulty]
    facts.append(item.skill_title)
    return facts if item.state == "closed" else [*facts, words.which_try(item)]


def draw_question(problem: PublicProblem, key: str) -> None:
    """The title, the prompt and its code."""
    title(problem.title)
    prose(problem.prompt, key=f"prompt-{key}", tone="lead")
    if problem.code is not None:
        code(problem.code, key=f"code-{key}")


def draw_hints(item: ItemView) -> None:
    """The hints that were asked for."""
    if not item.hints:
        return
    with st.container(key="hints", gap="small"):
        for number, hint in enumerate(item.hints, 1):
            name = "Hint" if len(item.hints) == 1 else f"Hint {number}"
            st.markdown(f"**{name}.** {markdown_line(hint)}")
