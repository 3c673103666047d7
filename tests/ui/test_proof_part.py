"""The transcript that is shown is of the answer that was given."""

from __future__ import annotations

import pytest

from problems.proofs.evidence import Evidence, read_evidence
from ui.attempt.proof import result_for
from ui.cli.options import SHIPPED


def _evidence(name: str) -> Evidence:
    evidence = read_evidence(SHIPPED, name)
    assert evidence is not None
    return evidence


@pytest.mark.parametrize(
    ("problem", "answer", "name"),
    [
        ("patch-again", "unchanged", "unchanged"),
        ("switch-patch-gaps", {"field": "selector", "label": "version", "value": "green"}, None),
        ("first-cutover", ["deploy", "switch"], "deploy > switch"),
        ("patch-again", None, "no-change"),
        ("patch-again", "no such option", "no-change"),
    ],
)
def test_the_transcript_is_of_what_was_answered_or_of_the_key(
    problem: str, answer: object, name: str | None
) -> None:
    evidence = _evidence(problem)
    seen = result_for(evidence, answer)
    assert seen is not None
    assert seen.name == (name or next(one.name for one in evidence.seen if one.key))
