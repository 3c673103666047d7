"""From a folder to a scenario: `scenario.yaml`, and one object a file in `start`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from labs.errors import ScenarioUnsound
from labs.reading.manifests import manifest_errors
from labs.reading.model import Scenario
from problems.bank import SourceLocation
from problems.errors import Finding
from problems.reading.decode import read_text
from problems.reading.source_map import SourceMap
from problems.reading.strict_yaml import scan
from problems.reading.validation_errors import validation_messages

SCENARIOS = Path(__file__).parents[1] / "scenarios"
FILE, START = "scenario.yaml", "start"


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the files say, before it is a scenario."""

    text: str = ""
    value: Mapping[str, Any] | None = None
    start: tuple[Mapping[str, Any], ...] = ()
    findings: tuple[Finding, ...] = ()


def read(folder: Path) -> Scenario:
    """The scenario in a folder. Raises ScenarioUnsound with the first thing to mend."""
    scenario, findings = _read(folder)
    if scenario is None or findings:
        first = str(min(findings))
        raise ScenarioUnsound(
            f"The lab `{folder.name}` cannot be offered: {first}", "`cutover labs check` tells all."
        )
    return scenario


def read_all(folder: Path = SCENARIOS) -> tuple[Scenario, ...]:
    """Every scenario of a folder of folders, by number. Raises ScenarioUnsound."""
    found = [read(one) for one in sorted(folder.iterdir()) if (one / FILE).is_file()]
    return tuple(sorted(found, key=lambda scenario: scenario.number))


def check(folder: Path) -> tuple[Finding, ...]:
    """Everything that is wrong with the scenario in a folder, as far as it shows without a cluster."""
    return _read(folder)[1]


def _read(folder: Path) -> tuple[Scenario | None, tuple[Finding, ...]]:
    parts = _parts(folder)
    if parts.value is None:
        return None, parts.findings
    value = {**parts.value, "slug": folder.name, "start": parts.start}
    try:
        return Scenario.model_validate(value), parts.findings
    except ValidationError as error:
        source_map = SourceMap(parts.text, SourceLocation(FILE, 1, 1, 0, len(parts.text)))
        faults = tuple(
            Finding(FILE, *source_map.find(one.path, one.of), "error", one.rule, one.what, one.cure)
            for one in validation_messages(error, Scenario)
        )
        return None, tuple(sorted((*parts.findings, *faults)))


def _parts(folder: Path) -> _Parts:
    text, value, findings = _mapping(folder / FILE, FILE)
    start, faults = _start(folder)
    return _Parts(text, value, start, tuple(sorted((*findings, *faults))))


def _start(folder: Path) -> tuple[tuple[Mapping[str, Any], ...], list[Finding]]:
    """The objects in `start`, by file name, and what is wrong with them."""
    objects, findings = [], []
    for path in sorted((folder / START).glob("*.yaml")):
        name = f"{START}/{path.name}"
        _, value, faults = _mapping(path, name)
        findings += faults
        if value is not None:
            objects.append(value)
            cure = "docs/scenarios.md says what a start may hold."
            findings += [Finding(name, 1, 1, "error", "S4", what, cure) for what in manifest_errors(value)]
    return tuple(objects), findings


def _mapping(path: Path, name: str) -> tuple[str, Mapping[str, Any] | None, list[Finding]]:
    """The text of a file, the mapping in it or None, and why not."""
    text, findings = read_text(path)
    if text is None:
        return "", None, findings
    found = scan(text)
    faults = [
        Finding(name, one.line, one.column, "error", one.rule, one.what, one.cure) for one in found.faults
    ]
    if not faults and isinstance(found.value, dict):
        return text, found.value, findings
    cure = "Write fields, one a line: `name: value`."
    faults = faults or [Finding(name, 1, 1, "error", "F3", "the file is no mapping", cure)]
    return text, None, [*findings, *faults]
