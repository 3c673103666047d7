"""The models of problems. Every value is frozen; what could be made can be asked.

The reader (`problems.reading.reader`) turns YAML into these models and gives every refusal a file, line and
column. Rules that need judgement rather than shape live in `problems.lint`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from graphlib import CycleError
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from problems.errors import refusal, require_unique
from problems.fields import VISIBLE_TEXT, Duration, Id, ImageName, Line, Prose, RuleCode, StrictModel
from problems.graphs import linear_extensions, maximum_matching, topological_order
from problems.picture import ProblemPicture
from problems.proof_model import AnyProof

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


class Code(StrictModel):
    """A block of code or of printed output, shown as it is, highlighted by its language."""

    language: Language
    """What the text is written in; `text` for printed output."""
    text: Annotated[str, StringConstraints(min_length=1, max_length=4_000, pattern=VISIBLE_TEXT)]
    """The lines as they are shown."""


class Option(StrictModel):
    """One answer of a choice: a line of prose, or a block of code, never both."""

    id: Id
    """Names the option in answers and proofs. No page carries it."""
    text: Line | None = None
    """The option as one line of prose."""
    code: Code | None = None
    """The option as a block of code or output."""
    correct: bool = False
    """Whether the option is a key."""
    why: Line
    """Why it is right; or the misconception that makes it look right. Shown once the problem is closed."""
    misconception: Id | None = None
    """The id of the misconception in `bank.yaml` that makes it look right."""

    @model_validator(mode="after")
    def _says_one_thing(self) -> Option:
        if self.text is None and self.code is None:
            raise refusal("F1", "the option says nothing", "Give it a `text` or a `code`.")
        if self.text is not None and self.code is not None:
            raise refusal("F4", "the option has a `text` and a `code`", "Keep one of the two.", "code")
        if self.correct and self.misconception is not None:
            cure = "Only a wrong option comes from a misconception."
            raise refusal("F4", "the key names a misconception", cure, "misconception")
        return self


class Step(StrictModel):
    """A step of an ordering; it may stand anywhere behind every step named in `after`."""

    id: Id
    """Names the step in answers, in `after` and in proofs. No page carries it."""
    text: Line
    """What is done in this step."""
    after: tuple[Id, ...] | None = None
    """The steps that must stand before this one. Without any `after`, the steps form a chain."""
    why: Line
    """Why it stands where it stands. Shown once the problem is closed."""


class Distractor(StrictModel):
    """A step that belongs in no right order."""

    id: Id
    """Names the step in answers and proofs. No page carries it."""
    text: Line
    """What would be done in this step."""
    why: Line
    """Why it must be left aside. Shown once the problem is closed."""
    misconception: Id | None = None
    """The id of the misconception in `bank.yaml` that makes it look right."""


class Chip(StrictModel):
    """A piece that can be put into a blank."""

    id: Id
    """Names the chip in answers and in `accepts`. No page carries it."""
    text: Line
    """What stands in the blank once the chip is put there."""
    why: Line
    """Why it belongs where it belongs, or nowhere. Shown once the problem is closed."""
    misconception: Id | None = None
    """The id of the misconception in `bank.yaml` that makes it look right."""


class Blank(StrictModel):
    """A gap `{{id}}` in the template, and the chips that are right in it."""

    id: Id
    """Names the gap: `{{id}}` marks its place in the template."""
    accepts: Annotated[tuple[Id, ...], Field(min_length=1, max_length=14)]
    """The ids of the chips that are right here."""


class ProblemImage(StrictModel):
    """An image under the prompt: a file in the folder `images` of the bank."""

    file: ImageName
    """The name of the file, a PNG, JPEG or WebP of at most 500 kB. A changed image gets a new name."""
    alt: Line
    """What the image shows, for those who do not see it: enough to answer the question."""


class Solution(StrictModel):
    """The worked solution, shown when the problem is closed."""

    steps: Annotated[tuple[Line, ...], Field(min_length=1, max_length=12)]
    """How one gets to the key, thought by thought."""
    takeaway: Line
    """The one line worth remembering."""
    mistakes: Annotated[tuple[Line, ...], Field(min_length=1, max_length=8)]
    """What people commonly get wrong here."""


class _Problem(StrictModel):
    id: Id
    """Names the problem for ever: attempts are stored under it. Never give it to another problem."""
    title: Annotated[str, StringConstraints(min_length=3, max_length=70, pattern=r"^[^\n]*\S[^\n]*$")]
    """The heading of the page."""
    category: Category
    """What the learner does: recalls, reads output, configures, finds a fault or orders the work."""
    difficulty: Difficulty
    """`easy`, `medium`, `hard` or `expert`: one scale for the whole bank."""
    skill: Id
    """The id of a skill in `bank.yaml`: what a right answer shows."""
    time_limit: Duration
    """How long the clock of a challenge runs, like 2m, 90s or 1m30s."""
    tries: Annotated[int, Field(ge=1, le=5)]
    """How often a learner may answer in a challenge: at most the number of options less two."""
    tries_reason: Line | None = None
    """Why there are more tries than the number of options less two."""
    prompt: Prose
    """The question. Backticks mark `code`, two stars **strong**, "- " begins a bullet, `|` a table's row."""
    images: Annotated[tuple[ProblemImage, ...], Field(max_length=4)] = ()
    """Images shown under the prompt, in this order."""
    picture: ProblemPicture | None = None
    """A Service and its pods, drawn under the prompt, and once more with the solution."""
    code: Code | None = None
    """A block shown under the prompt and its images."""
    hints: Annotated[tuple[Line, ...], Field(max_length=3)] = ()
    """Help towards the key that does not contain it, gentle ones first. Each has its price in a challenge."""
    solution: Solution
    """The worked solution, shown when the problem is closed."""
    lab: Id | None = None
    """The scenario in which it can be tried on a cluster."""
    family: Id | None = None
    """Problems of one family ask for one fact: a form has one of them, and a sibling comes up for review."""
    enemies: Annotated[tuple[Id, ...], Field(max_length=10)] = ()
    """Problems that give this one's key away, or whose key this one gives away: never in one form."""
    source: Line | None = None
    """Where the key can be looked up."""
    proof: AnyProof | None = None
    """How the key is shown to be true: `cutover problems prove` carries it out."""
    allow: dict[RuleCode, Line] | None = None
    """Warnings that do not apply here, each with the reason, like `W7: The name of the object is needed.`"""


