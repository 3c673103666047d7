"""A bank: the sound problems of a folder, what is wrong with the rest, and the manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from problems.errors import Finding
from problems.fingerprint import fingerprint
from problems.images import image_key
from problems.lesson import Lesson
from problems.manifest import Manifest, MisconceptionEntry, Skill
from problems.model import Problem


@dataclass(frozen=True, slots=True)
class SourceLocation:
    """Where a problem stands: `line` and `column` from 1, `text[start:end]` of the file is its source."""

    file: str
    line: int
    column: int
    start: int
    end: int


@dataclass(frozen=True)
class Bank:
    """`problems` by id, in the order of files and lines; `findings` are for the author to mend."""

    manifest: Manifest
    problems: Mapping[str, Problem]
    findings: tuple[Finding, ...] = field(default=())
    locations: Mapping[str, SourceLocation] = field(default_factory=dict)
    lessons: Mapping[str, Lesson] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.manifest.id

    def fingerprint_of(self, problem: str) -> str | None:
        """The fingerprint of the problem with this id, worked out once; None where there is none."""
        if problem not in self._fingerprints and problem in self.problems:
            self._fingerprints[problem] = fingerprint(self.problems[problem])
        return self._fingerprints.get(problem)

    @cached_property
    def _fingerprints(self) -> dict[str, str]:
        return {}

    @cached_property
    def images(self) -> Mapping[str, str]:
        """The names of the image files that problems show, by the keys of their addresses."""
        files = (image.file for problem in self.problems.values() for image in problem.images)
        return {image_key(file): file for file in files}

    @cached_property
    def misconceptions(self) -> Mapping[str, MisconceptionEntry]:
        return {misconception.id: misconception for misconception in self.manifest.misconceptions}

    @cached_property
    def skills(self) -> Mapping[str, Skill]:
        return {skill.id: skill for skill in self.manifest.skills}
