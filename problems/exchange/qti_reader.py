"""Reads IMS QTI 2.1 and 2.2: a zipped content package with one item for each question.

Takes items with one `choiceInteraction`, `orderInteraction` or `gapMatchInteraction`; every other item is an
omission with its reason. Only the key is read (`correctResponse`), not what a response is worth.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from datetime import timedelta
from functools import partial
from urllib.parse import unquote
from xml.etree.ElementTree import Element, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from problems.errors import ExchangeError
from problems.exchange.question_import import (
    ImportResult,
    QuestionCollector,
    QuestionImport,
    UnsupportedQuestion,
)
from problems.exchange.question_kinds import (
    OfferedAnswer,
    choice_raw,
    gaps_raw,
    order_raw,
    read_fraction,
)
from problems.exchange.raw_problem import RawProblem
from problems.exchange.slugs import is_slug
from problems.fields import format_duration
from problems.images import MAX_IMAGE_BYTES
from problems.model import CATEGORIES, DIFFICULTIES

TOOL_NAME = "Cutover"
# The class of a list that says why each piece belongs where it does, which is shown and not read.
RATIONALES = "rationales"
_READ = {"responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing", "modalFeedback"}
# An item is a page of text; a package that unpacks to more than that is no quiz.
_MAX_ITEM_BYTES = 2_000_000
_MAX_FILES = 20_000
_INTERACTIONS = ("choiceInteraction", "orderInteraction", "gapMatchInteraction")
_GAP_SIGN = "\ufdd0{}\ufdd1"


def from_qti(content: bytes) -> ImportResult:
    """The questions of a QTI package. Raises ExchangeError for a zip that is none, or not safe to read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = [info.filename for info in package.infolist()]
            if "imsmanifest.xml" not in names:
                raise ExchangeError("The zip has no imsmanifest.xml, and a QTI package has one.")
            if len(names) > _MAX_FILES:
                raise ExchangeError("The package has more than 20,000 files: split it.")
            return _read_package(package)
    # What zipfile raises for a damaged archive, an unknown compression, a password or a missing end.
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as e:
        raise ExchangeError("The zip is damaged, or asks for a password.") from e


def _read_package(package: zipfile.ZipFile) -> ImportResult:
    collector = QuestionCollector()
    facts = _facts_of_tests(package)
    for path, kind in _resources(package):
        if kind.startswith("imsqti_item_xmlv2"):
            _read_item(collector, package, path, facts.get(path, []))
        elif not kind.startswith(("imsqti_test", "webcontent", "associatedcontent", "css")):
            reason = f"`{kind}` is not read; items of QTI 2.1 and 2.2 are"
            collector.read(QuestionImport(path, path), partial(_refuse, reason=reason))
    return collector.result()


def _read_item(
    collector: QuestionCollector, package: zipfile.ZipFile, path: str, facts: Sequence[str]
) -> None:
    try:
        item = _document(package, path)
    except ExchangeError as e:
        collector.read(QuestionImport(path, path), partial(_refuse, reason=str(e).rstrip(".")))
        return
    name = item.get("identifier", "").removeprefix("_")
    question = QuestionImport(item.get("title", ""), path, name, _images(package, path, item))
    collector.read(question, partial(_build, item=item), facts)


def _refuse(_: QuestionImport, reason: str) -> RawProblem:
    raise UnsupportedQuestion(reason)


def _build(question: QuestionImport, item: Element) -> RawProblem:
    """A problem of an item. Raises UnsupportedQuestion."""
    interactions = [element for element in item.iter() if element.tag.endswith("Interaction")]
    if len(interactions) != 1:
        raise UnsupportedQuestion(f"it has {len(interactions)} interactions, and here a question has one")
    (interaction,) = interactions
    if interaction.tag not in _INTERACTIONS:
        raise UnsupportedQuestion(f"a `{interaction.tag}` has no kind of problem here")
    _require_one_key(question, item)
    declared = item.find(f"responseDeclaration[@identifier='{interaction.get('responseIdentifier', '')}']")
    if declared is None or not declared.findall("correctResponse/value"):
        raise UnsupportedQuestion("it names no correct response")
    raw = _READERS[interaction.tag](question, item, interaction, declared)
    for tag in sorted({child.tag for child in item} - _READ):
        question.lose(tag, f"QTI's `{tag}` has no field here")
    return question.solution(_solution_html(item)) | raw


