"""A bank made in code, whose every secret sentence can be recognised: CANARY and what it is of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from problems.bank import Bank
from problems.manifest import Manifest, MisconceptionEntry, Skill
from problems.model import (
    CATEGORIES,
    DIFFICULTIES,
    Blank,
    BlanksProblem,
    Chip,
    ChoiceProblem,
    ChoicesProblem,
    Code,
    Difficulty,
    Distractor,
    Option,
    OrderProblem,
    Problem,
    Solution,
    Step,
)

KINDS = ("choice", "choices", "order", "blanks")
SKILLS = ("selector-switch", "rollback", "warm-up")
MISCONCEPTION = "wrong-idea"
LIMIT = timedelta(minutes=2)


def canary(of: str, problem: str) -> str:
    return f"CANARY-{of}-{problem}"


def make_problem(
    name: str, kind: str, *, difficulty: Difficulty = "medium", at: int = 0, **more: Any
) -> Problem:
    """A sound problem of this kind; `at` spreads categories and skills."""
    common: dict[str, Any] = {
        "id": name,
        "title": f"Problem {name}",
        "category": CATEGORIES[at % len(CATEGORIES)],
        "difficulty": difficulty,
        "skill": SKILLS[at % len(SKILLS)],
        "time_limit": LIMIT,
        "tries": 2,
        "prompt": f"What holds in {name}?",
        "hints": (canary("hint-1", name), canary("hint-2", name)),
        "solution": Solution(
            steps=(canary("step", name),),
            takeaway=canary("takeaway", name),
            mistakes=(canary("mistake", name),),
        ),
        "source": canary("source", name),
    }
    return _MAKERS[kind](name, common | more)


def make_bank(problems: Iterable[Problem] | None = None) -> Bank:
    """40 problems unless told: ten of each difficulty, every category and kind among them."""
    every = list(_forty()) if problems is None else list(problems)
    manifest = Manifest(
        id="made-up",
        title="Made-up deployment",
        badge="Made-Up Master",
        about="Problems that nobody needs to solve.",
        misconceptions=(
            MisconceptionEntry(
                id=MISCONCEPTION, belief=canary("belief", MISCONCEPTION), truth=canary("truth", MISCONCEPTION)
            ),
        ),
        skills=tuple(Skill(id=skill, title=f"Skill {skill}", about="Doing it well.") for skill in SKILLS),
    )
    return Bank(manifest, {problem.id: problem for problem in every})


def _forty() -> Iterable[Problem]:
    for at in range(40):
        yield make_problem(f"p{at}-{KINDS[at % 4]}", KINDS[at % 4], difficulty=DIFFICULTIES[at // 10], at=at)


def _choice(name: str, common: dict[str, Any]) -> Problem:
    return ChoiceProblem(kind="choice", options=_options(name, right={"b"}), **common)


def _choices(name: str, common: dict[str, Any]) -> Problem:
    return ChoicesProblem(kind="choices", options=_options(name, right={"a", "c"}), **common)


def _options(name: str, *, right: set[str]) -> tuple[Option, ...]:
    return tuple(
        Option(
            id=one,
            text=f"Option {one} of {name}",
            correct=one in right,
            why=canary(f"why-{one}", name),
            misconception=None if one in right else MISCONCEPTION,
        )
        for one in "abcd"
    )


def _order(name: str, common: dict[str, Any]) -> Problem:
    after: dict[str, tuple[str, ...]] = {"a": (), "b": ("a",), "c": ("a",), "d": ("b", "c")}
    steps = tuple(
        Step(id=one, text=f"Step {one} of {name}", after=before, why=canary(f"why-{one}", name))
        for one, before in after.items()
    )
    why = canary("why-x", name)
    extra = Distractor(id="x", text=f"Step x of {name}", why=why, misconception=MISCONCEPTION)
    return OrderProblem(kind="order", steps=steps, distractors=(extra,), **common)


def _blanks(name: str, common: dict[str, Any]) -> Problem:
    return BlanksProblem(
        kind="blanks",
        template=Code(language="shell", text="kubectl {{verb}} service {{noun}}"),
        blanks=(Blank(id="verb", accepts=("a",)), Blank(id="noun", accepts=("b", "c"))),
        chips=tuple(Chip(id=one, text=f"chip-{one}", why=canary(f"why-{one}", name)) for one in "abcd"),
        **common,
    )


_MAKERS = {"choice": _choice, "choices": _choices, "order": _order, "blanks": _blanks}

# By kind: an answer that passes, and as many different wrong ones as a test may want to give.
RIGHT: dict[str, object] = {
    "choice": "b",
    "choices": ["a", "c"],
    "order": ["a", "c", "b", "d"],
    "blanks": {"verb": "a", "noun": "b"},
}
WRONG: dict[str, list[object]] = {
    "choice": ["a", "c", "d"],
    "choices": [["a", "b"], ["b"], ["a", "b", "c", "d"]],
    "order": [["d", "a", "b", "c", "x"], ["x"], ["d", "c", "b", "a"]],
    "blanks": [{"verb": "b", "noun": "c"}, {"verb": "a", "noun": "d"}, {"verb": "d", "noun": "a"}],
}
