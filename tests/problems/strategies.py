"""Hypothesis strategies for whole problems of every kind, as an author could write them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from problems.model import (
    CATEGORIES,
    DIFFICULTIES,
    Blank,
    BlanksProblem,
    Chip,
    ChoiceProblem,
    ChoicesProblem,
    Code,
    Distractor,
    Option,
    OrderProblem,
    Problem,
    Solution,
    Step,
)

# Signs that mean something in GIFT, HTML, XML, YAML or a shell, besides letters of several scripts.
_SIGNS = "~=#{}:\\%[]<>&\"'`$|*-_.,/()!?@ abcxyzABC0129äßéλЖ中"
_text = st.text(st.sampled_from(_SIGNS), min_size=1, max_size=24)

ids = st.from_regex(r"[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)
lines = _text.map(lambda text: text.strip()).filter(bool)
prose = st.lists(lines, min_size=1, max_size=3).map("\n\n".join)
codes = st.builds(
    Code,
    language=st.sampled_from(["shell", "yaml", "json", "python", "text"]),
    text=st.lists(_text, min_size=1, max_size=3).map("\n".join).filter(str.strip),
)


def _distinct(what: st.SearchStrategy[str], least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(
        what, min_size=least, max_size=most, unique_by=lambda text: " ".join(text.lower().split())
    )


@st.composite
def options(draw: st.DrawFn, keys: tuple[int, int]) -> tuple[Option, ...]:
    """Three to six options, of which a number within `keys` are right."""
    texts = draw(_distinct(lines, 3, 6))
    names = draw(_distinct(ids, len(texts), len(texts)))
    right = draw(st.integers(keys[0], min(keys[1], len(texts) - 1)))
    made = [
        Option(id=name, text=text, correct=at < right, why=draw(lines))
        if draw(st.booleans())
        else Option(id=name, code=draw(codes), correct=at < right, why=draw(lines))
        for at, (name, text) in enumerate(zip(names, texts, strict=True))
    ]
    return tuple(draw(st.permutations(made)))


@st.composite
def common(draw: st.DrawFn) -> dict[str, Any]:
    """The fields that every kind has."""
    tries = draw(st.integers(1, 5))
    return {
        "id": draw(ids),
        "title": draw(lines.filter(lambda text: len(text) >= 3)),
        "category": draw(st.sampled_from(CATEGORIES)),
        "difficulty": draw(st.sampled_from(DIFFICULTIES)),
        "skill": draw(ids),
        "time_limit": draw(st.integers(5, 3600).map(lambda seconds: timedelta(seconds=seconds))),
        "tries": tries,
        "tries_reason": draw(st.none() | lines),
        "prompt": draw(prose),
        "code": draw(st.none() | codes),
        "hints": tuple(draw(st.lists(lines, max_size=3))),
        "solution": Solution(
            steps=tuple(draw(st.lists(lines, min_size=1, max_size=3))),
            takeaway=draw(lines),
            mistakes=tuple(draw(st.lists(lines, min_size=1, max_size=2))),
        ),
        "lab": draw(st.none() | ids),
        "source": draw(st.none() | lines),
    }


@st.composite
def choice(draw: st.DrawFn) -> ChoiceProblem:
    return ChoiceProblem(kind="choice", options=draw(options((1, 1))), **draw(common()))


@st.composite
def choices(draw: st.DrawFn) -> ChoicesProblem:
    return ChoicesProblem(kind="choices", options=draw(options((1, 4))), **draw(common()))


@st.composite
def order(draw: st.DrawFn) -> OrderProblem:
    """A chain, or edges that lead from earlier steps to later ones; perhaps with distractor steps."""
    count, strays = draw(st.integers(3, 5)), draw(st.integers(0, 2))
    names = draw(_distinct(ids, count + strays, count + strays))
    texts = draw(_distinct(lines, count + strays, count + strays))
    chain = draw(st.booleans())
    steps = [
        Step(
            id=names[at],
            text=texts[at],
            after=None
            if chain
            else tuple(draw(st.lists(st.sampled_from(names[:at]), unique=True)) if at else ()),
            why=draw(lines),
        )
        for at in range(count)
    ]
    distractors = [
        Distractor(id=names[at], text=texts[at], why=draw(lines)) for at in range(count, count + strays)
    ]
    return OrderProblem(
        kind="order",
        steps=tuple(draw(st.permutations(steps)) if not chain else steps),
        distractors=tuple(distractors),
        **draw(common()),
    )


@st.composite
def blanks(draw: st.DrawFn) -> BlanksProblem:
    """One to three gaps, each with a chip of its own and perhaps a second that is right."""
    count, spare = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    names = draw(_distinct(ids, count, count))
    texts = draw(_distinct(lines, count + spare, count + spare))
    chip_ids = draw(_distinct(ids, count + spare, count + spare))
    glue = draw(st.lists(_text.filter(lambda text: "{{" not in text), min_size=count + 1, max_size=count + 1))
    template = glue[0] + "".join(
        " {{" + name + "}} " + after for name, after in zip(names, glue[1:], strict=True)
    )
    return BlanksProblem(
        kind="blanks",
        template=Code(language=draw(st.sampled_from(["shell", "yaml"])), text=template),
        blanks=tuple(
            Blank(id=name, accepts=(chip_ids[at], *((chip_ids[-1],) if draw(st.integers(0, 4)) == 0 else ())))
            for at, name in enumerate(names)
        ),
        chips=tuple(
            draw(
                st.permutations(
                    [
                        Chip(id=one, text=text, why=draw(lines))
                        for one, text in zip(chip_ids, texts, strict=True)
                    ]
                )
            )
        ),
        **draw(common()),
    )


problems: st.SearchStrategy[Problem] = st.one_of(choice(), choices(), order(), blanks())
