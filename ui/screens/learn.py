"""Learn: the lessons, that of the pattern first."""

from __future__ import annotations

import streamlit as st

from grader.views.lessons import LessonSummary
from ui import format as fmt
from ui import request
from ui.widgets.notice import draw_notice
from ui.widgets.sign_in import require_learner
from ui.widgets.text import escaped, muted, prose_line, title


def draw() -> None:
    title("Learn")
    lessons = request.grader().lessons.all()
    if not lessons:
        draw_notice("This bank has no lesson. Practice has a worked solution for every problem.")
        return
    muted("A lesson of the whole pattern, then a short one for each skill. Nothing is counted.")
    for lesson in lessons:
        _draw_one(lesson)


def _draw_one(lesson: LessonSummary) -> None:
    with st.container(border=True, key=f"card-lesson-{lesson.id}"):
        with st.container(key=f"summary-lesson-{lesson.id}", gap="small"):
            st.subheader(escaped(lesson.title), anchor=False)
            st.caption(f"about {fmt.count(lesson.minutes, 'minute')}")
            prose_line(lesson.about)
        st.button(
            "Read it",
            key=f"read-{lesson.id}",
            on_click=request.redirect,
            args=("screens/lesson.py",),
            kwargs={"lesson": lesson.id},
        )


require_learner()
draw()
