"""The board of a class while it runs: who needs somebody, the calls, and what can be done for whom."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import segno
import streamlit as st

from ui import format as fmt
from ui import request
from ui.charts.svg import Path, Picture, Rect
from ui.components.board import board, opened_row, selected_rows
from ui.components.picture import picture
from ui.instructor.acts import draw_acts, draw_start
from ui.instructor.class_list import STATES
from ui.widgets.notice import draw_flash
from ui.widgets.text import escaped, heading, muted

if TYPE_CHECKING:
    from grader.rules.classroom import Instructor
    from grader.views.classroom import BoardCall, BoardView

# The board asks again after so many seconds; learners' pages never do.
REFRESH_S = 3
# What a colleague did, by the kind of its event.
_ACTS = {
    "class-opened": "opened the class",
    "part-opened": "opened the next part",
    "class-paused": "paused all clocks",
    "class-resumed": "let all clocks go on",
    "time-added": "changed how much time there is",
    "note-sent": "sent a note",
    "hint-sent": "sent a hint",
    "note-taken-back": "took a note back",
    "call-claimed": "goes to somebody who called",
    "call-closed": "answered a call",
    "solutions-locked": "locked the solutions",
    "solutions-released": "released solutions and results",
    "class-ended": "ended the class",
    "roster-uploaded": "added people",
    "member-renamed": "changed a name",
    "member-reassigned": "moved somebody to another name",
    "member-extra-time": "changed somebody's extra time",
}
_OPENED, _STILL = "board-opened", "board-still"


def draw_board(instructor: Instructor, classroom: str) -> None:
    """The strip of figures, the calls, the rows and the acts."""
    draw_flash()
    st.toggle("Refresh by itself", value=True, key=_STILL)
    every = REFRESH_S if st.session_state.get(_STILL, True) else None
    st.fragment(partial(_draw, instructor, classroom), run_every=every)()


def opened_member() -> str | None:
    """The member whose row was opened."""
    member: str | None = st.session_state.get(_OPENED)
    return member


def close_member() -> None:
    """Callback: back to the rows."""
    st.session_state.pop(_OPENED, None)


def _draw(instructor: Instructor, classroom: str) -> None:
    request.rerun_if_left()
    view = request.grader().boards.look(instructor.id, classroom)
    key = f"board-{classroom}"
    ids = [row.member for row in view.rows]
    if view.state == "planned":
        draw_start(instructor, view)
    _draw_strip(view)
    for call in view.calls:
        _draw_call(instructor, view, call)
    opened_at = view.opened_at or view.now
    if view.rows:
        board(
            view.rows,
            view.span,
            max(view.now - opened_at, timedelta(0)),
            ends=tuple(
                fmt.hour_and_minute(at, request.time_zone()) for at in (opened_at, opened_at + view.span)
            ),
            key=key,
            on_open=partial(_open, key, ids),
        )
    else:
        muted("Nobody is in this class yet. Show the code, or add a roster under People.")
    if view.state in ("running", "paused"):
        draw_acts(instructor, view, selected_rows(key, ids))


def _draw_strip(view: BoardView) -> None:
    zone = request.time_zone()
    facts = [f"**{view.joined}** of {len(view.rows)} in"]
    facts += [f"**{one.people}** are on “{escaped(one.title)}”" for one in view.crowded[:1] if one.people > 1]
    facts.append(f"**{len(view.calls)}** {'call' if len(view.calls) == 1 else 'calls'}")
    if view.planned_end is not None and view.state != "ended":
        planned = fmt.hour_and_minute(view.planned_end, zone)
        facts.append(f"planned end {escaped(planned)}")
        if view.projected_end is not None:
            projected = fmt.hour_and_minute(view.projected_end, zone)
            facts.append(f"at this pace done at **{escaped(projected)}**")
    facts.insert(0, f"**{STATES[view.state]}**")
    st.markdown(" · ".join(facts))
    act = view.act_of_others
    if act is not None and act.kind in _ACTS:
        muted(f"{act.name} {_ACTS[act.kind]}, {fmt.hour_and_minute(act.at, zone)}.")


def _draw_call(instructor: Instructor, view: BoardView, call: BoardCall) -> None:
    minutes = int((view.now - call.called_at).total_seconds() // 60)
    who = f"**{escaped(call.name)}** called {minutes} min ago: {escaped(call.about)}"
    with st.container(key=f"call-{call.id}", horizontal=True, vertical_alignment="center"):
        st.markdown(who if call.claimed_by is None else f"{who} ({escaped(call.claimed_by)} goes)")
        if call.claimed_by is None:
            claim = partial(_claim, instructor.id, view.id, call.id)
            st.button("I'll go", key=f"claim-{call.id}", type="primary", on_click=claim)
        st.button("Done", key=f"done-{call.id}", on_click=partial(_close, instructor.id, view.id, call.id))


def draw_projector(instructor: Instructor, classroom: str) -> None:
    """What everybody may see: the code, how many are in, where the class is; no names."""
    st.fragment(partial(_draw_projector, instructor, classroom), run_every=REFRESH_S)()


def _draw_projector(instructor: Instructor, classroom: str) -> None:
    request.rerun_if_left()
    view = request.grader().boards.look(instructor.id, classroom)
    address = request.public_address("join")
    with st.container(key="projector"):
        words, code = st.columns([3, 2], vertical_alignment="center")
        with words:
            st.markdown(f"Open **{escaped(address)}** and type")
            with st.container(key="door-code"):
                st.markdown(f"**{view.code[:3]} {view.code[3:]}**")
            _draw_door_facts(view)
        with code:
            picture(_qr_picture(f"{address}?code={view.code}"), key="qr", can_save=False)


def _draw_door_facts(view: BoardView) -> None:
    """What concerns everybody and names nobody."""
    missing = len(view.rows) - view.joined
    heading(f"{view.joined} of {len(view.rows)} are in" if missing else f"{view.joined} in")
    if view.state != "running":
        st.markdown(f"**{STATES[view.state]}**")
    if view.planned_end is not None and view.state != "ended":
        muted(f"Until about {fmt.hour_and_minute(view.planned_end, request.time_zone())}")
    for one in view.crowded[:1]:
        muted(f"{fmt.count(one.people, 'person is', 'people are')} on “{one.title}”")


def _qr_picture(address: str) -> Picture:
    """The address as a QR code, with the quiet zone of four modules that its standard asks for."""
    code = segno.make(address, error="m")
    rows = list(code.matrix_iter(scale=1, border=4))
    size = len(rows)
    # One path, so that no seam shows between its squares.
    squares = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
    )
    shapes = (Rect(0, 0, size, size, fill="white"), Path(squares, fill="black"))
    return Picture(size, size, shapes, "Join", f"A QR code that leads to {address}.")


def _open(key: str, ids: list[str]) -> None:
    member = opened_row(key, ids)
    if member is not None:
        st.session_state[_OPENED] = member


def _claim(instructor: str, classroom: str, call: str) -> None:
    request.call_grader(lambda grader: grader.boards.claim(instructor, classroom, call))


def _close(instructor: str, classroom: str, call: str) -> None:
    request.call_grader(lambda grader: grader.boards.close(instructor, classroom, call))
