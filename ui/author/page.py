"""For an author: a file of problems as learners see it, drawn anew at every save."""

from __future__ import annotations

from functools import partial

import streamlit as st

from problems.errors import Finding
from ui import format as words
from ui import request as visit
from ui.app_context import app_context
from ui.attempt.proof import standing
from ui.author.answer_key import draw_evidence, draw_key
from ui.author.findings import draw_findings
from ui.author.try_out import Act, draw_rehearsal
from ui.author.watcher import Look, Preview
from ui.widgets.notice import draw_notice
from ui.widgets.text import escaped, muted, subheading

# Seconds between two looks at the file's date, by which a save shows well within a second.
_EVERY = 0.5
_PICKED, _SEEN = "picked", "seen"


def draw() -> None:
    preview = _preview()
    look = preview.look()
    st.set_page_config(page_title=f"{preview.path.name} · Preview", layout="wide")
    _follow(look)
    with st.container(key="preview"):
        muted(status(preview.path.name, look))
        if look.trouble:
            draw_notice(look.trouble, trouble=True)
        if look.drafts:
            _draw_problem(look, _pick(look))
        else:
            draw_notice("There is no sound problem to show yet. It appears here once the file can be read.")
            draw_findings(look.findings, look.text)
    _watch(look.number)


def status(name: str, look: Look) -> str:
    """ "a.yaml at 12:01:07: 3 sound problems, 1 error and 2 warnings. Checked in 4 ms." """
    kinds = ("error", "warning", "note")
    counts = [sum(one.severity == kind for one in look.findings) for kind in kinds]
    told = [words.count(number, kind) for number, kind in zip(counts, kinds, strict=True) if number]
    sound = sum(draft.since is None for draft in look.drafts.values())
    parts = words.listed([words.count(sound, "sound problem"), *told])
    seen_at = words.time_of_day(look.at, visit.zone())
    return f"{name} at {seen_at}: {parts}. Checked in {1000 * look.took:.0f} ms."


def own_first(findings: tuple[Finding, ...], problem: str) -> tuple[list[Finding], list[Finding]]:
    """Findings about this problem or about no problem, and those about others."""
    own = [one for one in findings if one.problem in (problem, None)]
    return own, [one for one in findings if one not in own]


def _preview() -> Preview:
    preview = app_context().preview
    assert preview is not None, "`cutover problems preview` names the file before it serves"
    return preview


def _follow(look: Look) -> None:
    """At a new save the page turns to the problem that was changed."""
    if st.session_state.get(_SEEN) != look.number:
        st.session_state[_SEEN] = look.number
        if look.touched is not None:
            st.session_state[_PICKED] = look.touched
    if st.session_state.get(_PICKED) not in look.drafts and look.drafts:
        st.session_state[_PICKED] = next(iter(look.drafts))


def _pick(look: Look) -> str:
    picked: str = st.selectbox(
        "Problem",
        list(look.drafts),
        key=_PICKED,
        format_func=lambda name: f"{name}: {look.drafts[name].problem.title}",
    )
    return picked


def _turn(names: list[str], step: int) -> None:
    at = names.index(st.session_state[_PICKED]) + step
    st.session_state[_PICKED] = names[at % len(names)]


def _draw_problem(look: Look, name: str) -> None:
    draft, names = look.drafts[name], list(look.drafts)
    evidence = standing(_preview().path.parent, draft.problem)
    near = [
        Act("Next problem", "n", partial(_turn, names, 1)),
        Act("Problem before", "p", partial(_turn, names, -1)),
    ]
    learner, author = st.columns([3, 2], gap="large")
    with learner:
        if draft.since is not None:
            at = words.time_of_day(draft.since, visit.zone())
            draw_notice(
                f"As it is saved it cannot be read. This is the last sound version, of {at}.", trouble=True
            )
        asked = draw_rehearsal(look, name, evidence, near if len(names) > 1 else ())
    with author:
        _draw_findings(look, name)
        draw_key(draft.problem, asked, f"{name}-{look.bank.fingerprint_of(name)}")
        draw_evidence(draft.problem, evidence)


def _draw_findings(look: Look, name: str) -> None:
    own, others = own_first(look.findings, name)
    subheading("Findings")
    if not own:
        muted("None about this problem." if others else "None.")
    draw_findings(own, look.text)
    if others:
        with st.expander(escaped(f"{words.count(len(others), 'finding')} elsewhere in this file")):
            st.code("\n".join(str(one) for one in others), language=None, wrap_lines=True)


@st.fragment(run_every=_EVERY)
def _watch(number: int) -> None:
    """Draws the page anew once the file was saved again."""
    if _preview().look().number != number:
        st.rerun()


draw()
