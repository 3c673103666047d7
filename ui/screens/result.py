"""The end of an attempt: what it came to, and what to do next."""

from __future__ import annotations

import streamlit as st

from grader.errors import NotFound
from grader.rules.modes import MODES, Mode
from grader.views.learners import LearnerView
from grader.views.results import ResultView
from ui import format as fmt
from ui import request
from ui.attempt.review import MISSED, draw_again, past_link
from ui.learn.pages import draw_lesson_link
from ui.navigation import HOME_SCREEN, begin, go_on
from ui.widgets.badge import draw_badge
from ui.widgets.mastery import draw_mastery, mastery_heading
from ui.widgets.notice import draw_flash, draw_notice
from ui.widgets.sign_in import require_learner
from ui.widgets.skills import draw_skills
from ui.widgets.text import escaped, heading, markdown_line, muted, title


def draw(learner: LearnerView, attempt: str) -> None:
    try:
        result = request.grader().attempts.result(learner.id, attempt)
    except NotFound:
        _draw_none()
        return
    title(result_heading(result))
    draw_flash()
    if result.mastery is not None:
        draw_mastery(result.mastery, result.attempt)
    else:
        muted(points_line(result))
    if result.badge is not None:
        draw_badge(result.badge)
    heading("What to do next")
    _draw_next_steps(learner, result)
    if result.mastery is not None:
        heading("Skill by skill")
        draw_skills(learner, result.skills, result.attempt)
    heading("Problem by problem")
    _draw_items(learner, result)
    _draw_next_actions(learner, result)


def result_heading(result: ResultView) -> str:
    """The verdict in a few words: "All five right", "3 of 5 right", "Strong"."""
    if result.mastery is not None:
        return mastery_heading(result.mastery)
    if result.of == 0:
        return "Nothing was counted"
    if result.right == result.of:
        return f"All {fmt.number_word(result.of)} right" if result.of > 1 else "Right"
    return f"{fmt.number_word(result.right).capitalize()} of {fmt.number_word(result.of)} right"


def points_line(result: ResultView) -> str:
    """ "Challenge of 24 November 2026, worth 3.5 of 5 points"."""
    day, of = fmt.day(result.finished_at, request.time_zone()), fmt.count(result.of, "point")
    return f"{MODES[result.mode].text.title} of {day}, worth {result.points:.3g} of {of}"


def _draw_next_actions(learner: LearnerView, result: ResultView) -> None:
    with st.container(key="actions", horizontal=True, gap="small"):
        if result.may_extend:
            st.button(
                "Five more questions",
                key="extend",
                type="primary",
                on_click=_extend,
                args=(learner, result.mode, result.attempt),
            )
        else:
            again = MODES[result.mode].text.again
            st.button(again, key="again", on_click=begin, args=(learner, result.mode))
        st.button("Home", key="home", on_click=_go_home)


def _draw_next_steps(learner: LearnerView, result: ResultView) -> None:
    """Each piece of advice beside the button that does it; the first is filled where it is the next step."""
    for at, step in enumerate(result.next_steps):
        with st.container(key=f"advice-{at}", horizontal=True, vertical_alignment="center"):
            st.markdown(markdown_line(step.text))
            st.button(
                "Practise it" if step.skill else MODES[step.mode].text.start,
                key=f"do-advice-{at}",
                type="primary" if at == 0 and not result.may_extend else "secondary",
                on_click=begin,
                args=(learner, step.mode, step.skill),
            )
            if step.skill is not None:
                draw_lesson_link(step.skill)


def _draw_items(learner: LearnerView, result: ResultView) -> None:
    for item in result.items:
        with st.container(key=f"line-{item.position}", horizontal=True, vertical_alignment="center"):
            st.markdown(escaped(fmt.mark_label(item.mark)), width=130)
            past_link(result.attempt, item)
            if item.mark in MISSED and item.solution is not None:
                draw_again(learner, result.attempt, item.position)


def _draw_none() -> None:
    title("This result is not here")
    draw_notice("It is another learner's, it was deleted, or the attempt is still going on.")
    st.page_link(HOME_SCREEN, label="Home")


def _extend(learner: LearnerView, mode: Mode, attempt: str) -> None:
    if request.call_grader(lambda grader: grader.attempts.extend(learner.id, attempt)) is not None:
        go_on(mode, attempt)


def _go_home() -> None:
    request.redirect(HOME_SCREEN)


draw(require_learner(), st.query_params.get("attempt", ""))
