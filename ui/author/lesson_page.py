"""For an author: a lesson with its keys and reasons, drawn anew at every save."""

from __future__ import annotations

import streamlit as st

from problems.lesson import Lesson, LessonCode, LessonPart, LessonProse, LessonQuestion
from ui import format as fmt
from ui.app_context import app_context
from ui.author.findings import draw_findings
from ui.author.lesson_watcher import LessonPreview
from ui.components.prose import code, prose
from ui.widgets.notice import draw_notice
from ui.widgets.text import heading, muted, prose_line, subheading, title

# Seconds between two checks of the file's date, by which a save shows well within a second.
_EVERY_S = 0.5


def draw() -> None:
    preview = _preview()
    snapshot = preview.snapshot()
    st.set_page_config(page_title=f"{preview.path.name} · Preview", layout="wide")
    with st.container(key="preview"):
        muted(f"{preview.path.name}: {fmt.count(len(snapshot.findings), 'finding')}")
        learner, author = st.columns([3, 2], gap="large")
        with learner:
            if snapshot.lesson is None:
                draw_notice(
                    "There is no sound lesson to show yet. It appears here once the file can be read."
                )
            else:
                _draw_lesson(snapshot.lesson)
        with author:
            subheading("Findings")
            if not snapshot.findings:
                muted("None.")
            draw_findings(snapshot.findings, snapshot.text)
    _watch(snapshot.number)


def _preview() -> LessonPreview:
    preview = app_context().preview
    assert isinstance(preview, LessonPreview), "`cutover problems preview` names the file before it serves"
    return preview


def _draw_lesson(lesson: Lesson) -> None:
    title(lesson.head.title)
    prose_line(lesson.head.about)
    heading("Before the lesson")
    for at, question in enumerate(lesson.before):
        _draw_part(question, f"before-{at}")
    for number, screen in enumerate(lesson.screens):
        heading(screen.title)
        for at, part in enumerate(screen.parts):
            _draw_part(part, f"screen-{number}-{at}")


def _draw_part(part: LessonPart, key: str) -> None:
    match part:
        case LessonProse():
            prose(part.text, key=key)
        case LessonCode():
            code(part.code, key=key, label=part.name or "Code")
        case LessonQuestion():
            prose_line(part.ask)
            for option in part.shown:
                prose_line(f"{'✓' if option.correct else '✕'} {option.text}")
                muted(option.rationale)


@st.fragment(run_every=_EVERY_S)
def _watch(number: int) -> None:
    """Draws the page anew once the file was saved again."""
    if _preview().snapshot().number != number:
        st.rerun()


draw()
