"""The labs that this server offers, read once, and what the grader stores of each."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from grader.rules.lab_attempt import LabOffer
from ui.settings import shipped_scenarios

if TYPE_CHECKING:
    from labs.reading.model import Scenario

_LOG = logging.getLogger("cutover.labs")


class LabCatalogue:
    """The scenarios of one folder, of the shipped ones by default."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or shipped_scenarios()

    @cached_property
    def scenarios(self) -> Mapping[str, Scenario]:
        """Every sound lab by its slug, in the curriculum's order; an unsound one is logged and left out."""
        from labs.errors import ScenarioUnsound  # noqa: PLC0415
        from labs.reading import reader  # noqa: PLC0415 - no page but the labs' own waits for it

        found = []
        for folder in sorted(self._folder.iterdir()):
            if not self.is_offered(folder.name):
                continue
            try:
                found.append(reader.read(folder))
            except ScenarioUnsound as unsound:
                _LOG.warning("%s", unsound)
        return {each.slug: each for each in sorted(found, key=lambda each: each.number)}

    @cached_property
    def count(self) -> int:
        """How many labs are offered; known without reading any."""
        return sum(self.is_offered(folder.name) for folder in self._folder.iterdir())

    def is_offered(self, slug: str) -> bool:
        """Whether there is such a lab; known without reading it."""
        return (self._folder / Path(slug).name / "scenario.yaml").is_file()


def offer(scenario: Scenario) -> LabOffer:
    """What the grader stores of a lab that is begun."""
    from labs.reading.model import fingerprint  # noqa: PLC0415

    return LabOffer(scenario.slug, scenario.title, fingerprint(scenario), scenario.points)
