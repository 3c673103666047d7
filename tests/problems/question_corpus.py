"""Generated files of questions in three formats, with a mark of its own in every text of each question."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

_QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"


@dataclass(slots=True)
class Question:
    """`asked` are marks of what is asked and answered, `beside` those of feedback and the like."""

    text: str
    asked: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


class Corpus:
    """Writes questions one by one; equal seeds give equal files."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._marks = 0

    def gift(self, count: int) -> tuple[str, list[Question]]:
        questions = [self._gift() for _ in range(count)]
        joints = ["\n\n", "\r\n\r\n", "\n\n\n", "\n\n// a comment\n", "\n$CATEGORY: week\n\n"]
        text = "".join(question.text + self._dice.choice(joints) for question in questions)
        return text, questions

    def moodle(self, count: int) -> tuple[bytes, list[Question]]:
        questions = [self._moodle() for _ in range(count)]
        body = "".join(question.text for question in questions)
        return f'<?xml version="1.0"?><quiz>{body}</quiz>'.encode(), questions

    def qti(self, count: int) -> tuple[bytes, list[Question]]:
        questions = [self._qti() for _ in range(count)]
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as package:
            resources = "".join(
                f'<resource identifier="r{at}" type="imsqti_item_xmlv2p1" href="items/{at}.xml"/>'
                for at in range(count)
            )
            package.writestr("imsmanifest.xml", f"<manifest><resources>{resources}</resources></manifest>")
            for at, question in enumerate(questions):
                package.writestr(f"items/{at}.xml", question.text)
        return packed.getvalue(), questions

    def _mark(self) -> str:
        self._marks += 1
        return f"mark{self._marks}x"

    def _some(self, question: Question, *, beside: bool = False) -> str:
        """A word with a mark in it, which the question's list keeps."""
        mark = self._mark()
        (question.beside if beside else question.asked).append(mark)
        return f"{self._dice.choice(['the ', '', 'a small '])}{mark}{self._dice.choice(['', ' pod', '.'])}"

    # -- GIFT

    def _gift(self) -> Question:
        question = Question("")
        title = f"::{self._some(question)}::" if self._dice.random() < 0.7 else ""
        style = self._dice.choice(["", "[html]", "[plain]", "[markdown]", "[moodle]"])
        kind = self._dice.choice(
            [
                "choice",
                "choices",
                "match",
                "description",
                "essay",
                "number",
                "short",
                "truth",
                "broken",
                "two",
            ]
        )
        stem = self._some(question)
        body = "".join(self._gift_body(question, kind))
        end = (
            f"####{self._some(question, beside=True)}"
            if self._dice.random() < 0.3 and kind != "broken"
            else ""
        )
        tail = f" {self._some(question)}" if self._dice.random() < 0.2 and kind != "broken" else ""
        if kind == "description":
            question.text = f"{title}{style}{stem}"
        elif kind == "broken":
            question.text = f"{title}{style}{stem} {{{body}"
        elif kind == "two":
            question.text = f"{title}{style}{stem} {{{body}}} and {{{body}}}"
        else:
            question.text = f"{title}{style}{stem} {{{body}{end}}}{tail}"
        return question

    def _gift_body(self, question: Question, kind: str) -> Iterator[str]:
        blank = self._dice.choice(["\n", "\n\n", " "]) if kind != "broken" else " "
        match kind:
            case "choice" | "two" | "broken":
                for at in range(self._dice.randint(2, 6)):
                    sign, answer = "=" if at == 0 else "~", self._some(question)
                    yield f"{sign}{answer}{self._gift_feedback(question)}{blank}"
            case "choices":
                weights = self._dice.choice([["50", "50", "-50"], ["75", "25", "0"], ["100", "0", "-33.3"]])
                for weight in weights:
                    yield f"~%{weight}%{self._some(question)}{self._gift_feedback(question)}{blank}"
            case "match":
                for _ in range(self._dice.randint(2, 4)):
                    pair = f"={self._some(question)} -> {self._some(question)}"
                    yield f"{pair}{self._gift_feedback(question)}{blank}"
            case "number":
                yield "#3:1"
            case "short":
                yield f"={self._some(question)}"
            case "truth":
                yield self._dice.choice(["T", "FALSE", "TRUE"])

    def _gift_feedback(self, question: Question) -> str:
        return f"#{self._some(question, beside=True)}" if self._dice.random() < 0.5 else ""

    # -- Moodle XML

    def _moodle(self) -> Question:
        question = Question("")
        kind = self._dice.choice(
            ["multichoice", "matching", "ordering", "ddwtos", "gapselect", "essay", "cloze", "description"]
        )
        pieces = "".join(self._moodle_pieces(question, kind))
        gaps = " [[1]] [[2]]" if kind in ("ddwtos", "gapselect") else ""
        stem = f"<p>{self._some(question)}{gaps}</p>{self._moodle_block(question)}"
        question.text = (
            f'<question type="{kind}"><name><text>{self._some(question)}</text></name>'
            f'<questiontext format="html"><text>{escape(stem)}</text></questiontext>'
            f"<generalfeedback><text>{self._some(question, beside=True)}</text></generalfeedback>"
            f"{pieces}{self._moodle_element(question)}</question>"
        )
        return question

    def _moodle_block(self, question: Question) -> str:
        mark = self._some(question)
        return self._dice.choice(
            [
                f"<table><tr><th>{mark}</th></tr><tr><td>1</td></tr></table>",
                f"<ul><li>{mark}</li></ul>",
                f"<pre>{mark}<br>x</pre>",
                f"<div><b>{mark}<sup>2</sup></b></div>",
                f'<p>{mark} <img src="@@PLUGINFILE@@/x.png"></p>',
                f"<video>{mark}</video>",
                f"<p>{mark}",
            ]
        )

    def _moodle_pieces(self, question: Question, kind: str) -> Iterator[str]:
        if kind == "multichoice":
            single = self._dice.random() < 0.5
            yield f"<single>{str(single).lower()}</single>"
            for at in range(self._dice.randint(2, 5)):
                fraction = 100 if at == 0 else self._dice.choice([0, -50, 50])
                why = f"<feedback><text>{self._some(question, beside=True)}</text></feedback>"
                yield f'<answer fraction="{fraction}"><text>{self._some(question)}</text>{why}</answer>'
        for at in range(self._dice.randint(2, 4)):
            text = f"<text>{self._some(question)}</text>" if kind != "multichoice" else ""
            match kind:
                case "matching":
                    answer = f"<answer><text>{self._some(question)}</text></answer>"
                    yield f"<subquestion>{text}{answer}</subquestion>"
                case "ordering":
                    yield f'<answer fraction="{at + 1}">{text}</answer>'
                case "ddwtos":
                    yield f"<dragbox>{text}<group>1</group></dragbox>"
                case "gapselect":
                    yield f"<selectoption>{text}<group>1</group></selectoption>"

    def _moodle_element(self, question: Question) -> str:
        tag = self._dice.choice(["correctfeedback", "hint", "unheardof", "defaultgrade"])
        return (
            ""
            if self._dice.random() < 0.5
            else f"<{tag}><text>{self._some(question, beside=True)}</text></{tag}>"
        )

    # -- QTI

    def _qti(self) -> Question:
        question = Question("")
        kind = self._dice.choice(
            ["choiceInteraction", "orderInteraction", "gapMatchInteraction", "hotspotInteraction"]
        )
        names = [f"n{at}" for at in range(self._dice.randint(2, 4))]
        cardinality = {"choiceInteraction": "single", "orderInteraction": "ordered"}.get(kind, "multiple")
        keys = names[:1] if kind == "choiceInteraction" else names
        values = [f"{name} g{name}" for name in names] if kind == "gapMatchInteraction" else keys
        tag = "gapText" if kind == "gapMatchInteraction" else "simpleChoice"
        pieces = "".join(f'<{tag} identifier="{name}">{self._some(question)}</{tag}>' for name in names)
        gapped = names if kind == "gapMatchInteraction" else []
        gaps = "".join(f'<p>{self._some(question)} <gap identifier="g{name}"/></p>' for name in gapped)
        correct = "".join(f"<value>{value}</value>" for value in values)
        question.text = (
            f'<assessmentItem xmlns="{_QTI}" identifier="i" title="{self._some(question)}">'
            f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}">'
            f"<correctResponse>{correct}</correctResponse></responseDeclaration><itemBody><p>{self._some(question)}</p>"
            f'<{kind} responseIdentifier="RESPONSE">{pieces}{gaps}</{kind}></itemBody>'
            f"<modalFeedback>{self._some(question, beside=True)}</modalFeedback></assessmentItem>"
        )
        return question
