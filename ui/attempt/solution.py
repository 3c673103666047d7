"""The worked solution of a closed problem."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from grader.views.attempts import ItemView, MisconceptionView, SolutionView
from ui.attempt.answer import NO_MARKS, draw_answer
from ui.attempt.problem import draw_service_picture
from ui.attempt.proof import KeyEvidence, draw_proof
from ui.components.wire import PieceMark
from ui.lab.link import draw_lab_link
from ui.widgets.text import markdown_line, source_line


def draw_solution(item: ItemView, key: str, evidence: KeyEvidence | None) -> None:
    """Steps, what really happens, takeaway and mistakes; for an ordering or blanks a right answer too."""
    solution = item.solution
    if solution is None:
        return
    with st.container(key="solution"):
        st.header("Solution", anchor=False)
        if item.problem is not None and item.problem.kind in {"order", "blanks"} and item.mark != "right":
            st.markdown("A right answer:")
            draw_answer(item.problem, solution.key, key=f"{key}-key", read_only=True)
        st.markdown("\n".join(f"{at}. {markdown_line(step)}" for at, step in enumerate(solution.steps, 1)))
        if solution.picture is not None:
            st.subheader("How it ends", anchor=False)
            draw_service_picture(solution.picture, key=f"{key}-picture")
        if evidence is not None:
            draw_proof(evidence, item.tries[-1].answer if item.tries else item.draft, key)
        st.subheader("Takeaway", anchor=False)
        st.markdown(markdown_line(solution.takeaway))
        for misconception in solution.misconceptions:
            draw_misconception(misconception)
        st.subheader("Common mistakes", anchor=False)
        st.markdown("\n".join(f"- {markdown_line(mistake)}" for mistake in solution.mistakes))
        if solution.source:
            st.caption(f"Source: {source_line(solution.source)}")


def draw_misconception(misconception: MisconceptionView) -> None:
    """What is often believed and what is so, with the lab that shows it."""
    st.subheader("Where the wrong answer comes from", anchor=False)
    st.markdown(f"**Often believed:** {markdown_line(misconception.belief)}")
    st.markdown(f"**What is so:** {markdown_line(misconception.truth)}")
    draw_lab_link(misconception.lab)


def marks_of(solution: SolutionView | None) -> dict[str, PieceMark]:
    """The mark of each piece, for the component to show beside it."""
    if solution is None:
        return {}
    return {piece.id: PieceMark(piece.correct, piece.reason) for piece in solution.rationales}


def marks_while_trying(item: ItemView) -> Mapping[str, PieceMark]:
    """The marks to show now: while tries are left those of what was tried, once closed all."""
    if item.solution is not None:
        return marks_of(item.solution)
    if item.problem is None or item.problem.kind not in {"choice", "choices"} or not item.tries:
        return NO_MARKS
    return {piece.id: PieceMark(piece.correct) for tried in item.tries for piece in tried.rationales}
