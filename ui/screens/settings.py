"""Settings of a learner: name, extra time, a second device, and the end of it all."""

from __future__ import annotations

import streamlit as st

from grader.rules.attempt import ExtraTime
from grader.views.learners import LearnerView, LinkCode
from problems.markup import literal
from ui import format as fmt
from ui import request
from ui.widgets.notice import draw_flash
from ui.widgets.sign_in import require_learner
from ui.widgets.text import heading, muted, title
from ui.widgets.welcome import NAME_RULE

_NAME, _EXTRA, _CODE, _SURE = "settings-name", "settings-extra-time", "settings-code", "settings-sure"


def draw(learner: LearnerView) -> None:
    title("Settings")
    draw_flash()
    _draw_name(learner)
    _draw_extra_time(learner)
    _draw_second_device(learner)
    _draw_the_end(learner)


def _draw_name(learner: LearnerView) -> None:
    heading("Name")
    with st.form("name", border=False):
        st.text_input("Your name", value=learner.name, key=_NAME, autocomplete="name")
        muted(NAME_RULE)
        st.form_submit_button("Change the name", type="primary", on_click=_rename, args=(learner,))


def _draw_extra_time(learner: LearnerView) -> None:
    heading("Extra time")
    options = list(fmt.EXTRA_TIMES)
    st.radio(
        "For clocks started from now on",
        options,
        index=options.index(learner.extra_time),
        format_func=fmt.EXTRA_TIMES.__getitem__,
        key=_EXTRA,
        on_change=_set_extra_time,
        args=(learner,),
    )
    muted("A badge says which time it was earned with. Statistics count the two separately.")


def _draw_second_device(learner: LearnerView) -> None:
    heading("A second device")
    code: LinkCode | None = st.session_state.pop(_CODE, None)
    if code is None:
        muted("A short code carries you there, with everything that you have done.")
        st.button("Show a code", key="carry", on_click=_carry, args=(learner,))
        return
    st.code(f"{code.code[:4]} {code.code[4:]}", language=None)
    until = fmt.hour_and_minute(code.expires_at, request.time_zone())
    muted(f"Open Cutover on the other device and enter it there. It works once, until {until}.")


def _draw_the_end(learner: LearnerView) -> None:
    heading("Leaving")
    muted("This browser forgets you; the server keeps your progress for your other devices.")
    st.button("Leave this browser", key="leave", on_click=_leave)
    muted("Deleting takes away your name, your answers and your badges, for good and on every device.")
    st.checkbox("Delete everything of mine", key=_SURE)
    if st.session_state.get(_SURE):
        st.button("Delete it now", key="forget", on_click=_forget, args=(learner,))


def _rename(learner: LearnerView) -> None:
    name = str(st.session_state[_NAME]).strip()
    if not name:
        request.flash(request.Flash("A name has at least one character.", "trouble"))
    elif request.call_grader(lambda grader: grader.learners.rename(learner.id, name)) is not None:
        request.flash(request.Flash(f"Hello, {literal(name)}."))


def _set_extra_time(learner: LearnerView) -> None:
    extra: ExtraTime = st.session_state[_EXTRA]
    if request.call_grader(lambda grader: grader.learners.set_extra_time(learner.id, extra)) is not None:
        request.flash(request.Flash(f"{fmt.EXTRA_TIMES[extra]}, for clocks started from now on."))


def _carry(learner: LearnerView) -> None:
    st.session_state[_CODE] = request.call_grader(lambda grader: grader.learners.link_code(learner.id))


def _leave() -> None:
    device = request.this_device()
    if device is not None:
        request.call_grader(lambda grader: grader.learners.leave(device))


def _forget(learner: LearnerView) -> None:
    request.call_grader(lambda grader: grader.learners.forget(learner.id))
    st.session_state.pop(_SURE, None)


draw(require_learner())
