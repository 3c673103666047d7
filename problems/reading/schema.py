"""The JSON Schema of the files of a bank: completion, hover help and first checks in an editor."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaValue

from problems.manifest import Manifest
from problems.model import AnyProblem, Problem
from problems.reading.reader import MANIFEST

Of = Literal["problems", "bank"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
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
    return {"$schema": DIALECT, **_without_titles(schema), "title": title, "description": description}


def _without_titles(value: Any) -> Any:
    """pydantic titles each field by its own name, which hides the description in hover help."""
    if isinstance(value, dict):
        return {
            key: _without_titles(inner)
            for key, inner in value.items()
            if key != "title" or not isinstance(inner, str)
        }
    return [_without_titles(inner) for inner in value] if isinstance(value, list) else value
