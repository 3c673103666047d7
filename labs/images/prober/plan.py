"""Who asks, how often, and how patient they are."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Literal

Connects = Literal["fresh", "keep-alive"]


@dataclass(frozen=True, slots=True)
class ClientClass:
    """A kind of client of the model at `host`. `rate` is requests a second over the whole class.

    Lengths in seconds: an answer later than `deadline` after it was due is failed; after `give_up` nobody
    waits any more. `work` is how long a prediction of this class takes; both are counted on top of it. A
    keep-alive class shares its rate among `connections` connections.
    """

    name: str
    host: str
    connects: Connects
    rate: float
    port: int = 80
    deadline: float = 0.5
    give_up: float = 2.0
    work: float = 0.0
    connections: int = 1


@dataclass(frozen=True, slots=True)
class ProbePlan:
    """What one prober does."""

    classes: tuple[ClientClass, ...]


def to_json(plan: ProbePlan) -> str:
    return json.dumps(asdict(plan), separators=(",", ":"))


def from_json(text: str) -> ProbePlan:
    """Raises ValueError, LookupError or TypeError for what `to_json` did not write."""
    return ProbePlan(tuple(ClientClass(**one) for one in json.loads(text)["classes"]))
