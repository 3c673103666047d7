"""Home: what is going on, and the ways to learn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from ui import format as words
from ui import request as visit
from ui.app_context import house
from ui.navigation import begin, go_on
from ui.widgets.badge import draw_badges
from ui.widgets.notice import draw_what_happened
from ui.widgets.sign_in import learner_or_welcome
from ui.widgets.text import heading, muted, title

if TYPE_CHECKING:
    from grader.views.views import ContinueView, HomeView, Mode
    from problems.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Way:
    """A way to learn, as its card tells it."""

    mode: Mode
    name: str
    facts: str
    about: str
    button: str


def ways(manifest: Manifest) -> tuple[Way, ...]:
    """The ways to learn, with the figures of this bank."""
    return (
        Way(
            "challenge",
            "Challenge",
            f"{words.count(len(manifest.challenge), 'problem')}, timed, with tries and hints",
            "From concept to workflow, one problem of each kind. You are told at once how each answer did. "
            "All of them right earn a badge.",
            "Start a challenge",
        ),
        Way(
            "practice",
            "Practice",
            f"{words.count(manifest.practice, 'problem')}, no clock",
            "Go back and forth, try things, and read the worked solution whenever you like.",
            "Start practice",
        ),
        Way(
            "test",
            "Test this pattern",
            f"{words.count(sum(manifest.test.values()), 'problem')}, timed, one try each",
            "Nothing is said until the end. Then you learn whether this pattern is strong, and what to do "
            "next.",
            "Start a test",
        ),
    )


def draw(home: HomeView) -> None:
    title(home.bank_title)
    muted(f"{home.learner.name}, {words.count(home.problem_count, 'problem')} to learn from")
    draw_what_happened()
    for going in home.going:
        _draw_going(going, first=going is home.going[0])
    heading("Ways to learn")
    busy = {going.mode for going in home.going}
    for way in ways(house().bank.manifest):
        if way.mode not in busy:
            _draw_way(home, way, first=not home.going and way.mode == "challenge")
    draw_badges(home.badges)


def _draw_going(going: ContinueView, *, first: bool) -> None:
    with st.container(border=True, key=f"card-going-{going.mode}"):
        with st.container(key=f"words-going-{going.mode}", gap="small"):
            heading(words.going_on(going))
            muted("Everything is where you left it.")
        st.button(
            "Continue",
            key=f"continue-{going.mode}",
            type="primary" if first else "secondary",
            on_click=go_on,
            args=(going.mode, going.attempt),
        )


def _draw_way(home: HomeView, way: Way, *, first: bool) -> None:
    with st.container(border=True, key=f"card-{way.mode}"):
        with st.container(key=f"words-{way.mode}", gap="small"):
            st.subheader(way.name, anchor=False)
            st.caption(way.facts)
            st.markdown(way.about)
        st.button(
            way.button,
            key=f"start-{way.mode}",
            type="primary" if first else "secondary",
            on_click=begin,
            args=(home.learner, way.mode),
        )


learner = learner_or_welcome()
draw(visit.grader().home(learner.id))
