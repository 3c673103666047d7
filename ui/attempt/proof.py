"""What shows that the key of a closed problem is true: the versions, and what its options really do."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from grader.views.attempts import ItemView
from problems.model import Code, Problem
from problems.proofs.coverage import valid_review
from problems.proofs.evidence import CaseResult, Evidence, valid_evidence
from problems.proofs.review import Review
from ui.app_context import app_context
from ui.components.prose import code
from ui.widgets.text import markdown_line, muted


def evidence_for(item: ItemView) -> Evidence | Review | None:
    """What shows the key of a closed problem to be true; None before its solution may be seen."""
    if item.solution is None or item.problem is None:
        return None
    problem = app_context().backend.bank.problems.get(item.problem.id)
    return standing(app_context().settings.bank, problem) if problem else None


def standing(folder: Path, problem: Problem) -> Evidence | Review | None:
    """What stands for a problem of the bank in this folder: a proof, or else a review of its source."""
    return valid_evidence(folder, problem) or valid_review(folder, problem)


def draw_proof(stands: Evidence | Review, answer: object, key: str) -> None:
    """The versions, and the transcript of what was answered last; or who compared the key with its source."""
    muted(stands.sentence)
    seen = chosen(stands, answer) if isinstance(stands, Evidence) else None
    if seen is not None and seen.transcript:
        with st.expander("What really happens"):
            draw_seen(seen, key, of="Your answer" if seen.name == _name(answer) else "The right answer")


def draw_seen(seen: CaseResult, key: str, *, of: str) -> None:
    """What happened to one option, and what the terminal showed; `of` says whose it is."""
    st.markdown(f"**{of}.** {markdown_line(seen.why)}")
    # Not validated: a transcript may be longer than what an author writes.
    block = Code.model_construct(language="text", text=seen.transcript)
    code(block, key=f"transcript-{key}", label="What was typed and printed")


def chosen(evidence: Evidence, answer: object) -> CaseResult | None:
    """What was seen of the learner's answer, where exactly that was tried; else of the first key."""
    own = evidence.of(_name(answer))
    return own or next((one for one in evidence.seen if one.key and one.name != "model"), None)


def _name(answer: object) -> str:
    """How a trial of this answer is named; empty for no answer."""
    if isinstance(answer, str):
        return answer
    if isinstance(answer, Mapping):
        return ", ".join(f"{blank}={chip}" for blank, chip in answer.items())
    return " > ".join(answer) if isinstance(answer, list) else ""
