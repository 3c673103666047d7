"""The key of a problem with every rationale, and its evidence option by option: for its author."""

from __future__ import annotations

import streamlit as st

from grader.rules.marking import right_answer
from grader.service.presenters import solution_view
from problems.answer import to_raw
from problems.model import Problem
from problems.proofs.evidence import Evidence
from problems.public_views import PublicProblem
from ui import format as fmt
from ui.attempt.answer import draw_answer
from ui.attempt.proof import KeyEvidence, draw_case_result
from ui.attempt.solution import marks_of
from ui.widgets.text import code_span, markdown_line, muted, subheading


def draw_key(problem: Problem, shown: PublicProblem, key: str) -> None:
    """The right answer with its marks, its pieces in the order in which they are shown, and the hints."""
    subheading("Key")
    draw_answer(
        shown,
        to_raw(right_answer(problem)),
        key=f"key-{key}",
        marks=marks_of(solution_view(problem)),
        read_only=True,
    )
    muted(f"{fmt.span(problem.time_limit)}, {fmt.count(problem.tries, 'try', 'tries')} in a challenge.")
    if problem.lab is not None:
        muted(f"Leads to the lab {problem.lab}.")
    if problem.hints:
        subheading("Hints")
        st.markdown("\n".join(f"{at}. {markdown_line(hint)}" for at, hint in enumerate(problem.hints, 1)))


def draw_evidence(problem: Problem, evidence: KeyEvidence | None) -> None:
    """The evidence for the key, option by option; or that there is none."""
    subheading("Proof")
    if evidence is None:
        muted(_unproven(problem))
        return
    muted(evidence.sentence)
    for number, result in enumerate(evidence.seen if isinstance(evidence, Evidence) else ()):
        sign = "✓ holds" if result.held else "✕ fails"
        with st.expander(f"{sign}: {code_span(result.name)}"):
            owner = "The key" if result.key else "No key"
            draw_case_result(result, f"{problem.id}-{number}", owner=owner)


def _unproven(problem: Problem) -> str:
    if problem.proof is not None:
        return f"No evidence stands. Run `cutover problems prove --only {problem.id}`."
    return f"None. Its source is {problem.source}" if problem.source else "None, and no source is named."
