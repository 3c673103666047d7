"""What shows that the key of a closed problem is true: the versions, and what its options really do."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from grader.views import ItemView
from problems.model import Code
from problems.proofs.evidence import Evidence, Seen, evidence_of
from problems.proofs.standing import review_of
from ui.components.prose import code
from ui.house import house
from ui.parts.text import markdown_line, muted
from ui.settings import settings


def draw_proof(item: ItemView, key: str) -> None:
    """The evidence and the transcript of what was chosen last; nothing before the solution may be seen."""
    if item.solution is None or item.problem is None:
        return
    problem = house().bank.problems.get(item.problem.id)
    if problem is None:
        return
    evidence = evidence_of(settings().bank, problem)
    if evidence is None:
        review = review_of(settings().bank, problem)
        if review is not None:
            muted(review.sentence)
        return
    muted(evidence.sentence)
    answer = item.tries[-1].answer if item.tries else item.draft
    seen = chosen(evidence, answer)
    if seen is not None and seen.transcript:
        _draw_transcript(seen, key, of="Your answer" if seen.name == _name(answer) else "The right answer")


def chosen(evidence: Evidence, answer: object) -> Seen | None:
    """What was seen of the learner's answer, where exactly that was tried; else of the first key."""
    own = evidence.of(_name(answer))
    return own or next((one for one in evidence.seen if one.key and one.name != "model"), None)


def _draw_transcript(seen: Seen, key: str, *, of: str) -> None:
    with st.expander("What really happens"):
        st.markdown(f"**{of}.** {markdown_line(seen.why)}")
        # Not validated: a transcript may be longer than what an author writes.
        block = Code.model_construct(language="text", text=seen.transcript)
        code(block, key=f"transcript-{key}", label="What was typed and printed")


def _name(answer: object) -> str:
    """How a trial of this answer is named; empty for no answer."""
    if isinstance(answer, str):
        return answer
    if isinstance(answer, Mapping):
        return ", ".join(f"{blank}={chip}" for blank, chip in answer.items())
    return " > ".join(answer) if isinstance(answer, list) else ""
