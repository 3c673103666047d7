"""What shows that the key of a closed problem is true: the versions, and what its options really do."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from grader.views import ItemView
from problems.proofs.evidence import Evidence, Seen, evidence_of
from ui.house import house
from ui.settings import settings


def draw_proof(item: ItemView) -> None:
    """The evidence and the transcript of what was chosen last; nothing before the solution may be seen."""
    if item.solution is None or item.problem is None:
        return
    problem = house().bank.problems.get(item.problem.id)
    evidence = evidence_of(settings().bank, problem) if problem else None
    if evidence is None:
        return
    st.caption(evidence.sentence)
    seen = chosen(evidence, item.tries[-1].answer if item.tries else item.draft)
    if seen is not None and seen.transcript:
        with st.expander("What really happens"):
            st.text(seen.why)
            st.code(seen.transcript, language=None)


def chosen(evidence: Evidence, answer: object) -> Seen | None:
    """What was seen of the learner's answer, where exactly that was tried; else of the first key."""
    if isinstance(answer, str):
        name = answer
    elif isinstance(answer, Mapping):
        name = ", ".join(f"{blank}={chip}" for blank, chip in answer.items())
    else:
        name = " > ".join(answer) if isinstance(answer, list) else ""
    return evidence.of(name) or next((one for one in evidence.seen if one.key and one.name != "model"), None)
