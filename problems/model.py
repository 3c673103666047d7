"""What a problem is. Every value is frozen; a model that exists is one that can be asked.

The reader (`problems.reader`) turns YAML into these models and gives every refusal a file, line and
column. Rules that need judgement rather than shape live in `problems.lint`.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

Category = Literal["conceptual", "command-output", "configuration", "troubleshoot", "workflow"]
Difficulty = Literal["easy", "medium", "hard", "expert"]
Language = Literal["shell", "yaml", "json", "python", "text"]

CATEGORIES: tuple[Category, ...] = (
    "conceptual",
    "command-output",
    "configuration",
    "troubleshoot",
    "workflow",
)
DIFFICULTIES: tuple[Difficulty, ...] = ("easy", "medium", "hard", "expert")

# A name in a bank, an address or a database row; long enough for a sentence's gist.
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=r"^[^\n]*\S[^\n]*$")]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=4_000)]

_DURATION = re.compile(r"^(?:(\d{1,2})m)?(?:(\d{1,3})s)?$")


def parse_duration(value: object) -> timedelta:
    """`"2m"`, `"90s"` or `"1m30s"` as a duration between 5 seconds and one hour.

    Raises ValueError for anything else, a bare number among it: seconds and minutes look alike.
    """
    if isinstance(value, timedelta):
        return value
    found = _DURATION.match(value) if isinstance(value, str) and value else None
    if found is None:
        raise ValueError("write a duration like 2m, 90s or 1m30s")
    length = timedelta(minutes=int(found[1] or 0), seconds=int(found[2] or 0))
    if not timedelta(seconds=5) <= length <= timedelta(hours=1):
        raise ValueError("a time limit lies between 5s and 60m")
    return length


Duration = Annotated[timedelta, BeforeValidator(parse_duration)]


class _Frozen(BaseModel):
    # `strict` is the point: YAML's `no`, `12:30` and `014` must never become something else unseen.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=False)


class Code(_Frozen):
    """A block of code or of printed output, shown as it is, highlighted by its language."""

    language: Language
    text: Annotated[str, StringConstraints(min_length=1, max_length=4_000)]


class Option(_Frozen):
    """One answer of a choice: a line of prose, or a block of code, never both."""

    id: Id
    text: Line | None = None
    code: Code | None = None
    correct: bool = False
    why: Line

    @model_validator(mode="after")
    def _says_one_thing(self) -> Option:
        if (self.text is None) == (self.code is None):
            raise ValueError("an option has either `text` or `code`")
        return self


class Step(_Frozen):
    """A step of an ordering; it may stand anywhere behind every step named in `after`."""

    id: Id
    text: Line
    after: tuple[Id, ...] | None = None
    why: Line


class Distractor(_Frozen):
    """A step that belongs in no right order, or a chip that belongs in no blank."""

    id: Id
    text: Line
    why: Line


class Chip(_Frozen):
    """A piece that can be put into a blank."""

    id: Id
    text: Line
    why: Line


class Blank(_Frozen):
    """A gap `{{id}}` in the template, and the chips that are right in it."""

    id: Id
    accepts: Annotated[tuple[Id, ...], Field(min_length=1)]


class Solution(_Frozen):
    """The worked solution, shown when the problem is closed."""

    steps: Annotated[tuple[Line, ...], Field(min_length=1, max_length=12)]
    takeaway: Line
    mistakes: Annotated[tuple[Line, ...], Field(min_length=1, max_length=8)]


class _Problem(_Frozen):
    id: Id
    title: Annotated[str, StringConstraints(min_length=3, max_length=70, pattern=r"^[^\n]+$")]
    category: Category
    difficulty: Difficulty
    skill: Id
    time_limit: Duration
    tries: Annotated[int, Field(ge=1, le=5)]
    tries_reason: Line | None = None
    prompt: Prose
    code: Code | None = None
    hints: Annotated[tuple[Line, ...], Field(max_length=3)] = ()
    solution: Solution
    lab: Id | None = None
    source: Line | None = None
    proof: dict[str, Any] | None = None


class ChoiceProblem(_Problem):
    """Exactly one option is right."""

    kind: Literal["choice"]
    options: Annotated[tuple[Option, ...], Field(min_length=3, max_length=8)]

    @model_validator(mode="after")
    def _has_one_key(self) -> ChoiceProblem:
        _require_unique("option", [option.id for option in self.options])
        _require_count("`correct: true`", sum(option.correct for option in self.options), 1, 1)
        return self


class ChoicesProblem(_Problem):
    """Every right option must be picked and no other; at least one option is wrong."""

    kind: Literal["choices"]
    options: Annotated[tuple[Option, ...], Field(min_length=3, max_length=8)]

    @model_validator(mode="after")
    def _has_keys(self) -> ChoicesProblem:
        _require_unique("option", [option.id for option in self.options])
        right = sum(option.correct for option in self.options)
        _require_count("`correct: true`", right, 1, len(self.options) - 1)
        return self


class OrderProblem(_Problem):
    """Steps to be put in an order that respects every edge; without edges the list is a chain."""

    kind: Literal["order"]
    steps: Annotated[tuple[Step, ...], Field(min_length=3, max_length=10)]
    distractors: Annotated[tuple[Distractor, ...], Field(max_length=4)] = ()

    @model_validator(mode="after")
    def _can_be_ordered(self) -> OrderProblem:
        known = {step.id for step in self.steps}
        _require_unique("step", [*(s.id for s in self.steps), *(d.id for d in self.distractors)])
        for step in self.steps:
            for earlier in step.after or ():
                if earlier not in known:
                    raise ValueError(f"step `{step.id}` stands after `{earlier}`, which is no step here")
        _require_acyclic(self.edges())
        return self

    def edges(self) -> dict[str, tuple[str, ...]]:
        """For each step, the steps that must stand before it; a chain where the author gave no edge."""
        if all(step.after is None for step in self.steps):
            ids = [step.id for step in self.steps]
            return {step: tuple(ids[max(0, at - 1) : at]) for at, step in enumerate(ids)}
        return {step.id: step.after or () for step in self.steps}


class BlanksProblem(_Problem):
    """Chips to be put into the gaps `{{id}}` of a template; a chip is used once at most."""

    kind: Literal["blanks"]
    template: Code
    blanks: Annotated[tuple[Blank, ...], Field(min_length=1, max_length=8)]
    chips: Annotated[tuple[Chip, ...], Field(min_length=2, max_length=14)]

    @model_validator(mode="after")
    def _can_be_filled(self) -> BlanksProblem:
        _require_unique("blank", [blank.id for blank in self.blanks])
        _require_unique("chip", [chip.id for chip in self.chips])
        gaps = [gap for kind, gap in template_parts(self.template.text) if kind == "blank"]
        if sorted(gaps) != sorted(blank.id for blank in self.blanks):
            raise ValueError("every blank stands in the template once, as {{id}}, and no other does")
        chips = {chip.id for chip in self.chips}
        for blank in self.blanks:
            for accepted in blank.accepts:
                if accepted not in chips:
                    raise ValueError(f"blank `{blank.id}` accepts `{accepted}`, which is no chip here")
        _require_fillable(self.blanks)
        return self


Problem = ChoiceProblem | ChoicesProblem | OrderProblem | BlanksProblem
AnyProblem = Annotated[Problem, Field(discriminator="kind")]

_GAP = re.compile(r"\{\{([a-z0-9]+(?:-[a-z0-9]+)*)\}\}")


def template_parts(text: str) -> tuple[tuple[Literal["text", "blank"], str], ...]:
    """The template as runs of text and gaps, in order: `a {{b}}` is `(("text", "a "), ("blank", "b"))`."""
    parts: list[tuple[Literal["text", "blank"], str]] = []
    for at, piece in enumerate(_GAP.split(text)):
        if at % 2:
            parts.append(("blank", piece))
        elif piece:
            parts.append(("text", piece))
    return tuple(parts)


def _require_unique(noun: str, ids: list[str]) -> None:
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise ValueError(f"{noun} id `{twice[0]}` stands more than once")


def _require_count(noun: str, found: int, least: int, most: int) -> None:
    if not least <= found <= most:
        wanted = str(least) if least == most else f"{least} to {most}"
        raise ValueError(f"{noun} stands {found} times; this kind wants {wanted}")


def _require_acyclic(edges: dict[str, tuple[str, ...]]) -> None:
    left = dict(edges)
    while left:
        free = [step for step, before in left.items() if not set(before) & left.keys()]
        if not free:
            raise ValueError(f"the steps {', '.join(f'`{step}`' for step in sorted(left))} form a cycle")
        for step in free:
            del left[step]


def _require_fillable(blanks: tuple[Blank, ...], used: frozenset[str] = frozenset()) -> None:
    if not _fillable(blanks, used):
        raise ValueError("no chip is left for some blank: each chip is used once at most")


def _fillable(blanks: tuple[Blank, ...], used: frozenset[str]) -> bool:
    if not blanks:
        return True
    return any(_fillable(blanks[1:], used | {chip}) for chip in blanks[0].accepts if chip not in used)
