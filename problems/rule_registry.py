"""Every rule that a finding can name, with the reason why it is worth an author's time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from problems.errors import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """`name` is short; `reason` says in a sentence or two why a finding is worth an author's time."""

    code: str
    severity: Severity
    name: str
    reason: str


def by_code(*rules: Rule) -> Mapping[str, Rule]:
    """The rules by their code."""
    return {rule.code: rule for rule in rules}


READING_RULES: Mapping[str, Rule] = by_code(
    Rule(
        "Y1",
        "error",
        "Unreadable characters",
        "A bank is UTF-8 text, so that every editor and every learner sees the same.",
    ),
    Rule(
        "Y2",
        "error",
        "Too large",
        "Limits on size and depth keep one file from taking the memory of everybody.",
    ),
    Rule(
        "Y3",
        "error",
        "No YAML",
        "What cannot be parsed cannot be asked. The entries around it are still read.",
    ),
    Rule(
        "Y4",
        "error",
        "YAML that a bank may not use",
        "Aliases, anchors, tags and merge keys let a small text mean something large or unseen.",
    ),
    Rule(
        "Y5",
        "error",
        "Key written twice",
        "Most readers of YAML keep the last one silently, and the first is lost.",
    ),
    Rule(
        "Y6",
        "warning",
        "Byte order mark",
        "Some tools take the mark for a part of the first line.",
    ),
    Rule(
        "Y7",
        "warning",
        "Text taken for a comment",
        "Behind ` #` YAML reads nothing: learners would see the text without its end.",
    ),
    Rule("F1", "error", "Missing field", "Without it the entry cannot be used."),
    Rule("F2", "error", "Unknown field", "A misspelt field would be ignored, and with it what you meant."),
    Rule(
        "F3",
        "error",
        "Another type of value",
        "Nothing is converted unseen: text is text, a number is a number.",
    ),
    Rule("F4", "error", "Value out of bounds", "The pages and the database rely on these values and bounds."),
    Rule(
        "F5",
        "error",
        "Id used twice",
        "Attempts are stored under the id: two problems with one id would share their marks.",
    ),
    Rule("F6", "error", "Unknown name", "It refers to something that is not there."),
    Rule("F7", "warning", "File not read", "Only files that end in .yaml are read, in the folder itself."),
    Rule(
        "F8",
        "error",
        "Image that can't be shown",
        "An image is a PNG, JPEG or WebP beside its bank: nothing else is safe to send to a browser.",
    ),
    Rule(
        "F9",
        "error",
        "Lesson that can't be read",
        "A lesson has a head, screens and closed blocks; a page can't guess where one ends.",
    ),
    Rule(
        "E1",
        "error",
        "No key, or more than one",
        "A `choice` is marked by its one key, a `choices` by its right and its wrong options.",
    ),
    Rule("E4", "error", "Steps that cannot be ordered", "No order of the steps would be right."),
    Rule(
        "E5",
        "error",
        "Too few distractors",
        "With fewer than two wrong options, guessing pays more than knowing.",
    ),
    Rule(
        "E7",
        "error",
        "Missing explanation, difficulty or skill",
        "A learner who was wrong must learn why; difficulty and skill decide where the problem is asked.",
    ),
    Rule(
        "E8",
        "error",
        "Unknown difficulty",
        "Marks on easy, medium, hard and expert are compared on one scale.",
    ),
)
