"""The four kinds of problems, made of what questions of other systems offer."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from problems.exchange.html_reader import HtmlBlock
from problems.exchange.question_import import QuestionImport, UnsupportedQuestion, code_raw
from problems.exchange.raw_problem import RawProblem
from problems.exchange.slugs import slugs

# Moodle rounds a third to 33.33333.
_NEAR = 0.01
# A problem has at most 14 pieces; more than that many are no question that somebody wrote.
_MOST_ANSWERS = 100


@dataclass(frozen=True, slots=True)
class OfferedAnswer:
    """An answer as HTML: `fraction` of the mark in percent, negative for one that costs."""

    html: str
    fraction: float
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class MatchingPair:
    """A line and what belongs to it, both HTML; a pair without a left side offers a wrong answer."""

    left: str
    right: str
    feedback: str = ""


def read_fraction(text: str) -> float:
    """A weight in percent. Raises UnsupportedQuestion for what is no finite number."""
    try:
        fraction = float(text)
    except ValueError:
        fraction = math.nan
    if not math.isfinite(fraction):
        raise UnsupportedQuestion(f"an answer's weight is `{text}`, which is no number")
    return fraction


def choice_raw(question: QuestionImport, answers: Sequence[OfferedAnswer], *, single: bool) -> RawProblem:
    """A `choice` or a `choices`. Raises UnsupportedQuestion."""
    _require_few(answers)
    offered = _distinct(question, [(answer, question.option(answer.html)) for answer in answers])
    if len(offered) < 3:
        raise UnsupportedQuestion(f"it offers {len(offered)} answers, and a problem here wants three or more")
    right = [answer.fraction >= 100 - _NEAR if single else answer.fraction > 0 for answer, _ in offered]
    if not any(right) or (single and sum(right) > 1) or all(right):
        raise UnsupportedQuestion(f"{sum(right)} of its {len(right)} answers are right")
    _note_weights(question, [answer.fraction for answer, _ in offered], right, single=single)
    ids = slugs((body.get("text") or body["code"]["text"] for _, body in offered), "option")
    options = [
        {
            "id": slug,
            **body,
            **({"correct": True} if is_key else {}),
            **_rationale(question, answer.feedback, "options.why"),
        }
        for slug, is_key, (answer, body) in zip(ids, right, offered, strict=True)
    ]
    return {"kind": "choice" if single else "choices", "options": options}


def order_raw(
    question: QuestionImport, steps: Sequence[OfferedAnswer], distractors: Sequence[OfferedAnswer] = ()
) -> RawProblem:
    """An `order` whose steps are a chain. Raises UnsupportedQuestion."""
    if len(steps) < 3:
        raise UnsupportedQuestion(f"it orders {len(steps)} steps, and a problem here wants three or more")
    answers = (*steps, *distractors)
    _require_few(answers)
    texts = [question.piece(answer.html, "steps") for answer in answers]
    _require_text(texts)
    if len(set(texts)) < len(texts):
        raise UnsupportedQuestion("two of its steps look alike, and here each has one position")
    pieces = [
        {"id": slug, "text": text, **_rationale(question, answer.feedback, "steps.why")}
        for slug, text, answer in zip(slugs(texts, "step"), texts, answers, strict=True)
    ]
    return {"kind": "order", "steps": pieces[: len(steps)], "distractors": pieces[len(steps) :]}


def matching_raw(question: QuestionImport, pairs: Sequence[MatchingPair], joint: str) -> RawProblem:
    """A `blanks` with a line for each pair: left side, `joint`, gap. Raises UnsupportedQuestion."""
    chips, positions = _chips(question, [(pair.right, pair.feedback) for pair in pairs])
    template: list[str] = []
    blanks: list[RawProblem] = []
    for pair, position in zip(pairs, positions, strict=True):
        left = question.plain(pair.left, "template")
        if left:
            name = f"gap-{len(blanks) + 1}"
            template.append(f"{left}{joint}{{{{{name}}}}}")
            blanks.append({"id": name, "accepts": [chips[position]["id"]]})
    _require_each_chip_once(blanks, chips)
    return {
        "kind": "blanks",
        "template": {"language": "text", "text": "\n".join(template)},
        "blanks": blanks,
        "chips": chips,
    }


def gaps_raw(
    question: QuestionImport, html: str, gaps: Sequence[tuple[str, str, int]], chips: Sequence[str]
) -> RawProblem:
    """A `blanks` of a text with gaps in it. Raises UnsupportedQuestion.

    `gaps` are, in the order of the text, the sign of each there, its name, and the position of its chip
    among `chips`, which are HTML. The template is the block of code that holds the gaps, or all the blocks
    that do; the others are the prompt.
    """
    content = question.question_content(html)
    holders = [block for block in content.blocks if any(sign in block.plain for sign, _, _ in gaps)]
    template = _template(holders)
    content.blocks = [block for block in content.blocks if block not in holders]
    pieces, positions = _chips(question, [(chip, "") for chip in chips])
    blanks = []
    for sign, name, at in gaps:
        if template["text"].count(sign) != 1:
            raise UnsupportedQuestion("a gap stands in its text more than once or not at all")
        template["text"] = template["text"].replace(sign, f"{{{{{name}}}}}")
        blanks.append({"id": name, "accepts": [pieces[positions[at]]["id"]]})
    _require_each_chip_once(blanks, pieces)
    prompt = question.prompt_of(content)
    return {"kind": "blanks", **prompt, "template": template, "blanks": blanks, "chips": pieces}


def _distinct(
    question: QuestionImport, offered: Sequence[tuple[OfferedAnswer, RawProblem]]
) -> list[tuple[OfferedAnswer, RawProblem]]:
    """The answers that say something, each once."""
    distinct: list[tuple[OfferedAnswer, RawProblem]] = []
    for answer, body in offered:
        twin = next((other for other, known in distinct if known == body), None)
        if not body:
            question.lose("options", "an empty answer is left out")
        elif twin is None:
            distinct.append((answer, body))
        elif twin.fraction != answer.fraction:
            raise UnsupportedQuestion("two of its answers look alike and do not count the same")
        else:
            question.lose("options", "of two answers that look alike one is left out")
    return distinct


def _note_weights(
    question: QuestionImport, fractions: Sequence[float], right: Sequence[bool], *, single: bool
) -> None:
    """Tell where the marking here is another: all or nothing for one key, equal shares for several."""
    share = 100.0 if single else 100 / sum(right)
    if single and any(0 < fraction < 100 - _NEAR for fraction in fractions):
        question.lose("options.correct", "a partly right answer counts as wrong")
    if single and any(fraction < 0 for fraction in fractions):
        question.lose("options.correct", "a wrong answer costs no more than its try")
    if not single and any(
        abs(fraction - (share if is_key else -share)) > _NEAR
        for fraction, is_key in zip(fractions, right, strict=True)
    ):
        weights = ", ".join(f"{fraction:g}" for fraction in fractions)
        question.lose("options.correct", f"the weights {weights} become equal shares; a false pick costs one")


def _chips(
    question: QuestionImport, offered: Sequence[tuple[str, str]]
) -> tuple[list[RawProblem], list[int]]:
    """A chip for each text, and for each of the `offered`, HTML and feedback, the position of its chip."""
    _require_few(offered)
    texts = [question.piece(html, "chips") for html, _ in offered]
    _require_text(texts)
    positions: dict[str, int] = {}
    for text in texts:
        positions.setdefault(text, len(positions))
    chips: list[RawProblem] = [
        {"id": slug, "text": text} for slug, text in zip(slugs(positions, "chip"), positions, strict=True)
    ]
    for text, (_, feedback) in zip(texts, offered, strict=True):
        chips[positions[text]] |= _rationale(question, feedback, "chips.why")
    return chips, [positions[text] for text in texts]


def _require_few(answers: Sequence[object]) -> None:
    if len(answers) > _MOST_ANSWERS:
        raise UnsupportedQuestion(f"it has {len(answers)} answers, and a problem here takes 14")


def _require_text(texts: Sequence[str]) -> None:
    if not all(texts):
        raise UnsupportedQuestion("one of its pieces is empty")


def _require_each_chip_once(blanks: Sequence[RawProblem], chips: Sequence[RawProblem]) -> None:
    if not blanks:
        raise UnsupportedQuestion("it has no gap")
    used = [blank["accepts"][0] for blank in blanks]
    for chip in chips:
        if used.count(chip["id"]) > 1:
            raise UnsupportedQuestion(
                f"`{chip['text']}` belongs into several gaps, and a chip here is used once"
            )


def _template(holders: Sequence[HtmlBlock]) -> dict[str, Any]:
    if not holders:
        raise UnsupportedQuestion("its gaps are not in its text")
    if len(holders) == 1 and holders[0].kind == "code":
        return code_raw(holders)
    return {"language": "text", "text": "\n".join(re.sub(r"[ \t]+$", "", block.plain) for block in holders)}


def _rationale(question: QuestionImport, html: str, path: str) -> RawProblem:
    line = question.line(html, path)
    return {"why": line} if line else {}
