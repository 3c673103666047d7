"""The lesson of a bank that an author previews: as it was last saved, and how it could be shown last."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from problems.bank import Bank
from problems.errors import BankError, Finding
from problems.lesson import Lesson
from problems.lint.lessons import lesson_findings
from problems.reading.decode import read_text
from problems.reading.lesson_reader import FOLDER, read_lesson
from problems.reading.reader import read_manifest

LESSON_SUFFIX = ".md"


@dataclass(frozen=True, slots=True)
class LessonSnapshot:
    """The lesson at one save. `number` counts the saves; `lesson` is the last that could be read."""

    number: int
    text: str
    findings: tuple[Finding, ...]
    lesson: Lesson | None


class LessonPreview:
    """Reads a lesson again whenever it was saved. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Raises BankError for a path that names no lesson in a bank."""
        if path.parent.name != FOLDER or not path.is_file():
            raise BankError(f"{path} is no lesson. Name a file in the folder {FOLDER} of a bank.")
        self.path, self._lock = path, threading.Lock()
        self._manifest = read_manifest(path.parent.parent)
        self._saved_at: int | None = None
        self._snapshot = LessonSnapshot(0, "", (), None)

    def snapshot(self) -> LessonSnapshot:
        """The lesson as it is now; read again only if it was saved since the last snapshot."""
        with self._lock:
            saved_at = self.path.stat().st_mtime_ns if self.path.exists() else None
            if saved_at != self._saved_at:
                self._saved_at, self._snapshot = saved_at, self._read(self._snapshot)
            return self._snapshot

    def _read(self, last: LessonSnapshot) -> LessonSnapshot:
        text, found = read_text(self.path)
        if text is None:
            return LessonSnapshot(last.number + 1, last.text, tuple(found), last.lesson)
        lesson, findings = read_lesson(text, self.path.stem)
        if lesson is not None:
            findings = self._lint(lesson)
        return LessonSnapshot(last.number + 1, text, (*found, *findings), lesson or last.lesson)

    def _lint(self, lesson: Lesson) -> list[Finding]:
        """What is wrong with this lesson; which others are missing is not its fault."""
        bank = Bank(self._manifest, {}, lessons={lesson.id: lesson})
        return [finding for finding in lesson_findings(bank) if finding.file.startswith(FOLDER)]
