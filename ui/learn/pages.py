"""The ways to the pages of which nothing is counted."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from ui import request
from ui.widgets.text import prose_line


@dataclass(frozen=True, slots=True)
class LearnPage:
    """A page: its script, its name, how long it takes, what it is for, and the words of its link."""

    screen: str
    name: str
    facts: str
    about: str
    link: str


PAGES = (
    LearnPage(
        "screens/learn.py",
        "Learn",
        "ten minutes for the pattern, four for a skill",
        "Short lessons with a question on every screen. Nothing is counted.",
        "Read a lesson",
    ),
    LearnPage(
        "screens/sandbox.py",
        "Try",
        "seven small tasks, no cluster, nothing counted",
        "Change a selector, pods or labels in a model of the switch, and see what becomes of each request.",
        "Try the switch",
    ),
    LearnPage(
        "screens/limits.py",
        "Limits",
        "three formulas with sliders",
        "What two colours cost, how fast one is back, and what a bad release burns, with what was measured.",
        "See the limits",
    ),
)


def draw_pages(*, has_lessons: bool) -> None:
    """A card for each page; that of the lessons where the bank has some."""
    for page in PAGES if has_lessons else PAGES[1:]:
        with st.container(border=True, key=f"card-{page.name.lower()}"):
            with st.container(key=f"summary-{page.name.lower()}", gap="small"):
                st.subheader(page.name, anchor=False)
                st.caption(page.facts)
                prose_line(page.about)
            st.page_link(page.screen, label=page.link)


def draw_lesson_link(skill: str) -> None:
    """A link to the lesson that teaches a skill, where there is one."""
    lesson = request.grader().lessons.of_skill(skill)
    if lesson is not None:
        st.page_link("screens/lesson.py", label="Read its lesson", query_params={"lesson": lesson.id})
