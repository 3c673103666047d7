"""pydantic's errors in the words of somebody who writes problems."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sized
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from problems.fields import ID_PATTERN, IMAGE_NAME_PATTERN, VISIBLE_TEXT
from problems.manifest import MisconceptionEntry, Skill
from problems.model import (
    Blank,
    BlanksProblem,
    Chip,
    ChoiceProblem,
    ChoicesProblem,
    Code,
    Distractor,
    Option,
    OrderProblem,
    Solution,
    Step,
)
from problems.proof_model import (
    PROOF_KINDS,
    Condition,
    OutputClaim,
    RoutingClaim,
    SafetyRule,
    StepAction,
    UnsafeOrder,
)
from problems.reading.source_map import FieldPath
from problems.reading.yaml_errors import shorten

Context = dict[str, Any]
# Rule, what is wrong with the value, and cure.
Words = tuple[str, str, str]
# An entry with more errors than that was hardly meant as a problem; the first ones are enough.
MAX_MESSAGES = 30

_KINDS: Mapping[str, type[BaseModel]] = {
    "choice": ChoiceProblem,
    "choices": ChoicesProblem,
    "order": OrderProblem,
    "blanks": BlanksProblem,
}
# The model that stands under a field, be it alone or in a list.
_UNDER: Mapping[str, type[BaseModel]] = {
    "options": Option,
    "steps": Step,
    "distractors": Distractor,
    "chips": Chip,
    "blanks": Blank,
    "code": Code,
    "template": Code,
    "solution": Solution,
    "skills": Skill,
    "misconceptions": MisconceptionEntry,
    "shows": OutputClaim,
    "routes": RoutingClaim,
    "acts": StepAction,
    "needs": Condition,
    "ends": Condition,
    "rules": SafetyRule,
    "unsafe": UnsafeOrder,
}
_QUOTED = re.compile("'([^']+)'")
_EXPLAINS = {"why", "solution", "takeaway", "mistakes", "difficulty", "skill"}


@dataclass(frozen=True, slots=True)
class ValidationMessage:
    """What a value was refused for; `path` leads from the entry to it, `of` says which end of it to show."""

    rule: str
    path: FieldPath
    of: Literal["key", "value"]
    what: str
    cure: str


def validation_messages(
    error: ValidationError, root: type[BaseModel] | None = None
) -> list[ValidationMessage]:
    """The errors, at most `MAX_TOLD`, without those that only follow from another.

    `root` is the model that refused; None stands for a problem, where pydantic's path begins with the kind.
    """
    messages = [_message(detail, root) for detail in error.errors(include_url=False)[: 4 * MAX_MESSAGES]]
    return [message for message in messages if not _follows(message, messages)][:MAX_MESSAGES]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence with the nearest of the known words, or with all of them."""
    words = list(known)
    near = difflib.get_close_matches(word, words, n=1) if len(word) <= 60 else []
    if near:
        return f"Did you mean `{near[0]}`?"
    return f"Write one of {', '.join(f'`{one}`' for one in words)}."


def _message(detail: ErrorDetails, root: type[BaseModel] | None) -> ValidationMessage:
    path = tuple(detail["loc"])
    if root is None and path:
        root, path = _KINDS.get(str(path[0])), path[1:]
    model = _model_at(path[:-1], root)
    if path[:1] == ("proof",) and len(path) > 1 and path[1] in PROOF_KINDS:
        # pydantic names the kind of proof in the path, and YAML has no place for it.
        model = PROOF_KINDS[str(path[1])] if len(path) == 3 else model
        path = (path[0], *path[2:])
    if detail["type"] == "refusal":
        context = detail["ctx"]
        field_path = (*path, *context["at"])
        return ValidationMessage(context["rule"], field_path, "value", context["what"], context["cure"])
    if detail["type"] == "missing":
        name = str(path[-1])
        rule = _rule_of_missing(path)
        return ValidationMessage(
            rule, path, "value", f"`{name}` is missing", f"Add it: {_about(model, name)}"
        )
    if detail["type"] == "extra_forbidden":
        name = shorten(str(path[-1]))
        known = model.model_fields if model else ()
        return ValidationMessage("F2", path, "key", f"`{name}` is no field here", did_you_mean(name, known))
    if detail["type"].startswith("union_tag"):
        return _about_kind(detail, (*path, "kind"))
    rule, what, cure = _about_value(detail, path)
    return ValidationMessage(rule, path, "value", what, cure)


def _about_kind(detail: ErrorDetails, path: FieldPath) -> ValidationMessage:
    """A problem or a proof whose `kind` is missing or unknown."""
    known = PROOF_KINDS if path[0] == "proof" else _KINDS
    tag = detail.get("ctx", {}).get("tag")
    if tag is None:
        cure = f"Write one of {', '.join(f'`{kind}`' for kind in known)}."
        return ValidationMessage("F1", path, "value", "`kind` is missing", cure)
    return ValidationMessage("F4", path, "value", f"`kind` is `{shorten(tag)}`", did_you_mean(tag, known))


_MISSING: Mapping[FieldPath, str] = {("steps",): "E4", ("options",): "E1"}


def _rule_of_missing(path: FieldPath) -> str:
    if path[-1] in _EXPLAINS or "solution" in path:
        return "E7"
    return _MISSING.get(path, "F1")


def _about_value(detail: ErrorDetails, path: FieldPath) -> tuple[str, str, str]:
    """Rule, what and cure for a value that is there, and is not what the field takes."""
    value, context = detail["input"], detail.get("ctx", {})
    name = shorten(str(path[-1])) if path else ""
    shown = _named(path)
    say = _WORDS.get(detail["type"])
    if say is None:
        return "F4", f"{shown} is {_called(value)}", f"{detail['msg']}."
    rule, says, cure = say(value, context)
    return _OTHER_RULES.get((name, detail["type"]), rule), f"{shown} {says}", cure


