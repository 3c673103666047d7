"""A hash of a whole scenario: equal fingerprints mean that two attempts were at the same lab."""

from __future__ import annotations

import hashlib
import json

from labs.reading.model import Scenario


def fingerprint(scenario: Scenario) -> str:
    """16 hex digits over everything that its author wrote."""
    text = json.dumps(scenario.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
