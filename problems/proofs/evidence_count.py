"""How much evidence lies beside a bank, counted from its files without reading the bank.

It is for a first page, which waits for nothing. `cutover problems check` says whether the evidence is fresh.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class EvidenceCount:
    """Keys that were executed, wrong answers that failed beside them, and on which versions of Kubernetes.

    `compared` counts the keys that cannot be executed and were compared with their source.
    """

    keys: int
    wrong_answers: int
    kubernetes: tuple[str, ...]
    compared: int


def count_evidence(bank: Path) -> EvidenceCount:
    """What lies in `evidence/` and `reviews/` of the bank's folder; broken files are not counted."""
    proofs = [proof for path in sorted((bank / "evidence").glob("*.json")) if (proof := _read(path))]
    cases = [case for proof in proofs for case in proof["seen"]]
    return EvidenceCount(
        keys=len(proofs),
        wrong_answers=sum(not case["key"] and not case["held"] for case in cases),
        kubernetes=tuple(sorted({proof["kubernetes"] for proof in proofs})),
        compared=sum(1 for _ in (bank / "reviews").glob("*.json")),
    )


def _read(path: Path) -> dict[str, Any] | None:
    try:
        read = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return read if isinstance(read, dict) and "seen" in read and "kubernetes" in read else None
