"""GIFT, Moodle's text format: https://docs.moodle.org/en/GIFT_format.

A `choice` becomes a multiple choice, a `choices` one whose weights give the same partial credit as here,
an `order` and a `blanks` a matching (step to place, gap to chip).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import assert_never

from problems.errors import ExchangeError
from problems.exchange.import_model import (
    NOT_A_STEP,
    Answer,
    Exported,
    Head,
    Imported,
    Intake,
    Unfit,
    blanks_raw,
    choice_raw,
    order_raw,
)
from problems.exchange.loss_report import Loss, left_out, lost_between
from problems.exchange.markup import code_html, option_html, prompt_html, solution_html, text_html
from problems.exchange.tags import to_tags
from problems.exchange.yaml_shape import Raw, only_order
from problems.model import BlanksProblem, ChoiceProblem, ChoicesProblem, Option, OrderProblem, Problem

# One character each for what stands behind a backslash, from a plane that no text uses, so that the
# signs of the format can be looked for plainly.
_HELD = {char: chr(0xF0000 + ord(char)) for char in "~=#{}:n\\"}
_TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
_TOO_LONG = 5_000_000

_REASONS = {
    "hints": "GIFT has no hints",
    "tries_reason": "GIFT has no field for it",
    "proof": "a proof belongs to the bank",
    "options.id": "answers have no names in GIFT; reading makes them anew",
    "steps.id": "answers have no names in GIFT; reading makes them anew",
    "distractors.id": "answers have no names in GIFT; reading makes them anew",
    "chips.id": "answers have no names in GIFT; reading makes them anew",
    "steps.why": "a matching has no feedback for each pair",
    "distractors.why": "a matching has no feedback for each pair",
    "chips.why": "a matching has no feedback for each pair",
    "skill": "a tag holds 50 characters",
    "lab": "a tag holds 50 characters",
}


def to_gift(problems: Iterable[Problem]) -> Exported:
    """The problems as one GIFT file, UTF-8, with what did not come back when it was read again."""
    written: list[str] = []
    losses: list[Loss] = []
    for problem in problems:
        reason = _unfit(problem)
        if reason:
            losses.append(left_out(problem.id, reason))
            continue
        written.append(_question(problem))
        losses += _lost(problem, from_gift(written[-1]))
    return Exported("\n\n".join([*written, ""]).encode(), tuple(losses))


def from_gift(text: str) -> Imported:
    """The questions of a GIFT file. Raises ExchangeError for text that is none."""
    if len(text) > _TOO_LONG:
        raise ExchangeError("The file is longer than 5 MB: split it.")
    intake = Intake()
    for question in _questions(text):
        head = question.head()
        try:
            intake.add(head, _read_body(question, head, intake))
        except Unfit as unfit:
            intake.lose(head, str(unfit))
    if not intake.problems and not intake.losses:
        raise ExchangeError("No question was found: a GIFT question has its answers between { and }.")
    return intake.done()


def _unfit(problem: Problem) -> str | None:
    match problem:
        case OrderProblem() if only_order(problem) is None:
            return "several orders are right, and GIFT keys one"
        case BlanksProblem() if any(len(blank.accepts) > 1 for blank in problem.blanks):
            return "a gap accepts several chips, and GIFT keys one"
        case BlanksProblem() if len(problem.blanks) < 2:
            return "a matching wants two gaps or more"
    return None


def _lost(problem: Problem, back: Imported) -> tuple[Loss, ...]:
    if len(back.problems) != 1:
        return (left_out(problem.id, "it can't be read back; nothing like it should be handed on"),)
    return lost_between(problem, back.problems[0], _REASONS)


def _question(problem: Problem) -> str:
    tags = "".join(f" [tag:{tag}]" for tag in to_tags(problem))
    stem = prompt_html(problem) + (code_html(problem.template) if isinstance(problem, BlanksProblem) else "")
    answers = "\n".join(_answers(problem))
    general = _escape(solution_html(problem.solution, problem.source))
    title = _escape(problem.title)
    return f"// [id:{problem.id}]{tags}\n::{title}::[html]{_escape(stem)}{{\n{answers}\n####{general}\n}}"


def _answers(problem: Problem) -> Iterator[str]:
    match problem:
        case ChoiceProblem():
            for option in problem.options:
                sign = "=" if option.correct else "~"
                yield f"{sign}{_option(option)}#{_escape(text_html(option.why))}"
        case ChoicesProblem():
            share = f"{100 / sum(option.correct for option in problem.options):.7g}"
            for option in problem.options:
                weight = share if option.correct else f"-{share}"
                yield f"~%{weight}%{_option(option)}#{_escape(text_html(option.why))}"
        case OrderProblem():
            place = {step: at for at, step in enumerate(only_order(problem) or (), 1)}
            for step in problem.steps:
                yield f"={_escape(text_html(step.text))} -> {place[step.id]}"
            for stray in problem.distractors:
                yield f"={_escape(text_html(stray.text))} -> {NOT_A_STEP}"
        case BlanksProblem():
            yield from _gap_answers(problem)
        case _:
            assert_never(problem)


def _gap_answers(problem: BlanksProblem) -> Iterator[str]:
    chips = {chip.id: chip.text for chip in problem.chips}
    for blank in problem.blanks:
        yield f"={_escape('{{' + blank.id + '}}')} -> {_escape(chips.pop(blank.accepts[0]))}"
    for text in chips.values():
        yield f"= -> {_escape(text)}"


def _option(option: Option) -> str:
    """An option's HTML; a percent sign in front of it would be read as its weight."""
    return _escape(re.sub("^%", "&#37;", option_html(option)))


