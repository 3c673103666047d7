"""The people of a class: the roster, personal codes to print, and what is to be mended."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from problems.markup import literal
from ui import format as fmt
from ui import request
from ui.attempt.problem import draw_question
from ui.widgets.notice import draw_flash, draw_notice
from ui.widgets.text import escaped, heading, muted, subheading

if TYPE_CHECKING:
    from grader.rules.classroom import ClassMember, Instructor
    from grader.views.classroom import LearnerPart

_ROSTER, _WHO, _NAME, _EXTRA, _TO = "roster", "people-who", "people-name", "people-extra", "people-to"
_FAULTS = "roster-faults"
_FAULTS_SHOWN = 20
_EXAMPLE = "name,id,e-mail,extra time\nAda Lovelace,u1001,ada@example.org,\nGrace Hopper,u1002,,1.5"


def draw_people(instructor: Instructor, classroom: str) -> None:
    """Everybody with their state, the roster to paste, and one entry to mend."""
    draw_flash()
    members = request.grader().rosters.members(instructor.id, classroom)
    inside = sum(one.joined_at is not None for one in members)
    muted(f"{fmt.count(len(members), 'person', 'people')}, {inside} in.")
    for member in members:
        state = "in" if member.joined_at is not None else "not in yet"
        extra = "" if member.extra_time == "1" else f", {fmt.EXTRA_TIMES[member.extra_time].lower()}"
        st.markdown(f"**{escaped(member.name)}** {escaped(member.external_id)} — {state}{extra}")
    if members:
        cards = f"./class/{classroom}/cards.html"
        st.link_button("Personal codes to print", cards)
        _draw_mend(instructor, classroom, members)
    if instructor.role == "instructor":
        _draw_roster(instructor, classroom)


def _draw_roster(instructor: Instructor, classroom: str) -> None:
    heading("Roster")
    muted("Paste it as CSV. The first line names the columns; only the name is needed.")
    with st.form("roster-form", border=False):
        st.text_area("Roster", key=_ROSTER, placeholder=_EXAMPLE, height=160)
        st.form_submit_button("Take it over", on_click=_upload, args=(instructor.id, classroom))
    faults: list[str] = st.session_state.pop(_FAULTS, [])
    for fault in faults[:_FAULTS_SHOWN]:
        draw_notice(literal(fault), trouble=True)
    if len(faults) > _FAULTS_SHOWN:
        muted(f"And {fmt.count(len(faults) - _FAULTS_SHOWN, 'more fault')}. Nothing was taken over.")


def _draw_mend(instructor: Instructor, classroom: str, members: list[ClassMember]) -> None:
    heading("Mend an entry")
    by_id = {one.id: one for one in members}
    who: str | None = st.selectbox("Who", list(by_id), format_func=lambda one: by_id[one].name, key=_WHO)
    if who is None:
        return
    member = by_id[who]
    with st.form(f"rename-{who}", border=False):
        st.text_input("Name", value=member.name, key=f"{_NAME}-{who}", max_chars=40)
        st.form_submit_button("Change the name", on_click=_rename, args=(instructor.id, classroom, who))
    st.selectbox(
        "Extra time",
        list(fmt.EXTRA_TIMES),
        index=list(fmt.EXTRA_TIMES).index(member.extra_time),
        format_func=fmt.EXTRA_TIMES.__getitem__,
        key=f"{_EXTRA}-{who}",
        on_change=partial(_set_extra_time, instructor.id, classroom, who),
    )
    if member.joined_at is None:
        return
    again = partial(_let_in_again, instructor.id, classroom, who)
    st.button("Let in again from another browser", key=f"again-{who}", on_click=again)
    free = [one for one in members if one.joined_at is None]
    if free:
        names = {one.id: one.name for one in free}
        with st.form(f"reassign-{who}", border=False):
            st.selectbox(
                f"Whoever joined as {escaped(member.name)} is really",
                list(names),
                format_func=names.__getitem__,
                key=f"{_TO}-{who}",
            )
            st.form_submit_button("Move them", on_click=_reassign, args=(instructor.id, classroom, who))


def draw_member(instructor: Instructor, classroom: str, member: str) -> None:
    """What one learner has done, and the problem that they see."""
    work = request.grader().boards.work_of(instructor.id, classroom, member)
    heading(work.name)
    muted(f"Personal code {work.code}. {fmt.EXTRA_TIMES[work.extra_time]}.")
    if not work.parts:
        muted("Has not begun a part.")
    for part in work.parts:
        _draw_part(part)


def _draw_part(part: LearnerPart) -> None:
    view = part.attempt
    subheading(part.title)
    done = "handed in" if view.finished else f"problem {view.position} of {len(view.marks)}"
    tries = fmt.count(part.tries, "try", "tries")
    muted(f"{done}, {tries}, {fmt.count(part.hints, 'hint')}")
    for position, title, right, reason, at in part.answers:
        when = fmt.hour_and_minute(at, request.time_zone())
        verdict = "right" if right else f"not right. {reason}"
        st.markdown(f"{escaped(when)} · {position}. {escaped(title)}: {escaped(verdict)}")
    if view.item.problem is not None and not view.finished and view.item.state == "open":
        with st.expander("The problem that they see", expanded=False):
            draw_question(view.item.problem, f"look-{view.id}")


def _upload(instructor: str, classroom: str) -> None:
    text = request.field_text(_ROSTER)
    file = request.call_grader(lambda grader: grader.rosters.upload(instructor, classroom, text))
    if file is not None and file.faults:
        st.session_state[_FAULTS] = [f"Line {fault.line}: {fault.message}" for fault in file.faults]
    elif file is not None:
        request.flash(request.Flash(f"{fmt.count(len(file.entries), 'person', 'people')} taken over."))


def _rename(instructor: str, classroom: str, member: str) -> None:
    name = request.field_text(f"{_NAME}-{member}")
    request.call_grader(lambda grader: grader.rosters.rename(instructor, classroom, member, name))


def _set_extra_time(instructor: str, classroom: str, member: str) -> None:
    extra = st.session_state[f"{_EXTRA}-{member}"]
    request.call_grader(lambda grader: grader.rosters.set_extra_time(instructor, classroom, member, extra))


def _let_in_again(instructor: str, classroom: str, member: str) -> None:
    done = request.call_grader(lambda grader: grader.rosters.let_in_again(instructor, classroom, member))
    if done is not None:
        request.flash(request.Flash("Their personal code works once more, in another browser."))


def _reassign(instructor: str, classroom: str, member: str) -> None:
    to = st.session_state.get(f"{_TO}-{member}")
    if isinstance(to, str):
        request.call_grader(lambda grader: grader.rosters.reassign(instructor, classroom, member, to))
