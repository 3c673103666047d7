"""The evidence for the key of a closed problem: the versions, and what its options really do."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from grader.errors import GraderError
from grader.views.attempts import ItemView
from problems.model import Code
from problems.proofs.evidence import CaseResult, Evidence
from problems.proofs.review import Review
from ui.components.prose import code
from ui.errors import Closed
from ui.request import grader
from ui.widgets.text import markdown_line, muted, subheading

KeyEvidence = Evidence | Review


def load_evidence(learner: str, attempt: str, item: ItemView) -> KeyEvidence | None:
    """The evidence for the key of a closed problem, as far as the service gives it now."""
    if item.solution is None:
        return None
    try:
        return grader().bank.evidence(learner, attempt, item.position)
    except (GraderError, Closed):
        # The page is drawn all the same: it says nothing of proofs while the store is away.
        return None


def draw_proof(evidence: KeyEvidence, answer: object, key: str) -> None:
    """The transcript of the last answer and the versions; or who compared the key with its source."""
    result = result_for(evidence, answer) if isinstance(evidence, Evidence) else None
    if result is not None and result.transcript:
        subheading("What really happens")
        owner = "Your answer" if result.name == _case_name(answer) else "The right answer"
        draw_case_result(result, key, owner=owner)
    muted(evidence.sentence)


def draw_case_result(result: CaseResult, key: str, *, owner: str) -> None:
    """What happened to one option, and what the terminal showed; `owner` says whose option it is."""
    st.markdown(f"**{owner}.** {markdown_line(result.why)}")
    # Not validated: a transcript may be longer than what an author writes.
    block = Code.model_construct(language="text", text=result.transcript)
    code(block, key=f"transcript-{key}", label="What was typed and printed")


def result_for(evidence: Evidence, answer: object) -> CaseResult | None:
    """The result of the learner's answer, where exactly that was run; else of the first key."""
    own = evidence.of(_case_name(answer))
    return own or next((case for case in evidence.seen if case.key and case.name != "model"), None)


def _case_name(answer: object) -> str:
    """The name of the case with this answer; empty for no answer."""
    if isinstance(answer, str):
        return answer
    if isinstance(answer, Mapping):
        return ", ".join(f"{blank}={chip}" for blank, chip in answer.items())
    return " > ".join(answer) if isinstance(answer, list) else ""
