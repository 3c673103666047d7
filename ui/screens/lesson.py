"""A lesson, a screen at a time: two questions before it, then text with questions, then what comes next."""

from __future__ import annotations

import streamlit as st

from grader.errors import NotFound
from grader.rules.modes import PRACTICE
from grader.views.learners import LearnerView
from grader.views.lessons import LessonFeedback, LessonQuestionView, LessonView
from problems.lesson import LessonCode, LessonProse
from ui import format as fmt
from ui import request
from ui.components.announcer import announce
from ui.components.prose import code, prose
from ui.lab.link import draw_lab_link
from ui.navigation import begin
from ui.widgets.notice import draw_notice
from ui.widgets.sign_in import require_learner
from ui.widgets.text import heading, markdown_line, muted, prose_line, title

_LESSON_SCREEN, _LIST_SCREEN = "screens/lesson.py", "screens/learn.py"
# What was chosen in this tab, by lesson and number of the question; nowhere else.
_CHOICES = "lesson-choices"


def draw(learner: LearnerView) -> None:
    try:
        lesson = request.grader().lessons.look(st.query_params.get("lesson", ""))
    except NotFound:
        title("This lesson is not here")
        draw_notice("It was renamed or removed.")
        st.page_link(_LIST_SCREEN, label="All lessons")
        return
    at = screen_number(st.query_params.get("part", ""), len(lesson.screens))
    title(lesson.summary.title)
    if at == 0:
        _draw_before(lesson)
    elif at <= len(lesson.screens):
        _draw_screen(lesson, at)
    else:
        _draw_end(learner, lesson)
    _draw_moves(lesson, at)


def screen_number(text: str, screens: int) -> int:
    """0 is before the first screen, one more than there are is the end; what is no number is 0."""
    number = int(text) if text.isdecimal() and len(text) <= 3 else 0
    return min(number, screens + 1)


def _draw_before(lesson: LessonView) -> None:
    prose_line(lesson.summary.about)
    muted(f"About {fmt.count(lesson.summary.minutes, 'minute')}. Nothing is counted.")
    if lesson.before:
        heading("What do you think now?")
        prose_line("A guess is enough. The lesson answers both, and says at its end how you did.")
    for question in lesson.before:
        _draw_options(lesson, question)
    announce("", item=_position(lesson, 0), key="lesson-announcer")


def _draw_screen(lesson: LessonView, at: int) -> None:
    screen = lesson.screens[at - 1]
    muted(f"{at} of {len(lesson.screens)}")
    heading(screen.title)
    spoken = ""
    for number, part in enumerate(screen.parts):
        key = f"lesson-{lesson.summary.id}-{at}-{number}"
        if isinstance(part, LessonProse):
            prose(part.text, key=key)
        elif isinstance(part, LessonCode):
            code(part.code, key=key, label="Commands" if part.code.language == "shell" else "Code")
        else:
            spoken = _draw_question(lesson, part) or spoken
    announce(spoken, item=_position(lesson, at), key="lesson-announcer")


def _draw_question(lesson: LessonView, question: LessonQuestionView) -> str:
    """The question, or what is spoken to its answer; gives what screen readers are to hear."""
    choice = _choices(lesson).get(question.number)
    if choice is None:
        _draw_options(lesson, question)
        st.button(
            "Check",
            key=f"check-{lesson.summary.id}-{question.number}",
            on_click=_choose,
            args=(lesson, question),
        )
        return ""
    prose_line(question.ask)
    feedback = request.grader().lessons.answer(lesson.summary.id, question.number, choice)
    _draw_feedback(question, choice, feedback)
    return "Right." if feedback.right else "Not yet."


def _draw_options(lesson: LessonView, question: LessonQuestionView) -> None:
    key = _widget_key(lesson, question)
    chosen = _choices(lesson).get(question.number)
    st.radio(
        markdown_line(question.ask),
        range(len(question.options)),
        index=chosen,
        key=key,
        format_func=lambda at: markdown_line(question.options[at]),
    )


def _draw_feedback(question: LessonQuestionView, choice: int, feedback: LessonFeedback) -> None:
    look = "right" if feedback.right else "not-yet"
    with st.container(key=f"verdict-{look}-{question.number}", gap="small"):
        prose_line(f"**{'Right.' if feedback.right else 'Not yet.'}** {question.options[choice]}")
        prose_line(feedback.reason)
    if not feedback.right:
        prose_line(f"**Right is:** {feedback.answer}")
        prose_line(feedback.answer_reason)


def _draw_end(learner: LearnerView, lesson: LessonView) -> None:
    heading("What you thought before")
    for question in lesson.before:
        prose_line(question.ask)
        choice = _choices(lesson).get(question.number)
        if choice is None:
            muted("You left it open. It is asked at the head of the lesson.")
        else:
            feedback = request.grader().lessons.answer(lesson.summary.id, question.number, choice)
            _draw_feedback(question, choice, feedback)
    heading("What comes next")
    skill = lesson.summary.skill
    if skill is not None and request.grader().bank.has_problems_of(skill):
        st.button(
            "Practise it", key="practise", type="primary", on_click=begin, args=(learner, PRACTICE, skill)
        )
    st.page_link("screens/sandbox.py", label="Try the switch, without a cluster")
    draw_lab_link(lesson.lab)
    announce("", item=_position(lesson, len(lesson.screens) + 1), key="lesson-announcer")


def _draw_moves(lesson: LessonView, at: int) -> None:
    last = len(lesson.screens) + 1
    with st.container(horizontal=True):
        if at > 0:
            st.button("Back", key="lesson-back", on_click=_show, args=(lesson, at - 1))
        if at < last:
            label = "Begin the lesson" if at == 0 else "Next" if at < last - 1 else "To the end"
            st.button(label, key="lesson-next", type="primary", on_click=_show, args=(lesson, at + 1))
        st.page_link(_LIST_SCREEN, label="All lessons")


def _show(lesson: LessonView, at: int) -> None:
    """Callback: another screen. What was chosen before the lesson is remembered on the way."""
    for question in lesson.before:
        _choose(lesson, question)
    request.redirect(_LESSON_SCREEN, lesson=lesson.summary.id, part=str(at))


def _choose(lesson: LessonView, question: LessonQuestionView) -> None:
    """Callback: remember what is chosen now, if anything is."""
    chosen = st.session_state.get(_widget_key(lesson, question))
    if chosen is not None:
        _choices(lesson)[question.number] = chosen


def _choices(lesson: LessonView) -> dict[int, int]:
    every: dict[str, dict[int, int]] = st.session_state.setdefault(_CHOICES, {})
    return every.setdefault(lesson.summary.id, {})


def _widget_key(lesson: LessonView, question: LessonQuestionView) -> str:
    return f"lesson-{lesson.summary.id}-question-{question.number}"


def _position(lesson: LessonView, at: int) -> str:
    return f"{lesson.summary.id}-{at}"


draw(require_learner())
