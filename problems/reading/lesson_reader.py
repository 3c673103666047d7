"""From a Markdown file in a bank's folder `lessons` to a lesson.

A lesson has a head in YAML between two lines of dashes, then text. `## ` begins a screen. A block between
fences is code in the language that its fence names, or a question in YAML. All other text is our markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from problems.errors import Finding
from problems.fields import StrictModel
from problems.lesson import (
    Lesson,
    LessonCode,
    LessonHead,
    LessonPart,
    LessonProse,
    LessonQuestion,
    LessonScreen,
)
from problems.model import Code
from problems.reading.decode import read_text
from problems.reading.strict_yaml import scan
from problems.reading.validation_errors import validation_messages

FOLDER = "lessons"
_FENCE, _DASHES, _SCREEN = "```", "---", "## "
_Read = TypeVar("_Read", bound=StrictModel)


@dataclass(frozen=True, slots=True)
class LessonFiles:
    """The sound lessons by id, the text of each file by its name, and what is wrong."""

    lessons: Mapping[str, Lesson] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    findings: tuple[Finding, ...] = ()


def read_lessons(bank: Path) -> LessonFiles:
    """The lessons of the bank in a folder, in the order of their names; never raises."""
    lessons, texts, findings = {}, {}, []
    for path in sorted((bank / FOLDER).glob("*.md")):
        name = f"{FOLDER}/{path.name}"
        text, found = read_text(path)
        findings += [Finding(name, f.line, f.column, f.severity, f.rule, f.what, f.cure) for f in found]
        if text is None:
            continue
        texts[name] = text
        lesson, found = read_lesson(text, path.stem)
        findings += found
        if lesson is not None:
            lessons[lesson.id] = lesson
    return LessonFiles(lessons, texts, tuple(findings))


def read_lesson(text: str, name: str) -> tuple[Lesson | None, list[Finding]]:
    """The lesson in a text, None where it has an error; and what is wrong with it."""
    reader = _LessonReader(f"{FOLDER}/{name}.md", text.splitlines())
    head, body = reader.read_head()
    screens = reader.read_screens(body)
    if head is None or reader.findings:
        return None, reader.findings
    before = screens[0].questions
    return Lesson(name, head, before, tuple(screens[1:]), text), []


class _LessonReader:
    """Reads one file and collects what is wrong with it."""

    def __init__(self, file: str, lines: list[str]) -> None:
        self.findings: list[Finding] = []
        self._file, self._lines = file, lines

    def read_head(self) -> tuple[LessonHead | None, int]:
        """The head, and the index of the line behind it."""
        if self._lines[:1] != [_DASHES] or _DASHES not in self._lines[1:]:
            self._refuse(
                1, "the lesson has no head", "Begin it with `---`, title, about, minutes, and `---`."
            )
            return None, 0
        end = self._lines.index(_DASHES, 1)
        return self._read_yaml("\n".join(self._lines[1:end]), 2, LessonHead), end + 1

    def read_screens(self, start: int) -> list[LessonScreen]:
        """What comes before the first heading as a screen without a title, then each screen."""
        screens: list[LessonScreen] = []
        title, line, parts = "", start + 1, list[LessonPart]()
        for at, heading, part in self._parts(start):
            if heading is not None:
                screens.append(LessonScreen(title, tuple(parts), line))
                title, line, parts = heading, at, []
            elif part is not None:
                parts.append(part)
        return [*screens, LessonScreen(title, tuple(parts), line)]

    def _parts(self, start: int) -> Iterator[tuple[int, str | None, LessonPart | None]]:
        """Each heading or part with the number of its line, from 1."""
        at = begun = start
        while at < len(self._lines):
            line = self._lines[at]
            if line.startswith((_FENCE, _SCREEN)):
                yield from self._prose(begun, at)
                if line.startswith(_SCREEN):
                    yield at + 1, line[len(_SCREEN) :].strip(), None
                else:
                    end = self._end_of_fence(at)
                    yield at + 1, None, self._block(at, end)
                    at = end
                begun = at + 1
            at += 1
        yield from self._prose(begun, len(self._lines))

    def _prose(self, start: int, end: int) -> Iterator[tuple[int, None, LessonPart]]:
        while start < end and not self._lines[start].strip():
            start += 1
        text = "\n".join(self._lines[start:end]).strip()
        if text:
            yield start + 1, None, LessonProse(text, start + 1)

    def _end_of_fence(self, at: int) -> int:
        for end in range(at + 1, len(self._lines)):
            if self._lines[end].rstrip() == _FENCE:
                return end
        self._refuse(at + 1, "the block is not closed", f"Close it with `{_FENCE}` on a line of its own.")
        return len(self._lines)

    def _block(self, at: int, end: int) -> LessonPart | None:
        language, _, name = self._lines[at].removeprefix(_FENCE).strip().partition(" ")
        text = "\n".join(self._lines[at + 1 : end])
        if language == "question":
            return self._read_yaml(text, at + 2, LessonQuestion)
        code = self._read_model({"language": language, "text": text}, at + 1, Code)
        return LessonCode(code, name.strip() or None, at + 1) if code else None

    def _read_yaml(self, text: str, line: int, model: type[_Read]) -> _Read | None:
        found = scan(text)
        for fault in found.faults:
            self._refuse(line + fault.line - 1, fault.what, fault.cure, rule=fault.rule)
        return None if found.faults else self._read_model(found.value, line, model)

    def _read_model(self, value: object, line: int, model: type[_Read]) -> _Read | None:
        try:
            return model.model_validate(value)
        except ValidationError as error:
            for message in validation_messages(error, model):
                self._refuse(line, message.what, message.cure, rule=message.rule)
            return None

    def _refuse(self, line: int, what: str, cure: str, *, rule: str = "F9") -> None:
        self.findings.append(Finding(self._file, line, 1, "error", rule, what, cure))
