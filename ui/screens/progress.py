"""My progress: how each skill stands, what was done, and everything to take away."""

from __future__ import annotations

import streamlit as st

from grader.rules.lab_attempt import LabAttempt
from grader.views.attempts import ItemMark, MisconceptionView
from grader.views.learners import LearnerView
from grader.views.progress import PastAttempt, PastProblem
from ui import format as fmt
from ui import request
from ui.attempt.review import MISSED, draw_again, link_to
from ui.components.progress_import import progress_import
from ui.lab.link import LAB_SCREEN, draw_lab_link
from ui.navigation import HOME_SCREEN, RESULT_SCREEN, SCREENS
from ui.widgets.badge import draw_badges
from ui.widgets.notice import draw_flash
from ui.widgets.sign_in import require_learner
from ui.widgets.skills import draw_intervals, draw_skills
from ui.widgets.text import escaped, heading, markdown_line, muted, title

_ALL = "All"
_OUTCOMES: dict[str, frozenset[ItemMark]] = {"Right": frozenset({"right"}), "Missed": MISSED}
# More lines than that are a scroll, not a list; the download has them all.
_LINES = 30


def draw(learner: LearnerView) -> None:
    progress = request.grader().progress.history(learner.id)
    title("My progress")
    draw_flash()
    labs = request.grader().labs.of_learner(learner.id)
    if not progress.attempts and not labs:
        muted("Nothing is done yet. Take a challenge, practise, or take a test, and it will show here.")
        st.page_link(HOME_SCREEN, label="Ways to learn")
        _draw_import()
        return
    if progress.attempts:
        heading("Skills")
        draw_intervals(progress.skills, "progress")
        draw_skills(learner, progress.skills, "progress")
        _draw_attempts(progress.attempts)
        _draw_misconceptions(progress.misconceptions)
    _draw_problems(learner, progress.problems)
    _draw_labs(labs)
    draw_badges(progress.badges)
    _draw_downloads()
    _draw_import()


def _draw_misconceptions(recurring: tuple[MisconceptionView, ...]) -> None:
    """What several wrong answers have in common: the quickest thing to put right."""
    if not recurring:
        return
    heading("One belief behind several answers")
    for one in recurring:
        st.markdown(f"**{fmt.count(one.problems, 'problem')}:** {markdown_line(one.belief)}")
        st.markdown(f"What is so: {markdown_line(one.truth)}")
        draw_lab_link(one.lab)


def _draw_attempts(attempts: tuple[PastAttempt, ...]) -> None:
    heading("Attempts")
    for attempt in attempts[:_LINES]:
        with st.container(key=f"line-{attempt.attempt}", horizontal=True, vertical_alignment="center"):
            st.markdown(escaped(fmt.score(attempt)), width=130)
            st.page_link(
                RESULT_SCREEN if attempt.finished_at else SCREENS[attempt.mode],
                label=escaped(fmt.attempt_name(attempt, request.time_zone())),
                query_params={"attempt": attempt.attempt},
            )


def _draw_problems(learner: LearnerView, problems: tuple[PastProblem, ...]) -> None:
    if not problems:
        return
    heading("Problems")
    shown = _filter(problems)
    if not shown:
        muted("There is none with this skill and outcome.")
    for problem in shown[:_LINES]:
        with st.container(
            key=f"line-{problem.attempt}-{problem.position}", horizontal=True, vertical_alignment="center"
        ):
            st.markdown(escaped(fmt.mark_label(problem.mark)), width=130)
            if problem.readable:
                link_to(problem.attempt, problem.position, problem.title)
            else:
                st.markdown(escaped(problem.title))
            if problem.readable and problem.mark in MISSED:
                draw_again(learner, problem.attempt, problem.position)
    if len(shown) > _LINES:
        muted(f"The newest {_LINES} of {len(shown)}. The download below has all of them.")


def _filter(problems: tuple[PastProblem, ...]) -> list[PastProblem]:
    """The problems with the skill and the outcome that were chosen."""
    skills = sorted({problem.skill_title for problem in problems})
    with st.container(key="filter", horizontal=True, gap="small"):
        skill = st.selectbox("Skill", [_ALL, *skills], key="filter-skill")
        outcome = st.selectbox("Outcome", [_ALL, *_OUTCOMES], key="filter-outcome")
    marks = _OUTCOMES.get(outcome)
    return [
        problem
        for problem in problems
        if skill in (_ALL, problem.skill_title) and (marks is None or problem.mark in marks)
    ]


def _draw_labs(labs: tuple[LabAttempt, ...]) -> None:
    if not labs:
        return
    heading("Labs")
    for lab in labs[:_LINES]:
        with st.container(key=f"line-lab-{lab.id}", horizontal=True, vertical_alignment="center"):
            st.markdown(escaped(fmt.lab_outcome(lab)), width=160)
            name = f"{lab.title}, {fmt.day_and_time(lab.started_at, request.time_zone())}"
            st.page_link(LAB_SCREEN, label=escaped(name), query_params={"attempt": lab.id})


def _draw_downloads() -> None:
    heading("Download your data")
    muted("Attempts, answers and verdicts, as far as they are revealed.")
    with st.container(key="downloads", horizontal=True, gap="small"):
        st.link_button("Download CSV", "download/progress.csv")
        st.link_button("Download JSON", "download/progress.json")


def _draw_import() -> None:
    """The way back in for a download, on another server or after leaving."""
    heading("Bring a download back in")
    muted("The JSON from another Cutover, or from before you left. Its answers are marked again here.")
    progress_import(key="progress-import")


draw(require_learner())
