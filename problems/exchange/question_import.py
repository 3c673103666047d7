"""The import of questions, one by one: what each gives, and what of it can't be carried.

Every question of a file ends as a problem or as an omission with its reason: `QuestionCollector.read` is the
only way in and counts both.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from problems.errors import ImageError
from problems.exchange.html_reader import HtmlBlock, HtmlContent, HtmlImage, read_html
from problems.exchange.image_import import ImportedImage, import_image
from problems.exchange.loss_report import Loss, omission
from problems.exchange.raw_problem import RawProblem, in_order
from problems.exchange.slugs import SlugRegistry, is_slug
from problems.exchange.tags import from_tags, unknown_tags

_LONGEST_TITLE = 60
_DATA_ADDRESS = re.compile(r"data:image/[a-z+.-]+;base64,", re.IGNORECASE)


class UnsupportedQuestion(ValueError):
    """A question that no kind of problem can hold; the message says why, without a full stop."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What a file gave: problems as YAML would say them, whole or not, and what they don't carry.

    Each of the `questions` is one of the problems or an omission among the losses. `images` are the files
    that problems name, by name.
    """

    questions: int
    problems: tuple[RawProblem, ...]
    losses: tuple[Loss, ...]
    images: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def omissions(self) -> tuple[Loss, ...]:
        return tuple(loss for loss in self.losses if loss.left_out)


@dataclass(slots=True)
class QuestionImport:
    """One question while it is read: its texts as markup, and the losses on the way.

    `title` and `location` ("line 12") are how the report names it; `files` are the images that came with it.
    """

    title: str
    location: str
    id: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    losses: list[tuple[str, str]] = field(default_factory=list)
    images: list[ImportedImage] = field(default_factory=list)

    def lose(self, path: str, reason: str) -> None:
        """Note once that the field at this path is not as it was."""
        if (path, reason) not in self.losses:
            self.losses.append((path, reason))

    def line(self, html: str, path: str) -> str:
        """One line of markup for text beside the question; what a line can't hold is noted as lost."""
        content = self._content(html, path)
        for image in content.images:
            self.lose(path, f"an image beside the question is not carried ({image.alt or 'without text'})")
        for what in sorted(content.unsupported):
            self.lose(path, f"{what} is not carried")
        if any(block.kind in ("code", "table") for block in content.blocks):
            self.lose(path, "a block of code or a table is part of a line here")
        return " ".join(" ".join(block.text.split("\n")) for block in content.blocks)

    def piece(self, html: str, path: str) -> str:
        """One line of markup for a step or a chip. Raises UnsupportedQuestion."""
        blocks = self._answer_content(html, path).blocks
        if any(block.kind == "table" or (block.kind == "code" and _has_lines(block)) for block in blocks):
            raise UnsupportedQuestion("an answer holds a table or a block of code, and here it is one line")
        return " ".join(f"`{block.text.strip()}`" if block.kind == "code" else block.text for block in blocks)

    def plain(self, html: str, path: str) -> str:
        """The same without marks, for a template, which is code."""
        blocks = self._answer_content(html, path).blocks
        return " ".join(" ".join(block.plain.split()) for block in blocks)

    def option(self, html: str, path: str = "options") -> RawProblem:
        """`code` for an answer that is one block of code, `text` for every other; empty for no answer.

        Raises UnsupportedQuestion for one that is neither.
        """
        blocks = self._answer_content(html, path).blocks
        if len(blocks) == 1 and blocks[0].kind == "code":
            return {"code": code_raw(blocks)}
        text = self.piece(html, path)
        return {"text": text} if text else {}

    def prompt(self, html: str) -> RawProblem:
        """`prompt`, `code` and `images` of a question's text. Raises UnsupportedQuestion."""
        return self.prompt_of(self.question_content(html))

    def question_content(self, html: str) -> HtmlContent:
        """The blocks of a question's text, its images taken. Raises UnsupportedQuestion."""
        content = self._content(html, "prompt")
        if content.unsupported:
            raise UnsupportedQuestion(f"it shows {sorted(content.unsupported)[0]}, which no problem holds")
        for image in content.images:
            self._take_image(image)
        return content

    def prompt_of(self, content: HtmlContent) -> RawProblem:
        """`prompt`, `code` and `images`; several blocks of code become one."""
        code = [block for block in content.blocks if block.kind == "code"]
        if len(code) > 1:
            self.lose("code", f"{len(code)} blocks of code are one here")
        images = [{"file": image.file, "alt": image.alt} for image in self.images]
        return {
            "prompt": prose_of([block for block in content.blocks if block.kind != "code"]),
            "code": code_raw(code) if code else None,
            "images": [{key: value for key, value in image.items() if value} for image in images],
        }

    def solution(self, html: str) -> RawProblem:
        """`solution` and `source`; feedback that is not ours becomes steps, and `check` asks for the rest."""
        content = self._content(html, "solution")
        for image in content.images:
            self.lose(
                "solution", f"an image beside the question is not carried ({image.alt or 'without text'})"
            )
        for what in sorted(content.unsupported):
            self.lose("solution", f"{what} is not carried")
        parts: dict[str, list[str]] = {}
        for block in content.blocks:
            parts.setdefault(block.part, []).append(block.text)
        source = parts.pop("source", [])
        steps, mistakes = parts.pop("steps", []), parts.pop("mistakes", [])
        takeaway = " ".join(parts.pop("takeaway", []))
        steps += [
            line for texts in parts.values() for text in texts for line in text.splitlines() if line.strip()
        ]
        found = {"steps": steps, "takeaway": takeaway, "mistakes": mistakes}
        given = {key: value for key, value in found.items() if value}
        return ({"solution": given} if given else {}) | ({"source": source[0]} if source else {})

    def _content(self, html: str, path: str) -> HtmlContent:
        content = read_html(html)
        for reason in sorted(content.losses):
            self.lose(path, reason)
        return content

    def _answer_content(self, html: str, path: str) -> HtmlContent:
        content = self._content(html, path)
        if content.images:
            raise UnsupportedQuestion("an answer is an image, and here it is text or code")
        if content.unsupported:
            raise UnsupportedQuestion(
                f"an answer shows {sorted(content.unsupported)[0]}, and here it is text or code"
            )
        return content

    def _take_image(self, image: HtmlImage) -> None:
        name, content = self._file(image.source)
        if content is None:
            raise UnsupportedQuestion(f"it shows the image {name}, which is not in the file")
        try:
            taken = import_image(name, content, image.alt)
        except ImageError as error:
            raise UnsupportedQuestion(f"it shows the image {name}: {error.what}") from error
        if not taken.alt:
            self.lose("images.alt", "the image has no text alternative; write one")
        if taken.file not in [known.file for known in self.images]:
            self.images.append(taken)

    def _file(self, source: str) -> tuple[str, bytes | None]:
        """The name of an image and its bytes, from its address in the HTML."""
        embedded = _DATA_ADDRESS.match(source)
        if embedded is not None:
            return "image", decode_base64(source[embedded.end() :])
        name = unquote(source.rpartition("/")[2]) or "without a name"
        return name, self.files.get(name)