class ChoiceProblem(_Problem):
    """Exactly one option is right."""

    kind: Literal["choice"]
    """Exactly one option is right."""
    options: Annotated[tuple[Option, ...], Field(min_length=3, max_length=8)]
    """The key and at least two distractors, in any order: each learner sees them shuffled."""

    @model_validator(mode="after")
    def _has_one_key(self) -> ChoiceProblem:
        require_unique("option", {"options": [option.id for option in self.options]})
        keys = [at for at, option in enumerate(self.options) if option.correct]
        if not keys:
            raise refusal("E1", "no option is the key", "Mark one with `correct: true`.", "options")
        if len(keys) > 1:
            cure = "Keep one `correct: true`, or make it `kind: choices`."
            raise refusal("E1", f"{len(keys)} options are keys", cure, "options", keys[1], "correct")
        return self


class ChoicesProblem(_Problem):
    """Every right option must be picked and no other."""

    kind: Literal["choices"]
    """Every right option must be picked and no other."""
    options: Annotated[tuple[Option, ...], Field(min_length=3, max_length=8)]
    """At least one key and one distractor, in any order: each learner sees them shuffled."""

    @model_validator(mode="after")
    def _has_keys(self) -> ChoicesProblem:
        require_unique("option", {"options": [option.id for option in self.options]})
        right = sum(option.correct for option in self.options)
        if right == 0:
            raise refusal("E1", "no option is a key", "Mark each right one with `correct: true`.", "options")
        if right == len(self.options):
            raise refusal("E1", "every option is a key", "Add options that are wrong.", "options")
        return self


