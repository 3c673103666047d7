"""A problem as the rules look at it: what is asked, what is shown, what is right, and where each stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from problems.lint.tokens import content_stems, without_code
from problems.model import BlanksProblem, ChoiceProblem, ChoicesProblem, OrderProblem, Problem
from problems.reading.source_map import FieldPath


@dataclass(frozen=True, slots=True)
class Piece:
    """An option, step or chip as learners read it. `is_code` for a block of code."""

    path: FieldPath
    text: str
    right: bool
    is_code: bool = False


@dataclass(frozen=True)
class LintTarget:
    """A problem and what the rules ask of it again and again."""

    problem: Problem

    @cached_property
    def shown(self) -> tuple[Piece, ...]:
        """Everything that can be picked, placed or put."""
        return tuple(_shown(self.problem))

    @cached_property
    def options(self) -> tuple[Piece, ...]:
        """The options of a choice or choices; nothing for the other kinds."""
        return self.shown if isinstance(self.problem, ChoiceProblem | ChoicesProblem) else ()

    @cached_property
    def keys(self) -> tuple[Piece, ...]:
        return tuple(one for one in self.options if one.right)

    @cached_property
    def distractors(self) -> tuple[Piece, ...]:
        return tuple(one for one in self.options if not one.right)

    @cached_property
    def stem(self) -> str:
        """The prompt and its code: everything that is read before the options."""
        code = self.problem.code
        return self.problem.prompt if code is None else f"{self.problem.prompt}\n{code.text}"

    @cached_property
    def question(self) -> str:
        """The sentences of the prompt that end in a question mark; the whole prompt without any."""
        sentences = _sentences(self.problem.prompt)
        return " ".join(one for one in sentences if one.endswith("?")) or self.problem.prompt

    @cached_property
    def question_words(self) -> frozenset[str]:
        return content_stems(without_code(self.question))

    @cached_property
    def texts(self) -> tuple[tuple[FieldPath, str], ...]:
        """Every piece of prose that an author wrote, with its path."""
        return tuple(_texts(self.problem))


def _sentences(text: str) -> list[str]:
    marked = text.replace("\n", " ").replace("? ", "?\0").replace(". ", ".\0").replace(": ", ":\0")
    return [one.strip() for one in marked.split("\0")]


def _shown(problem: Problem) -> Iterator[Piece]:
    match problem:
        case ChoiceProblem() | ChoicesProblem():
            for at, option in enumerate(problem.options):
                if option.code is not None:
                    yield Piece(("options", at, "code"), option.code.text, option.correct, is_code=True)
                else:
                    yield Piece(("options", at, "text"), option.text or "", option.correct)
        case OrderProblem():
            for at, step in enumerate(problem.steps):
                yield Piece(("steps", at, "text"), step.text, right=True)
            for at, distractor in enumerate(problem.distractors):
                yield Piece(("distractors", at, "text"), distractor.text, right=False)
        case BlanksProblem():
            accepted = {chip for blank in problem.blanks for chip in blank.accepts}
            for at, chip in enumerate(problem.chips):
                yield Piece(("chips", at, "text"), chip.text, chip.id in accepted, is_code=True)


def _texts(problem: Problem) -> Iterator[tuple[FieldPath, str]]:
    yield ("title",), problem.title
    yield ("prompt",), problem.prompt
    for shown in _shown(problem):
        if not shown.is_code:
            yield shown.path, shown.text
    for name, pieces in _explained(problem):
        for at, why in enumerate(pieces):
            yield (name, at, "why"), why
    for at, hint in enumerate(problem.hints):
        yield ("hints", at), hint
    for at, step in enumerate(problem.solution.steps):
        yield ("solution", "steps", at), step
    yield ("solution", "takeaway"), problem.solution.takeaway
    for at, mistake in enumerate(problem.solution.mistakes):
        yield ("solution", "mistakes", at), mistake


def _explained(problem: Problem) -> Iterator[tuple[str, list[str]]]:
    match problem:
        case ChoiceProblem() | ChoicesProblem():
            yield "options", [option.why for option in problem.options]
        case OrderProblem():
            yield "steps", [step.why for step in problem.steps]
            yield "distractors", [distractor.why for distractor in problem.distractors]
        case BlanksProblem():
            yield "chips", [chip.why for chip in problem.chips]