def _escape(text: str) -> str:
    return re.sub(r"[\\~=#{}:]", r"\\\g<0>", text).replace("\n", "\\n")


@dataclass(slots=True)
class _Question:
    """The lines between two blank ones, comments apart."""

    id: str = ""
    tags: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def head(self) -> Head:
        found = _TITLE.match(self.text)
        after = self.text.rpartition("}")[2].strip()
        stem = self._stem + (f" _____ {after}" if after else "")
        general = self.text.partition("####")[2].rpartition("}")[0]
        return Head(
            title=_shown(found[1]).strip() if found else _shown(stem).strip()[:60],
            text=_html(stem),
            id=self.id,
            feedback=_html(general, self.format),
            tags=self.tags,
        )

    @property
    def _stem(self) -> str:
        return _TITLE.sub("", self.text.partition("{")[0]).strip()

    @property
    def format(self) -> str:
        """The stem's format, which its answers share unless they name their own."""
        found = _FORMAT.match(self._stem)
        return found[1] if found else "moodle"

    @property
    def body(self) -> str | None:
        """What stands between the braces, the general feedback apart; None for a mere description."""
        opened, closed = self.text.find("{"), self.text.rfind("}")
        if opened < 0 or closed < opened:
            return None
        return self.text[opened + 1 : closed].partition("####")[0].strip()

    def comment(self, line: str) -> None:
        named = re.search(r"\[id:([^\]]+)\]", line)
        self.id = named[1].strip() if named else self.id
        self.tags += re.findall(r"\[tag:([^\]]+)\]", line)


def _questions(text: str) -> Iterator[_Question]:
    held = re.sub(r"\\([~=#{}:n\\])", lambda found: _HELD[found[1]], text.removeprefix("\ufeff"))
    question = _Question()
    for line in (*re.split(r"\r\n|\r|\n", held), ""):
        if line.lstrip().startswith("//"):
            question.comment(line)
        elif line.lstrip().startswith("$CATEGORY"):
            question = _Question()
        elif line.strip():
            question.lines.append(line)
        elif question.lines:
            if question.body is not None:
                yield question
            question = _Question()


def _read_body(question: _Question, head: Head, intake: Intake) -> Raw:
    body = question.body or ""
    if not body or body.startswith("#") or re.match(r"(T|F|TRUE|FALSE)\b", body):
        raise Unfit("an essay, a number or true/false has no kind of problem here")
    found = re.finditer(r"([=~])\s*(?:%(-?[\d.]+)%)?([^=~]*)", body)
    answers = [_read_answer(answer, question.format) for answer in found]
    if answers and all(answer.sign == "=" for answer in answers):
        if "->" in body:
            return _read_pairs(answers, head, question.format)
        raise Unfit("a short answer is typed, and no kind of problem here is")
    single = any(answer.sign == "=" for answer in answers)
    if single and any(answer.weight not in (None, 100.0) for answer in answers):
        intake.lose(head, "a partly right answer counts as wrong", "options.correct")
    return choice_raw([answer.answer for answer in answers], single)


@dataclass(frozen=True, slots=True)
class _Signed:
    sign: str
    weight: float | None
    text: str
    answer: Answer


def _read_answer(found: re.Match[str], style: str) -> _Signed:
    text, _, feedback = found[3].strip().partition("#")
    weight = float(found[2]) if found[2] else None
    fraction = weight if weight is not None else (100.0 if found[1] == "=" else 0.0)
    return _Signed(found[1], weight, text, Answer(_html(text, style), fraction, _html(feedback, style)))


def _read_pairs(answers: list[_Signed], head: Head, style: str) -> Raw:
    pairs = [
        (left.strip(), _shown(right).strip()) for left, _, right in (a.text.partition("->") for a in answers)
    ]
    order = sorted((int(right), _html(left, style)) for left, right in pairs if right.isdecimal())
    strays = [Answer(_html(left, style), 0) for left, right in pairs if right == NOT_A_STEP]
    if [place for place, _ in order] == list(range(1, len(pairs) - len(strays) + 1)):
        return order_raw([Answer(html, 100) for _, html in order], strays)
    chips = [text_html(right) for _, right in pairs]
    gaps = [(_shown(left), at) for at, (left, _) in enumerate(pairs) if left]
    if all(mark in _shown(head.text) for mark, _ in gaps):
        return blanks_raw(head.text, gaps, chips)
    rows = "\n".join(f"{left}: [[{at + 1}]]" for left, at in gaps)
    table = text_html(rows).replace("&#91;", "[")
    return blanks_raw(f"{head.text}<pre>{table}</pre>", [(f"[[{at + 1}]]", at) for _, at in gaps], chips)


def _html(text: str, style: str = "moodle") -> str:
    """The text as HTML. Moodle's own style is HTML where it holds a tag or an entity."""
    shown = _shown(text).strip()
    found = _FORMAT.match(shown)
    body = shown[found.end() :] if found else shown
    named = found[1] if found else style
    if named == "html" or (named == "moodle" and re.search(r"</?[a-z]+[^>]*>|&#?\w+;", body)):
        return body
    return "".join(f"<p>{text_html(line)}</p>" for line in body.split("\n"))


def _shown(text: str) -> str:
    return "".join(_SHOWN.get(char, char) for char in text)


_SHOWN = {held: "\n" if char == "n" else char for char, held in _HELD.items()}
