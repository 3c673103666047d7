"""What a class came to: files to take away, how each problem did, and the end of its personal data."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from problems.markup import literal
from ui import format as fmt
from ui import request
from ui.charts.distractors import distractor_chart
from ui.components.picture import picture
from ui.instructor.acts import draw_release
from ui.widgets.notice import draw_flash, draw_notice
from ui.widgets.text import escaped, heading, muted, subheading

if TYPE_CHECKING:
    from grader.rules.classroom import Classroom, Instructor
    from grader.rules.grade_files import FilledGradebook
    from grader.views.classroom import ItemFigures, LikelyMisKey

_NARROW = 340  # px, the column of a phone
_BOOK, _ASSIGNMENT, _FILLED = "canvas-book", "canvas-assignment", "canvas-filled"
_SURE, _DAY = "delete-sure", "delete-day"
_FLAGS = {
    "efficiency": "it does not tell strong from weak",
    "too-easy": "almost everybody was right",
    "too-hard": "almost nobody was right",
    "discrimination": "strong people did no better than weak ones",
    "mis-key": "the key may be wrong: a distractor draws the stronger people",
}
_FLAGS_FROM = 30


def draw_results(instructor: Instructor, classroom: Classroom) -> None:
    """For instructors: assistants help while a class runs."""
    draw_flash()
    if instructor.role != "instructor":
        muted("Results are for the instructor of the class.")
        return
    heading("Results")
    for one in request.grader().class_results.results(instructor.id, classroom.id):
        score = f"{one.points:.3g} of {one.of}" if one.share is not None else "has not begun"
        st.markdown(f"**{escaped(one.name)}** {escaped(score)}")
    with st.container(horizontal=True):
        for name, label in (
            ("results.csv", "CSV"),
            ("results.xlsx", "Excel"),
            ("moodle.csv", "Moodle grades"),
            ("reports.html", "Reports to print"),
        ):
            st.link_button(label, f"./class/{classroom.id}/{name}")
    _draw_canvas(instructor, classroom)
    if classroom.solutions_locked and classroom.opened_at is not None:
        draw_release(instructor, request.grader().boards.look(instructor.id, classroom.id))
    _draw_items(instructor, classroom)
    _draw_deletion(instructor, classroom)


def _draw_canvas(instructor: Instructor, classroom: Classroom) -> None:
    with st.expander("Canvas gradebook"):
        muted("Export the gradebook in Canvas, paste it here, and upload what comes back.")
        with st.form("canvas", border=False):
            st.text_input("Assignment, as Canvas names it", value=classroom.title, key=_ASSIGNMENT)
            st.text_area("The exported gradebook", key=_BOOK, height=140)
            st.form_submit_button("Fill it in", on_click=_fill, args=(instructor.id, classroom.id))
        filled: FilledGradebook | None = st.session_state.get(_FILLED)
        if filled is not None:
            muted(f"{fmt.count(filled.filled, 'person', 'people')} filled in.")
            if filled.unmatched:
                draw_notice(literal(f"Not in the gradebook: {fmt.join(filled.unmatched)}."), trouble=True)
            st.code(filled.text, language=None)


def _draw_items(instructor: Instructor, classroom: Classroom) -> None:
    heading("How the problems did")
    for part in request.grader().class_results.items(instructor.id, classroom.id):
        subheading(part.part)
        alpha = f", alpha {part.alpha:.2f}" if part.alpha is not None else ""
        muted(f"First answers of {fmt.count(part.n, 'person', 'people')}{alpha}.")
        if part.n < _FLAGS_FROM:
            muted(f"Nothing is flagged below {_FLAGS_FROM} people: chance alone would flag sound problems.")
        for item in part.items:
            _draw_item(item)


def _draw_item(item: ItemFigures) -> None:
    facts = [fmt.count(item.answers, "answer")]
    if item.facility is not None:
        facts.append(f"{item.facility:.0%} right{_bounds(item.facility_bounds, '.0%')}")
    if item.item_rest is not None:
        rest = f"correlation with the rest {item.item_rest:.2f}"
        facts.append(f"{rest}{_bounds(item.item_rest_bounds, '.2f')}")
    if item.efficiency is not None:
        facts.append(f"efficiency {item.efficiency:.0%}")
    if item.median_time is not None:
        facts.append(f"median {fmt.span(item.median_time)}")
    with st.expander(escaped(item.title)):
        muted(", ".join(facts))
        for flag in item.flags:
            draw_notice(f"Look at it again: {_FLAGS[flag]}.", trouble=True)
        if item.mis_key is not None:
            _draw_mis_key(item.mis_key)
        if item.options and item.answers:
            wide = distractor_chart(item.title, item.options)
            narrow = distractor_chart(item.title, item.options, _NARROW)
            picture(wide, narrow, key=f"options-{item.problem}", file=f"cutover-{item.problem}")


def _bounds(bounds: tuple[float, float] | None, form: str) -> str:
    return f" ({bounds[0]:{form}} to {bounds[1]:{form}})" if bounds is not None else ""


def _draw_mis_key(found: LikelyMisKey) -> None:
    """What another key would change, before anybody changes it."""
    gain = fmt.count(found.gain, "first answer", "first answers")
    st.markdown(
        f"If “{escaped(found.text)}” were the key, {gain} would become right and {found.lose} wrong. "
        "To mend it, change the key in the bank; `cutover problems regrade` then names everybody who gains "
        "or loses, and asks before it writes."
    )


def _draw_deletion(instructor: Instructor, classroom: Classroom) -> None:
    heading("Personal data")
    if classroom.delete_at is not None and classroom.deleted_at is None:
        muted(f"It is deleted {fmt.day_and_time(classroom.delete_at, request.time_zone())}.")
    muted("Names, calls, notes and answers of this class. What people did elsewhere stays theirs.")
    with st.form("delete-on", border=False):
        st.date_input("Delete it on", value=None, key=_DAY)
        st.form_submit_button("Set the day", on_click=_delete_on, args=(instructor.id, classroom.id))
    st.checkbox("Delete it now. There is no way back.", key=_SURE)
    now = partial(_delete, instructor.id, classroom.id, None)
    st.button("Delete it", key="delete", disabled=not st.session_state.get(_SURE), on_click=now)


def _fill(instructor: str, classroom: str) -> None:
    book, name = request.field_text(_BOOK), request.field_text(_ASSIGNMENT)
    st.session_state[_FILLED] = request.call_grader(
        lambda grader: grader.class_results.fill_canvas(instructor, classroom, book, name)
    )


def _delete_on(instructor: str, classroom: str) -> None:
    day = st.session_state.get(_DAY)
    if isinstance(day, date):
        _delete(instructor, classroom, datetime.combine(day, time(0), request.time_zone()))


def _delete(instructor: str, classroom: str, at: datetime | None) -> None:
    done = request.call_grader(
        lambda grader: grader.classrooms.delete_personal_data(instructor, classroom, at)
    )
    if done is not None and done.deleted_at is not None:
        request.flash(request.Flash("The personal data of this class is deleted."))
