"""A problem as the lint rules see it: the question, the pieces of an answer, and where each stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from problems.lint.tokens import content_stems, without_code
from problems.model import BlanksProblem, ChoiceProblem, ChoicesProblem, OrderProblem, Problem
from problems.reading.source_map import FieldPath


@dataclass(frozen=True, slots=True)
class Piece:
    """An option, step or chip as learners read it; `is_code` for a block of code."""

    path: FieldPath
    text: str
    right: bool
    is_code: bool = False


@dataclass(frozen=True)
class LintTarget:
    """A problem, with what many rules derive from it worked out once."""

    problem: Problem

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """Every option, step or chip, distractors among them."""
        return tuple(_pieces(self.problem))

    @cached_property
    def options(self) -> tuple[Piece, ...]:
        """The options of a choice or choices; nothing for the other kinds."""
        return self.pieces if isinstance(self.problem, ChoiceProblem | ChoicesProblem) else ()

    @cached_property
    def keys(self) -> tuple[Piece, ...]:
        return tuple(option for option in self.options if option.right)

    @cached_property
    def distractors(self) -> tuple[Piece, ...]:
        return tuple(option for option in self.options if not option.right)

    @cached_property
    def stem(self) -> str:
        """The prompt and its code: everything that is read before the options."""
        code = self.problem.code
        return self.problem.prompt if code is None else f"{self.problem.prompt}\n{code.text}"

    @cached_property
    def question(self) -> str:
        """The sentences of the prompt that end in a question mark; the whole prompt without any."""
        sentences = _sentences(self.problem.prompt)
        return " ".join(sentence for sentence in sentences if sentence.endswith("?")) or self.problem.prompt

    @cached_property
    def question_words(self) -> frozenset[str]:
        return content_stems(without_code(self.question))

    @cached_property
    def texts(self) -> tuple[tuple[FieldPath, str], ...]:
        """Every piece of prose that an author wrote, with its path."""
        return tuple(_texts(self.problem))


def _sentences(text: str) -> list[str]:
    marked = text.replace("\n", " ").replace("? ", "?\0").replace(". ", ".\0").replace(": ", ":\0")
    return [sentence.strip() for sentence in marked.split("\0")]


def _pieces(problem: Problem) -> Iterator[Piece]:
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
    for piece in _pieces(problem):
        if not piece.is_code:
            yield piece.path, piece.text
    for name, rationales in _rationales(problem):
        for at, rationale in enumerate(rationales):
            yield (name, at, "why"), rationale
    for at, hint in enumerate(problem.hints):
        yield ("hints", at), hint
    for at, step in enumerate(problem.solution.steps):
        yield ("solution", "steps", at), step
    yield ("solution", "takeaway"), problem.solution.takeaway
    for at, mistake in enumerate(problem.solution.mistakes):
        yield ("solution", "mistakes", at), mistake


def _rationales(problem: Problem) -> Iterator[tuple[str, list[str]]]:
    match problem:
        case ChoiceProblem() | ChoicesProblem():
            yield "options", [option.why for option in problem.options]
        case OrderProblem():
            yield "steps", [step.why for step in problem.steps]
            yield "distractors", [distractor.why for distractor in problem.distractors]
        case BlanksProblem():
            yield "chips", [chip.why for chip in problem.chips]
