"""Settings of a learner: name, extra time, a second device, and the end of it all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from grader.rules.attempt import ExtraTime
from grader.rules.codes import code_in_groups
from grader.views.learners import LearnerView, LinkCode
from problems.markup import literal
from ui import format as fmt
from ui import request
from ui.widgets.notice import draw_flash
from ui.widgets.sign_in import require_learner
from ui.widgets.text import escaped, heading, muted, title
from ui.widgets.welcome import NAME_RULE

if TYPE_CHECKING:
    from grader.service import Grader

_MOST_SHOWN = 10

_NAME, _EXTRA, _CODE, _SURE = "settings-name", "settings-extra-time", "settings-code", "settings-sure"
# The code to come back with, as long as the question stands whether to leave.
_RETURN = "settings-return-code"


def draw(learner: LearnerView) -> None:
    title("Settings")
    draw_flash()
    _draw_name(learner)
    _draw_extra_time(learner)
    _draw_second_device(learner)
    _draw_devices(learner)
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
    st.code(code_in_groups(code.code), language=None)
    until = fmt.hour_and_minute(code.expires_at, request.time_zone())
    muted(f"Open Cutover on the other device and enter it there. It works once, until {until}.")


def _draw_devices(learner: LearnerView) -> None:
    heading("Your devices")
    devices = request.grader().learners.devices(learner.id, request.this_device() or "")
    zone = request.time_zone()
    known = [
        f"{'This browser' if one.is_this else 'Another'}, since {fmt.day_and_time(one.bound_at, zone)}"
        for one in devices
    ]
    st.markdown("\n".join(f"- {escaped(line)}" for line in known[:_MOST_SHOWN]))
    if len(known) > _MOST_SHOWN:
        muted(f"And {len(known) - _MOST_SHOWN} more.")
    muted("If one of them is not yours any more, leave it from here.")
    st.button("Leave on all other devices", key="leave-others", on_click=_leave_others, args=(learner,))


def _draw_the_end(learner: LearnerView) -> None:
    heading("Leaving")
    code: LinkCode | None = st.session_state.get(_RETURN)
    if code is None:
        muted("This browser forgets you; the server keeps your progress. A code brings you back to it.")
        st.button("Leave this browser", key="leave", on_click=_ask, args=(learner,))
    else:
        _draw_question(code)
    muted("Deleting takes away your name, your answers and your badges, for good and on every device.")
    st.checkbox("Delete everything of mine", key=_SURE)
    if st.session_state.get(_SURE):
        st.button("Delete it now", key="forget", on_click=_forget, args=(learner,))


def _draw_question(code: LinkCode) -> None:
    """The code comes before the question: without another device it is the only way back."""
    st.code(code_in_groups(code.code), language=None)
    until = fmt.day(code.expires_at, request.time_zone())
    st.markdown(
        f"Write this code down. It brings you back, in this browser or another, once, until {until}. "
        "Without it, and without another device of yours, nobody can find your progress again."
    )
    with st.container(key="leaving", horizontal=True, gap="small"):
        st.button("I have the code, leave now", key="leave-now", on_click=_leave)
        st.button("Stay", key="stay", on_click=_stay)


def _rename(learner: LearnerView) -> None:
    name = request.field_text(_NAME).strip()
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


def _leave_others(learner: LearnerView) -> None:
    def leave_others(grader: Grader, device: str, fresh: str) -> bool:
        grader.learners.leave_others(learner.id, device, fresh)
        return True

    if request.renew_device(leave_others):
        request.flash(request.Flash("You are known in this browser only."))


def _ask(learner: LearnerView) -> None:
    st.session_state[_RETURN] = request.call_grader(lambda grader: grader.learners.return_code(learner.id))


def _stay() -> None:
    st.session_state.pop(_RETURN, None)


def _leave() -> None:
    st.session_state.pop(_RETURN, None)
    if request.renew_device(lambda grader, device, _fresh: grader.learners.leave(device)):
        request.flash(request.Flash("This browser has forgotten you. Your code brings you back."))


def _forget(learner: LearnerView) -> None:
    if request.renew_device(lambda grader, _device, _fresh: grader.learners.forget(learner.id)):
        request.flash(request.Flash("Everything of yours is deleted."))
    st.session_state.pop(_SURE, None)


draw(require_learner())