def _require_one_key(question: QuestionImport, item: Element) -> None:
    """Our own items list every right order and every chip that fits; here only one of them would be read."""
    processing = item.find("responseProcessing")
    if processing is None or processing.get("template"):
        return
    if len(processing.findall(".//ordered")) > 1 or processing.find(".//or") is not None:
        raise UnsupportedQuestion("several responses are right, and only one of them would be read")
    if item.get("toolName") != TOOL_NAME:
        question.lose("responseProcessing", "how a response is marked is decided here")


def _read_choice(
    question: QuestionImport, item: Element, interaction: Element, declared: Element
) -> RawProblem:
    keys = {value.text for value in declared.iterfind("correctResponse/value")}
    worth = {
        entry.get("mapKey"): entry.get("mappedValue", "") for entry in declared.iterfind("mapping/mapEntry")
    }
    single = declared.get("cardinality") == "single"
    answers = []
    for choice in interaction.iterfind("simpleChoice"):
        name = choice.get("identifier")
        fraction = 100.0 if name in keys else 0.0
        if not single:
            share = 100 / len(keys)
            fraction = (
                100 * read_fraction(worth.get(name, "0")) if worth else share if name in keys else -share
            )
        feedback = "".join(_html(inline) for inline in choice.iterfind("feedbackInline"))
        answers.append(OfferedAnswer(_html(choice, without=("feedbackInline",)), fraction, feedback))
    return question.prompt(_stem_html(item, interaction)) | choice_raw(question, answers, single=single)


def _read_order(
    question: QuestionImport, item: Element, interaction: Element, declared: Element
) -> RawProblem:
    texts = {one.get("identifier"): _html(one) for one in interaction.iterfind("simpleChoice")}
    order = [value.text for value in declared.iterfind("correctResponse/value")]
    if not set(order) <= set(texts):
        raise UnsupportedQuestion("its correct response names a step that is not there")
    steps = [OfferedAnswer(texts.pop(name), 100) for name in order]
    strays = [OfferedAnswer(html, 0) for html in texts.values()]
    return question.prompt(_stem_html(item, interaction)) | order_raw(question, steps, strays)


def _read_gaps(
    question: QuestionImport, item: Element, interaction: Element, declared: Element
) -> RawProblem:
    names = [one.get("identifier", "") for one in interaction.iterfind("gapText")]
    chips = [_html(one) for one in interaction.iterfind("gapText")]
    pairs = [(value.text or "").split() for value in declared.iterfind("correctResponse/value")]
    filled = {pair[1]: pair[0] for pair in pairs if len(pair) == 2}
    gaps = []
    for number, gap in enumerate(interaction.iter("gap"), 1):
        name = gap.get("identifier", "")
        if filled.get(name) not in names:
            raise UnsupportedQuestion("a gap in its text has no piece")
        sign = _GAP_SIGN.format(number)
        slug = name.removeprefix("_")
        gaps.append((sign, slug if is_slug(slug) else f"gap-{number}", names.index(filled[name])))
        gap.tag, gap.text = "span", sign
    stem = _stem_html(item, interaction) + _html(interaction, without=("gapText", "gapImg", "prompt"))
    if interaction.find("gapImg") is not None:
        raise UnsupportedQuestion("a piece is an image, and here it is text")
    return gaps_raw(question, stem, gaps, chips)


_READERS = {
    "choiceInteraction": _read_choice,
    "orderInteraction": _read_order,
    "gapMatchInteraction": _read_gaps,
}