class QuestionCollector:
    """Collects the questions of one file; ids are unique within it."""

    def __init__(self) -> None:
        self._ids = SlugRegistry()
        self._questions = 0
        self._problems: list[RawProblem] = []
        self._losses: list[Loss] = []
        self._images: dict[str, bytes] = {}

    def read(
        self,
        question: QuestionImport,
        build: Callable[[QuestionImport], RawProblem],
        tags: Sequence[str] = (),
    ) -> None:
        """Add what `build` makes of the question, or leave it out with the reason."""
        self._questions += 1
        label = question.title or question.id or "a question without a name"
        try:
            raw = build(question)
        except UnsupportedQuestion as unsupported:
            self._losses.append(omission(label, str(unsupported), question.location))
            return
        for tag in unknown_tags(tags):
            question.lose("tags", f"the tag `{tag}` has no field here")
        self._losses += [
            Loss(label, path, reason, location=question.location) for path, reason in question.losses
        ]
        self._images |= {image.file: image.content for image in question.images}
        facts = {"id": self._new_id(question), "title": _title(question, raw)}
        self._problems.append(in_order(raw | from_tags(tags) | facts))

    def lose(self, label: str, path: str, reason: str, location: str = "") -> None:
        """Note what belongs to no question, such as a category."""
        self._losses.append(Loss(label, path, reason, location=location))

    def result(self) -> ImportResult:
        return ImportResult(self._questions, tuple(self._problems), tuple(self._losses), self._images)

    def _new_id(self, question: QuestionImport) -> str:
        own = question.id
        if is_slug(own) and self._ids.claim(own):
            return own
        return self._ids.new(own or question.title, "problem")


def prose_of(blocks: Sequence[HtmlBlock]) -> str:
    """Blocks as the lines of a prompt: bullets below each other, a blank line between all others."""
    text = ""
    before: HtmlBlock | None = None
    for block in blocks:
        joint = "\n" if before and before.kind == block.kind == "bullet" else "\n\n"
        text += (joint if before else "") + ("- " if block.kind == "bullet" else "") + block.text
        before = block
    return text


def code_raw(blocks: Sequence[HtmlBlock]) -> RawProblem:
    """Blocks of code as one; its language is theirs, or `text` where they differ."""
    languages = {block.language for block in blocks}
    language = languages.pop() if len(languages) == 1 else "text"
    return {"language": language, "text": "\n\n".join(block.text for block in blocks)}


def decode_base64(text: str) -> bytes | None:
    """The bytes, or None for text that is no base64."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def _has_lines(block: HtmlBlock) -> bool:
    return "\n" in block.text.strip() or "`" in block.text


def _title(question: QuestionImport, raw: RawProblem) -> str:
    """The question's own title, else the beginning of what it asks."""
    return " ".join((question.title or str(raw.get("prompt", ""))[:_LONGEST_TITLE]).split())
