"""The labs that this server offers, read once, and what the grader is told of each."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import labs
from grader.rules.lab_attempt import LabOffer

if TYPE_CHECKING:
    from labs.reading.model import Scenario

_LOG = logging.getLogger("cutover.labs")
_SCENARIOS = Path(labs.__file__).parent / "scenarios"


@cache
def scenarios() -> Mapping[str, Scenario]:
    """Every sound lab by its slug, in the order of the curriculum; an unsound one is logged and left out."""
    from labs.errors import ScenarioUnsound  # noqa: PLC0415
    from labs.reading import reader as scenario  # noqa: PLC0415 - no page but the labs' own waits for it

    found = []
    for folder in sorted(_SCENARIOS.iterdir()):
        if not is_offered(folder.name):
            continue
        try:
            found.append(scenario.read(folder))
        except ScenarioUnsound as unsound:
            _LOG.warning("%s", unsound)
    return {one.slug: one for one in sorted(found, key=lambda one: one.number)}


def is_offered(slug: str) -> bool:
    """Whether there is such a lab; known without reading it."""
    return (_SCENARIOS / Path(slug).name / "scenario.yaml").is_file()


def offer(scenario: Scenario) -> LabOffer:
    """What the grader keeps of a lab that is begun."""
    from labs.reading.fingerprint import fingerprint  # noqa: PLC0415

    return LabOffer(scenario.slug, scenario.title, fingerprint(scenario), scenario.points)
