"""A question as GIFT and Moodle XML both say it, turned into the shape that an author writes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from problems.exchange.loss_report import Loss, left_out
from problems.exchange.markup import (
    Block,
    code_raw,
    one_line,
    read_blocks,
    read_option,
    read_prompt,
    read_solution,
)
from problems.exchange.tags import from_tags
from problems.exchange.yaml_shape import Raw, in_order, slug, slugs

NOT_A_STEP = "not a step"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_ID = 60


class Unfit(ValueError):
    """A question that no kind of problem can hold; the message says why."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file gave: problems as YAML would say them, whole or not, and what stayed behind."""

    problems: tuple[Raw, ...]
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """What a bank gave to another format: the file's content and what it can't carry."""

    content: bytes
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What every question has, its texts as HTML."""

    title: str
    text: str
    id: str = ""
    feedback: str = ""
    tags: Sequence[str] = ()
    hints: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An offered answer: `fraction` of the mark in percent, negative for one that costs."""

    html: str
    fraction: float
    feedback: str = ""


@dataclass(slots=True)
class Intake:
    """Collects the questions of one file; ids are unique within it."""

    problems: list[Raw] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)

    def add(self, head: Head, raw: Raw) -> None:
        title = " ".join(head.title.split())
        known = [problem["id"] for problem in self.problems]
        own = head.id if _ID.fullmatch(head.id) and len(head.id) <= _LONGEST_ID else ""
        name = own if own and own not in known else slug(own or title, known, "problem")
        given = {"id": name, "title": title, "hints": [one_line(hint) for hint in head.hints]}
        facts = from_tags(head.tags) | read_solution(head.feedback)
        self.problems.append(in_order(read_prompt(head.text) | facts | given | raw))

    def lose(self, head: Head, what: str, name: str = "") -> None:
        known = head.id or " ".join(head.title.split()) or "a question without a name"
        self.losses.append(Loss(known, name, what) if name else left_out(known, what))

    def done(self) -> Imported:
        return Imported(tuple(self.problems), tuple(self.losses))


def choice_raw(answers: Sequence[Answer], single: bool) -> Raw:
    """A `choice` or a `choices`. Raises Unfit."""
    if len(answers) < 3:
        raise Unfit(f"it offers {len(answers)} answers, and a problem here wants three or more")
    right = [answer.fraction >= 100 if single else answer.fraction > 0 for answer in answers]
    if not any(right) or (single and sum(right) > 1) or all(right):
        raise Unfit(f"{sum(right)} of its {len(answers)} answers are right")
    bodies = [read_option(answer.html) for answer in answers]
    ids = slugs((body.get("text") or body["code"]["text"] for body in bodies), "option")
    options = [
        {"id": one, **body, **({"correct": True} if good else {}), **_why(answer.feedback)}
        for one, body, good, answer in zip(ids, bodies, right, answers, strict=True)
    ]
    return {"kind": "choice" if single else "choices", "options": options}


def order_raw(steps: Sequence[Answer], strays: Sequence[Answer] = ()) -> Raw:
    """An `order` whose steps are a chain. Raises Unfit."""
    if len(steps) < 3:
        raise Unfit(f"it orders {len(steps)} steps, and a problem here wants three or more")
    texts = [one_line(answer.html) for answer in (*steps, *strays)]
    pieces: list[Raw] = [
        {"id": one, "text": text, **_why(answer.feedback)}
        for one, text, answer in zip(slugs(texts, "step"), texts, (*steps, *strays), strict=True)
    ]
    return {"kind": "order", "steps": pieces[: len(steps)], "distractors": pieces[len(steps) :]}


def blanks_raw(text: str, gaps: Sequence[tuple[str, int]], chips: Sequence[str]) -> Raw:
    """A `blanks`: `text` is the HTML around the gaps, `gaps` pairs a mark in it with the place of its chip.

    The template is the last block of code that holds a gap, or all the text that does. Raises Unfit.
    """
    if len({at for _, at in gaps}) < len(gaps):
        raise Unfit("a piece belongs into two gaps, and a chip here is used once")
    blocks = read_blocks(text)
    held = [block for block in blocks if any(mark in block.text for mark, _ in gaps)]
    template, rest = _template(held), [block for block in blocks if block not in held]
    ids = slugs((one_line(chip) for chip in chips), "chip")
    blanks: list[Raw] = []
    for number, (mark, at) in enumerate(gaps, 1):
        name = mark.strip("{}") if mark.startswith("{{") else f"gap-{number}"
        template["text"] = template["text"].replace(mark, "{{" + name + "}}")
        blanks.append({"id": name, "accepts": [ids[at]]})
    prompt = _prompt(rest)
    pieces = [{"id": one, "text": one_line(chip)} for one, chip in zip(ids, chips, strict=True)]
    return {"kind": "blanks", **prompt, "template": template, "blanks": blanks, "chips": pieces}


def _template(held: Sequence[Block]) -> dict[str, Any]:
    if not held:
        raise Unfit("its gaps are not in its text")
    if len(held) == 1 and held[0].code:
        return code_raw(held[0])
    return {"language": "text", "text": "\n".join(block.text for block in held)}


def _prompt(blocks: Sequence[Block]) -> Raw:
    code = next((block for block in blocks if block.code), None)
    prose = "\n\n".join(block.text for block in blocks if block is not code)
    return {"prompt": prose, "code": code_raw(code) if code else None}


def _why(html: str) -> Raw:
    return {"why": one_line(html)} if one_line(html) else {}