def _stem_html(item: Element, interaction: Element) -> str:
    """What is asked: the body around the interaction, and the interaction's own prompt."""
    body = item.find("itemBody")
    prompt = interaction.find("prompt")
    around = "" if body is None else _html(body, without=_INTERACTIONS)
    return around + ("" if prompt is None else f"<p>{_html(prompt)}</p>")


def _solution_html(item: Element) -> str:
    parts = [_html(feedback) for feedback in item.iterfind("modalFeedback")]
    return "".join(parts)


def _html(element: Element, without: Sequence[str] = ()) -> str:
    """What stands in an element as HTML, but for the elements of some names."""
    copied = deepcopy(element)
    for parent in [*copied.iter()]:
        for at, child in reversed([*enumerate(parent)]):
            if child.tag in without or child.get("class") == RATIONALES:
                _remove(parent, at, child)
    inner = tostring(copied, encoding="unicode", method="html")
    return inner[inner.index(">") + 1 : inner.rindex("<")] if "</" in inner else ""


def _remove(parent: Element, at: int, child: Element) -> None:
    """Take a child away, and leave the text behind it."""
    tail = child.tail or ""
    if at:
        parent[at - 1].tail = (parent[at - 1].tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(child)


def _facts_of_tests(package: zipfile.ZipFile) -> dict[str, list[str]]:
    """By path of an item, what a test says of it, as tags."""
    facts: dict[str, list[str]] = {}
    for path, kind in _resources(package):
        if not kind.startswith("imsqti_test"):
            continue
        with suppress(ExchangeError):
            for reference in _document(package, path).iter("assessmentItemRef"):
                facts[_resolved(path, reference.get("href", ""))] = _facts(reference)
    return facts


def _facts(reference: Element) -> list[str]:
    words = reference.get("category", "").split()
    ours = len(words) == 3 and words[0] in CATEGORIES and words[1] in DIFFICULTIES
    tags = words if not ours else [f"category={words[0]}", f"difficulty={words[1]}", f"skill={words[2]}"]
    control, limits = reference.find("itemSessionControl"), reference.find("timeLimits")
    attempts = "" if control is None else control.get("maxAttempts", "")
    seconds = "" if limits is None else limits.get("maxTime", "")
    if attempts in "12345" and attempts:
        tags.append(f"tries={attempts}")
    if seconds.isdecimal() and 5 <= int(seconds[:6]) <= 3_600:
        tags.append(f"time_limit={format_duration(timedelta(seconds=int(seconds[:6])))}")
    return tags


def _resources(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Path and type of each resource that has a file."""
    for resource in _document(package, "imsmanifest.xml").iter("resource"):
        if resource.get("href"):
            yield _resolved("", resource.get("href", "")), resource.get("type", "")


def _images(package: zipfile.ZipFile, path: str, item: Element) -> Mapping[str, bytes]:
    """The images that an item shows, by the last part of their address."""
    sources = [image.get("src", "") for image in item.iter("img")]
    found = {unquote(source.rpartition("/")[2]): _resolved(path, source) for source in sources}
    images = {}
    for name, target in found.items():
        with suppress(ExchangeError):
            images[name] = _content(package, target, MAX_IMAGE_BYTES + 1)
    return images


def _resolved(path: str, address: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(address)))


def _document(package: zipfile.ZipFile, path: str) -> Element:
    """A file of the package as XML whose elements have plain names. Raises ExchangeError."""
    try:
        root = fromstring(_content(package, path, _MAX_ITEM_BYTES), forbid_dtd=True)
    except DefusedXmlException as e:
        raise ExchangeError(f"{path} declares entities or a DTD.") from e
    except (ParseError, ValueError, LookupError) as e:
        raise ExchangeError(f"{path} is not well-formed XML.") from e
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def _content(package: zipfile.ZipFile, path: str, limit: int) -> bytes:
    """A file of the package. Raises ExchangeError for one that is missing or too large."""
    try:
        with package.open(path) as file:
            content = file.read(limit + 1)
    except KeyError as e:
        raise ExchangeError(f"{path} is not in the package.") from e
    if len(content) > limit:
        raise ExchangeError(f"{path} is too large.")
    return content
