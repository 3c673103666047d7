"""For an author: a file of problems as learners see it, drawn anew at every save."""

from __future__ import annotations

from functools import partial

import streamlit as st

from problems.errors import Finding
from problems.proofs.coverage import key_evidence
from ui import format as fmt
from ui import request
from ui.app_context import app_context
from ui.attempt.actions import Action
from ui.author.answer_key import draw_evidence, draw_key
from ui.author.findings import draw_findings
from ui.author.try_out import draw_try_out
from ui.author.watcher import Preview, Snapshot
from ui.widgets.notice import draw_notice
from ui.widgets.text import escaped, muted, subheading

# Seconds between two checks of the file's date, by which a save shows well within a second.
_EVERY_S = 0.5
_PICKED, _NUMBER = "picked", "snapshot-number"


def draw() -> None:
    preview = _preview()
    snapshot = preview.snapshot()
    st.set_page_config(page_title=f"{preview.path.name} · Preview", layout="wide")
    _follow(snapshot)
    with st.container(key="preview"):
        muted(status(preview.path.name, snapshot))
        if snapshot.trouble:
            draw_notice(snapshot.trouble, trouble=True)
        if snapshot.drafts:
            _draw_problem(snapshot, _pick(snapshot))
        else:
            draw_notice("There is no sound problem to show yet. It appears here once the file can be read.")
            draw_findings(snapshot.findings, snapshot.text)
    _watch(snapshot.number)


def status(name: str, snapshot: Snapshot) -> str:
    """ "a.yaml at 12:01:07: 3 sound problems, 1 error and 2 warnings. Checked in 4 ms." """
    kinds = ("error", "warning", "note")
    counts = [sum(each.severity == kind for each in snapshot.findings) for kind in kinds]
    found = [fmt.count(number, kind) for number, kind in zip(counts, kinds, strict=True) if number]
    sound = sum(draft.since is None for draft in snapshot.drafts.values())
    counted = fmt.join([fmt.count(sound, "sound problem"), *found])
    seen_at = fmt.time_of_day(snapshot.at, request.time_zone())
    return f"{name} at {seen_at}: {counted}. Checked in {1000 * snapshot.seconds:.0f} ms."


def own_first(findings: tuple[Finding, ...], problem: str) -> tuple[list[Finding], list[Finding]]:
    """Findings about this problem or about no problem, and those about others."""
    own = [each for each in findings if each.problem in (problem, None)]
    return own, [each for each in findings if each not in own]


def _preview() -> Preview:
    preview = app_context().preview
    assert isinstance(preview, Preview), "`cutover problems preview` names the file before it serves"
    return preview


def _follow(snapshot: Snapshot) -> None:
    """At a new save the page turns to the problem that was changed."""
    if st.session_state.get(_NUMBER) != snapshot.number:
        st.session_state[_NUMBER] = snapshot.number
        if snapshot.changed is not None:
            st.session_state[_PICKED] = snapshot.changed
    if st.session_state.get(_PICKED) not in snapshot.drafts and snapshot.drafts:
        st.session_state[_PICKED] = next(iter(snapshot.drafts))


def _pick(snapshot: Snapshot) -> str:
    picked: str = st.selectbox(
        "Problem",
        list(snapshot.drafts),
        key=_PICKED,
        format_func=lambda name: f"{name}: {snapshot.drafts[name].problem.title}",
    )
    return picked


def _step(names: list[str], step: int) -> None:
    at = names.index(st.session_state[_PICKED]) + step
    st.session_state[_PICKED] = names[at % len(names)]


def _draw_problem(snapshot: Snapshot, name: str) -> None:
    draft, names = snapshot.drafts[name], list(snapshot.drafts)
    evidence = key_evidence(_preview().path.parent, draft.problem)
    key_actions = [
        Action("next", "Next problem", ("n",), partial(_step, names, 1), button=False),
        Action("previous", "Previous problem", ("p",), partial(_step, names, -1), button=False),
    ]
    learner, author = st.columns([3, 2], gap="large")
    with learner:
        if draft.since is not None:
            at = fmt.time_of_day(draft.since, request.time_zone())
            draw_notice(
                f"As it is saved it cannot be read. This is the last sound version, of {at}.", trouble=True
            )
        shown = draw_try_out(snapshot, name, evidence, key_actions if len(names) > 1 else ())
    with author:
        _draw_findings(snapshot, name)
        draw_key(draft.problem, shown, f"{name}-{snapshot.bank.fingerprint_of(name)}")
        draw_evidence(draft.problem, evidence)


def _draw_findings(snapshot: Snapshot, name: str) -> None:
    own, others = own_first(snapshot.findings, name)
    subheading("Findings")
    if not own:
        muted("None about this problem." if others else "None.")
    draw_findings(own, snapshot.text)
    if others:
        with st.expander(escaped(f"{fmt.count(len(others), 'finding')} elsewhere in this file")):
            st.code("\n".join(str(each) for each in others), language=None, wrap_lines=True)


@st.fragment(run_every=_EVERY_S)
def _watch(number: int) -> None:
    """Draws the page anew once the file was saved again."""
    if _preview().snapshot().number != number:
        st.rerun()


draw()
