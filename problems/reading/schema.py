"""The JSON Schema of the files of a bank: completion, hover help and first checks in an editor."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaValue

from problems.fields import DURATION_PATTERN, ID_PATTERN, IMAGE_NAME_PATTERN, LINE_PATTERN, VISIBLE_TEXT
from problems.manifest import Manifest
from problems.model import AnyProblem, Problem
from problems.picture import WORD_PATTERN
from problems.proof_model import OBJECT_NAME_PATTERN
from problems.reading.reader import MANIFEST

Of = Literal["problems", "bank"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_WORD = re.compile(r"[A-Z][a-z]*")
# What YAML language servers show for a value that does not fit; they would show the expression itself.
_PATTERNS: Mapping[str, str] = {
    ID_PATTERN: "Use small letters, digits and single hyphens, like `switch-output`.",
    LINE_PATTERN: "Write one line of text.",
    VISIBLE_TEXT: "Write at least one letter.",
    DURATION_PATTERN: "Write a duration like 2m, 90s or 1m30s.",
    IMAGE_NAME_PATTERN: "Write the name of a png, jpg, jpeg or webp in small letters, like `switch.png`.",
    WORD_PATTERN: "Write one word, without spaces.",
    OBJECT_NAME_PATTERN: "Write the name of a Kubernetes object: small letters, digits, dots and hyphens.",
}
# The files that carry the schemas, in the folder of each bank: a bank can be moved as a whole.
FILES: Mapping[Of, str] = {
    "problems": "problems.schema.json",
    "bank": "bank.schema.json",
}


def schema_text(of: Of) -> str:
    """The schema of a file of problems, or of `bank.yaml`, as it lies in the folder of a bank."""
    return json.dumps(_problems() if of == "problems" else _bank(), indent=2, ensure_ascii=False) + "\n"


def modeline(of: Of) -> str:
    """The first line of a file in a bank's folder, by which editors find the schema."""
    return f"# yaml-language-server: $schema={FILES[of]}\n"


def write_schemas(folder: Path) -> Mapping[Of, str]:
    """Put both schemas into the folder of a bank; gives the names of the files."""
    for of, name in FILES.items():
        (folder / name).write_text(schema_text(of), encoding="utf-8")
    return FILES


def _problems() -> JsonSchemaValue:
    entries: TypeAdapter[tuple[Problem, ...]] = TypeAdapter(tuple[AnyProblem, ...])
    about = "A file of a bank: a list of problems. Each is asked in challenges, practice and tests."
    return _named(entries.json_schema(), "Problems of a Cutover bank", about)


def _bank() -> JsonSchemaValue:
    about = f"{MANIFEST}: what a bank says of itself, and how forms are drawn from it."
    return _named(Manifest.model_json_schema(), "A Cutover bank", about)


def _named(schema: dict[str, Any], title: str, description: str) -> JsonSchemaValue:
    plain: dict[str, Any] = _for_editors(schema)
    for name, model in plain.get("$defs", {}).items():
        # An editor offers a model by its title: "choice problem", and not the name of a class.
        model["title"] = " ".join(_WORD.findall(name)).lower()
    return {"$schema": DIALECT, **plain, "title": title, "description": description}


def _for_editors(value: Any) -> Any:
    """Without titles that pydantic makes of names, which hide the description; with words for patterns."""
    if isinstance(value, list):
        return [_for_editors(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    entry = {
        key: _for_editors(inner)
        for key, inner in value.items()
        if key != "title" or not isinstance(inner, str)
    }
    if isinstance(value.get("pattern"), str):
        entry["patternErrorMessage"] = _PATTERNS[value["pattern"]]
    return entry