class OrderProblem(_Problem):
    """Steps to be put in an order that respects every edge; without edges the list is a chain."""

    kind: Literal["order"]
    """Steps are put in an order; any order that respects every `after` is right."""
    steps: Annotated[tuple[Step, ...], Field(min_length=3, max_length=10)]
    """The steps of the right order. Without any `after`, their order in the file is the only right one."""
    distractors: Annotated[tuple[Distractor, ...], Field(max_length=4)] = ()
    """Steps that belong in no right order."""

    @model_validator(mode="after")
    def _can_be_ordered(self) -> OrderProblem:
        known = [step.id for step in self.steps]
        require_unique("step", {"steps": known, "distractors": [one.id for one in self.distractors]})
        for at, step in enumerate(self.steps):
            for nth, earlier in enumerate(step.after or ()):
                if earlier not in known:
                    what = f"`{step.id}` stands after `{earlier}`, which is no step here"
                    raise refusal("E4", what, _one_of(known), "steps", at, "after", nth)
        _require_acyclic(self.edges())
        return self

    def edges(self) -> dict[str, tuple[str, ...]]:
        """For each step, the steps that must stand before it; a chain where the author gave no edge."""
        if all(step.after is None for step in self.steps):
            ids = [step.id for step in self.steps]
            return {step: tuple(ids[max(0, at - 1) : at]) for at, step in enumerate(ids)}
        return {step.id: step.after or () for step in self.steps}

    def valid_orders(self) -> Iterator[tuple[str, ...]]:
        """Every accepted order of the step ids, the file's own order first; up to n! of them."""
        return linear_extensions(self.edges())


class BlanksProblem(_Problem):
    """Chips to be put into the gaps `{{id}}` of a template; a chip is used once at most."""

    kind: Literal["blanks"]
    """Chips are put into the gaps of a template."""
    template: Code
    """The command or manifest, with `{{id}}` where a blank is."""
    blanks: Annotated[tuple[Blank, ...], Field(min_length=1, max_length=8)]
    """The gaps of the template."""
    chips: Annotated[tuple[Chip, ...], Field(min_length=2, max_length=14)]
    """The pieces to choose from, in any order: each learner sees them shuffled."""

    @model_validator(mode="after")
    def _can_be_filled(self) -> BlanksProblem:
        require_unique("blank", {"blanks": [blank.id for blank in self.blanks]})
        require_unique("chip", {"chips": [chip.id for chip in self.chips]})
        _require_gaps(self.template.text, [blank.id for blank in self.blanks])
        chips = [chip.id for chip in self.chips]
        for at, blank in enumerate(self.blanks):
            for nth, accepted in enumerate(blank.accepts):
                if accepted not in chips:
                    what = f"the blank `{blank.id}` accepts `{accepted}`, which is no chip here"
                    raise refusal("F6", what, _one_of(chips), "blanks", at, "accepts", nth)
        _require_fillable(self.blanks)
        return self


def named_misconceptions(problem: Problem) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """(path to the field, id of the option, step or chip, id of its misconception), in the file's order."""
    lists = {
        "options": getattr(problem, "options", ()),
        "distractors": getattr(problem, "distractors", ()),
        "chips": getattr(problem, "chips", ()),
    }
    for name, pieces in lists.items():
        for at, piece in enumerate(pieces):
            if piece.misconception is not None:
                yield (name, at, "misconception"), piece.id, piece.misconception


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


def _one_of(ids: list[str]) -> str:
    return f"Name one of {', '.join(f'`{one}`' for one in ids)}."


def _require_acyclic(edges: dict[str, tuple[str, ...]]) -> None:
    try:
        topological_order(edges)
    except CycleError as error:
        cycle = sorted(set(error.args[1]))
        at = next(at for at, step in enumerate(edges) if step in cycle)
        what = f"the steps {', '.join(f'`{step}`' for step in cycle)} wait for each other"
        raise refusal("E4", what, "Drop an `after`.", "steps", at, "after") from None


def _require_gaps(template: str, blanks: list[str]) -> None:
    gaps = [gap for kind, gap in template_parts(template) if kind == "blank"]
    for at, blank in enumerate(blanks):
        if gaps.count(blank) != 1:
            times = f"{gaps.count(blank)} times" if blank in gaps else "nowhere"
            what = f"the blank `{blank}` stands {times} in the template"
            raise refusal("F6", what, f"Write {{{{{blank}}}}} where the gap is, once.", "blanks", at, "id")
    for gap in gaps:
        if gap not in blanks:
            what = f"the template has a gap {{{{{gap}}}}} that is no blank"
            raise refusal("F6", what, "Add it to `blanks`.", "template", "text")


def _require_fillable(blanks: tuple[Blank, ...]) -> None:
    matched = maximum_matching({blank.id: blank.accepts for blank in blanks})
    for at, blank in enumerate(blanks):
        if blank.id not in matched:
            what = f"no chip is left for the blank `{blank.id}`"
            cure = "A chip is used once at most: add a chip, or accept another."
            raise refusal("F6", what, cure, "blanks", at, "accepts")
