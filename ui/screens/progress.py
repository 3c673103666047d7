"""My progress: how each skill stands, what was done, and everything to take away."""

from __future__ import annotations

import streamlit as st

from grader.rules.lab_attempt import LabAttempt
from grader.views.attempts import MisconceptionView
from grader.views.learners import LearnerView
from grader.views.progress import PastAttempt, PastProblem
from ui import format as fmt
from ui import request
from ui.attempt.review import link_to
from ui.lab.link import LAB_SCREEN, draw_lab_link
from ui.navigation import HOME_SCREEN, RESULT_SCREEN, SCREENS
from ui.widgets.badge import draw_badges
from ui.widgets.notice import draw_flash
from ui.widgets.sign_in import require_learner
from ui.widgets.skills import draw_skills
from ui.widgets.text import escaped, heading, markdown_line, muted, title

# More lines than that are a scroll, not a list; the download has them all.
_LINES = 30


def draw(learner: LearnerView) -> None:
    progress = request.grader().progress.history(learner.id)
    title("My progress")
    draw_flash()
    labs = request.grader().labs.of_learner(learner.id)
    if not progress.attempts and not labs:
        muted("Nothing is done yet. Take a challenge, practise, or test the pattern, and it will show here.")
        st.page_link(HOME_SCREEN, label="Ways to learn")
        return
    if progress.attempts:
        heading("Skills")
        draw_skills(progress.skills, "progress")
        _draw_attempts(progress.attempts)
        _draw_misconceptions(progress.misconceptions)
    _draw_problems(progress.problems)
    _draw_labs(labs)
    draw_badges(progress.badges)
    _draw_downloads()


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


def _draw_problems(problems: tuple[PastProblem, ...]) -> None:
    if not problems:
        return
    heading("Problems")
    for problem in problems[:_LINES]:
        with st.container(
            key=f"line-{problem.attempt}-{problem.position}", horizontal=True, vertical_alignment="center"
        ):
            st.markdown(escaped(fmt.mark_label(problem.mark)), width=130)
            if problem.readable:
                link_to(problem.attempt, problem.position, problem.title)
            else:
                st.markdown(escaped(problem.title))


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
    heading("Everything as a file")
    muted("Attempts, answers and verdicts, as far as they are revealed.")
    with st.container(key="downloads", horizontal=True, gap="small"):
        st.link_button("Download CSV", "download/progress.csv")
        st.link_button("Download JSON", "download/progress.json")


draw(require_learner())