def _named(path: FieldPath) -> str:
    """A field by its name, an entry of a list by its number from 1."""
    if not path:
        return "this entry"
    if isinstance(path[-1], str):
        return f"`{shorten(path[-1])}`"
    return f"entry {path[-1] + 1} of `{path[-2]}`"


def _not_text(value: object, _: Context) -> Words:
    if isinstance(value, bool | int):
        cure = f'Put it in quotes: "{str(value).lower()}".'
    elif value is None:
        cure = "Write text, in quotes where it begins with `#`. A field that is not needed may be left out."
    elif isinstance(value, Mapping):
        cure = "Put the text in quotes: the colon in it made a field of its beginning."
    else:
        cure = "Write it as one text."
    return "F3", f"is {_called(value)}, not text", cure


def _not_whole(value: object, _: Context) -> Words:
    return "F3", f"is {_called(value)}, not a number", "Write a whole number without quotes."


def _not_bool(value: object, _: Context) -> Words:
    return "F3", f"is {_called(value)}", "Write `true` or `false`, in small letters and without quotes."


def _not_list(value: object, _: Context) -> Words:
    return (
        "F3",
        f"is {_called(value)}, not a list",
        'Begin each entry with "- " on a line of its own, or write `[one, another]`.',
    )


def _not_mapping(value: object, _: Context) -> Words:
    return "F3", f"is {_called(value)}, not a mapping", "Write its fields as `name: value`, one a line."


def _not_listed(value: object, context: Context) -> Words:
    return "F4", f"is {_called(value)}", did_you_mean(str(value), _QUOTED.findall(context["expected"]))


def _another_shape(value: object, context: Context) -> Words:
    cures = {
        ID_PATTERN: "Use small letters, digits and single hyphens, like `switch-output`.",
        VISIBLE_TEXT: "Write at least one letter.",
        IMAGE_NAME_PATTERN: "Use small letters, digits, hyphens and .png, .jpg or .webp, like `switch.png`.",
    }
    if "\n" in str(value) and context["pattern"] not in cures:
        return (
            "F4",
            "has more than one line, or ends with a line break",
            "Write it in one line, without `|` or `>`.",
        )
    return "F4", f"is {_called(value)}", cures.get(context["pattern"], "Write it in one line.")


def _too_short(value: object, context: Context) -> Words:
    least = context["min_length"]
    return "F4", "is too short", f"It takes {least} {_unit(value, least)} at least."


def _too_long(value: object, context: Context) -> Words:
    most = context["max_length"]
    length = len(value) if isinstance(value, Sized) else most + 1
    return (
        "F4",
        f"is too long, with {length:,} {_unit(value, length)}",
        f"It takes {most:,} {_unit(value, most)} at most.",
    )


def _too_little(value: object, context: Context) -> Words:
    return "F4", f"is {_called(value)}", f"Write {context['ge']} or more."


def _too_much(value: object, context: Context) -> Words:
    return "F4", f"is {_called(value)}", f"Write {context['le']} or less."


_WORDS: Mapping[str, Callable[[object, Context], Words]] = {
    "string_type": _not_text,
    "int_type": _not_whole,
    "bool_type": _not_bool,
    "tuple_type": _not_list,
    "dict_type": _not_mapping,
    "model_type": _not_mapping,
    "model_attributes_type": _not_mapping,
    "literal_error": _not_listed,
    "string_pattern_mismatch": _another_shape,
    "string_too_short": _too_short,
    "too_short": _too_short,
    "string_too_long": _too_long,
    "too_long": _too_long,
    "greater_than_equal": _too_little,
    "less_than_equal": _too_much,
}
# Where a rule of item writing says more than the bound does.
_OTHER_RULES: Mapping[tuple[str, str], str] = {
    ("difficulty", "literal_error"): "E8",
    ("options", "too_short"): "E5",
    ("steps", "too_short"): "E4",
}


def _called(value: object) -> str:
    """The value as an author would name it."""
    match value:
        case None:
            return "empty"
        case bool():
            return f"`{str(value).lower()}`"
        case int():
            return f"the number {value}"
        case str():
            return f"`{shorten(value)}`" if value.strip() else "empty"
        case tuple() | list():
            return "a list"
        case _:
            return "a mapping"


def _unit(value: object, count: int) -> str:
    unit = "character" if isinstance(value, str) else "entry"
    if count == 1:
        return unit
    return "characters" if unit == "character" else "entries"


def _model_at(path: FieldPath, root: type[BaseModel] | None) -> type[BaseModel] | None:
    """The model that holds the value behind `path`."""
    names = [step for step in path if isinstance(step, str)]
    return next((_UNDER[name] for name in reversed(names) if name in _UNDER), None) if names else root


def _about(model: type[BaseModel] | None, name: str) -> str:
    field = model.model_fields.get(name) if model else None
    words = field.description if field and field.description else "it is needed."
    return words[0].lower() + words[1:]


def _follows(message: ValidationMessage, messages: list[ValidationMessage]) -> bool:
    """Whether a list is too short since its entries were refused, or a field is missing since misspelt."""
    here = len(message.path)
    if message.what.endswith("is too short"):
        return any(len(other.path) > here and other.path[:here] == message.path for other in messages)
    if message.what.endswith("is missing"):
        meant = f"Did you mean `{message.path[-1]}`?" if message.path else ""
        return any(other.cure == meant and other.path[:-1] == message.path[:-1] for other in messages)
    return False
