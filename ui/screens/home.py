"""Home: what is going on, and the ways to learn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from grader.rules.modes import MODES
from ui import format as fmt
from ui import request
from ui.navigation import begin, go_on
from ui.widgets.badge import draw_badges
from ui.widgets.notice import draw_flash
from ui.widgets.sign_in import require_learner
from ui.widgets.text import heading, muted, title

if TYPE_CHECKING:
    from grader.rules.modes import Mode
    from grader.views.progress import ContinueView, HomeView


def draw(home: HomeView) -> None:
    title(home.bank_title)
    muted(f"{home.learner.name}, {fmt.count(home.problem_count, 'problem')} to learn from")
    draw_flash()
    for going in home.going:
        _draw_going(going, first=going is home.going[0])
    heading("Ways to learn")
    busy = {going.mode for going in home.going}
    for mode in MODES:
        if mode not in busy:
            _draw_mode(home, mode, first=not home.going and mode == next(iter(MODES)))
    draw_badges(home.badges)


def _draw_going(going: ContinueView, *, first: bool) -> None:
    with st.container(border=True, key=f"card-going-{going.mode}"):
        with st.container(key=f"summary-going-{going.mode}", gap="small"):
            heading(fmt.continue_label(going))
            muted("Everything is where you left it.")
        st.button(
            "Continue",
            key=f"continue-{going.mode}",
            type="primary" if first else "secondary",
            on_click=go_on,
            args=(going.mode, going.attempt),
        )


def _draw_mode(home: HomeView, mode: Mode, *, first: bool) -> None:
    text = MODES[mode].text
    with st.container(border=True, key=f"card-{mode}"):
        with st.container(key=f"summary-{mode}", gap="small"):
            st.subheader(text.heading, anchor=False)
            st.caption(f"{fmt.count(home.form_sizes[mode], 'problem')}, {text.facts}")
            st.markdown(text.about)
        st.button(
            text.start,
            key=f"start-{mode}",
            type="primary" if first else "secondary",
            on_click=begin,
            args=(home.learner, mode),
        )


learner = require_learner()
draw(request.grader().progress.home(learner.id))
