"""Home: what to do next, what is known, and the ways to learn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from grader.rules.modes import MODES, RECALL
from ui import format as fmt
from ui import request
from ui.app_context import app_context
from ui.charts.switch import switch_picture
from ui.components.countdown import countdown
from ui.components.picture import picture
from ui.lab.link import LAB_SCREEN
from ui.learn.pages import draw_lesson_link, draw_pages
from ui.navigation import CLASS_SCREEN, begin, go_on
from ui.widgets.badge import draw_badges
from ui.widgets.notice import draw_flash
from ui.widgets.sign_in import require_learner
from ui.widgets.skills import draw_skills
from ui.widgets.text import escaped, heading, muted, title

if TYPE_CHECKING:
    from grader.rules.modes import Mode
    from grader.views.progress import ContinueView, HomeView, NextStep

_NARROW = 340  # px, the column of a phone


def draw(home: HomeView) -> None:
    title(home.bank_title)
    muted(f"{fmt.isolated(home.learner.name)}, {fmt.count(home.problem_count, 'problem')} to learn from")
    draw_flash()
    _draw_classes(home)
    for going in home.going:
        _draw_going(going, first=going is home.going[0])
    offered = _draw_next(home) if not home.going else None
    is_new = not any(skill.answered for skill in home.skills)
    if is_new and not home.going:
        picture(switch_picture(), switch_picture(width=_NARROW), key="switch", can_save=False)
    if not is_new:
        heading("What you know")
        draw_skills(home.learner, home.skills, "home")
    heading("Ways to learn")
    busy = {going.mode for going in home.going}
    for mode in MODES:
        if mode not in busy and mode != offered:
            _draw_mode(home, mode)
    _draw_labs()
    draw_pages(has_lessons=bool(request.grader().lessons.all()))
    if is_new:
        heading("What there is to know")
        draw_skills(home.learner, home.skills, "home")
    draw_badges(home.badges)


def _draw_classes(home: HomeView) -> None:
    """The way to the classes that go on, and to joining one."""
    for own in request.grader().memberships.all(home.learner.id):
        if own.state != "ended":
            label = f"Class: {escaped(own.title)}"
            st.page_link(CLASS_SCREEN, label=label, query_params={"class": own.id})
    st.page_link("screens/join.py", label="I have a class code")


def next_heading(step: NextStep) -> str:
    """ "Next: The selector", or what a new learner begins with."""
    if step.skill is not None:
        return f"Next: {step.skill.title}"
    return f"Next: {MODES[step.mode].text.heading}"


def next_reason(step: NextStep) -> str:
    """Why that is next, and how long it takes."""
    length = f"{fmt.count(step.problems, 'problem')}, about {fmt.count(step.minutes, 'minute')}."
    if step.skill is None:
        return f"{MODES[step.mode].text.about} {length}"
    if not step.skill.answered:
        return f"You have not met it yet. {length}"
    return f"{step.skill.right} of {step.skill.answered} right so far. {length}"


def _draw_next(home: HomeView) -> Mode | None:
    """The step that comes next; gives the mode that it stands for as a whole, if it does."""
    step = home.next_step
    with st.container(key="next-step"):
        with st.container(key="summary-next", gap="small"):
            heading(next_heading(step))
            st.markdown(next_reason(step))
            if step.skill is not None:
                draw_lesson_link(step.skill.id)
        st.button(
            MODES[step.mode].text.start if step.skill is None else "Practise it",
            key="next",
            type="primary",
            on_click=begin,
            args=(home.learner, step.mode, step.skill.id if step.skill else None),
        )
    return step.mode if step.skill is None else None


def _draw_going(going: ContinueView, *, first: bool) -> None:
    with st.container(key="next-step" if first else f"card-going-{going.mode}"):
        with st.container(key=f"summary-going-{going.mode}", gap="small"):
            heading(fmt.continue_label(going))
            if going.remaining is None or going.time_limit is None:
                muted("Everything is where you left it.")
            else:
                muted("Its clock runs on.")
        if going.remaining is not None and going.time_limit is not None:
            countdown(going.remaining, going.time_limit, key=f"clock-{going.attempt}-{going.position}")
        st.button(
            "Continue",
            key=f"continue-{going.mode}",
            type="primary" if first else "secondary",
            on_click=go_on,
            args=(going.mode, going.attempt),
        )


def _draw_mode(home: HomeView, mode: Mode) -> None:
    text = MODES[mode].text
    with st.container(border=True, key=f"card-{mode}"):
        with st.container(key=f"summary-{mode}", gap="small"):
            st.subheader(text.heading, anchor=False)
            st.caption(mode_facts(home, mode))
            st.markdown(text.about)
        if mode != RECALL or home.review.due:
            st.button(text.start, key=f"start-{mode}", on_click=begin, args=(home.learner, mode))


def mode_facts(home: HomeView, mode: Mode) -> str:
    """How much a mode asks for: its problems, or what is due."""
    if mode != RECALL:
        return f"{fmt.count(home.form_sizes[mode], 'problem')}, {MODES[mode].text.facts}"
    review = home.review
    if review.due:
        return (
            f"{review.due} due today, about {fmt.count(review.minutes, 'minute')}, {MODES[mode].text.facts}"
        )
    if review.next_at is None:
        return "nothing to review yet"
    return f"nothing is due today; the next comes on {fmt.day(review.next_at, request.time_zone())}"


def _draw_labs() -> None:
    """The way to the labs, if this Cutover has any."""
    number = app_context().labs.catalogue.count
    if not number:
        return
    with st.container(border=True, key="card-labs"):
        with st.container(key="summary-labs", gap="small"):
            st.subheader("Labs", anchor=False)
            st.caption(f"{fmt.count(number, 'lab')}, 10 to 20 minutes each")
            st.markdown(
                "Your `kubectl` moves real traffic on a real cluster, and every failed request counts."
            )
        st.button("See the labs", key="labs", on_click=request.redirect, args=(LAB_SCREEN,))


learner = require_learner()
draw(request.grader().progress.home(learner.id))
