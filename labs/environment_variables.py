"""Settings from environment variables: a pydantic model's fields, each `PREFIX_FIELD`; an empty value sets
nothing.

The one reader of `CUTOVER_*`. pydantic-settings would do this too, but imports its readers of clouds, files
and command lines with it: a tenth of the time to the first page.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, TypeVar

from platformdirs import user_data_path
from pydantic import AfterValidator, BaseModel, ValidationError

Folder = Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())]
M = TypeVar("M", bound=BaseModel)


class VariableRefused(ValueError):
    """A variable has a value that cannot be used; the message names both, and ends with a full stop."""


def data_folder() -> Path:
    """The folder for all that Cutover writes: `CUTOVER_DATA`, else where the system has users' data."""
    return Path(os.environ.get("CUTOVER_DATA") or user_data_path("cutover", appauthor=False))


def read_variables(model: type[M], prefix: str, environment: Mapping[str, str] | None = None) -> M:
    """The settings as the environment, this process's by default, has them now. Raises VariableRefused."""
    given = os.environ if environment is None else environment
    names = {field: variable(prefix, field) for field in model.model_fields}
    try:
        return model.model_validate({field: given[name] for field, name in names.items() if given.get(name)})
    except ValidationError as refused:
        first = refused.errors()[0]
        name = variable(prefix, str(first["loc"][0]))
        raise VariableRefused(f"{name} cannot be used: {_reason(first['msg'])}.") from refused


def variable(prefix: str, field: str) -> str:
    """The environment variable of a field."""
    return f"{prefix}{field.upper()}"


def describe_variables(settings: BaseModel, prefix: str) -> list[tuple[str, str, str]]:
    """Rows of (variable, value, meaning): what would be used. A secret's value stays hidden."""
    return [
        (variable(prefix, name), _shown(getattr(settings, name)), field.description or "")
        for name, field in type(settings).model_fields.items()
    ]


def _reason(message: str) -> str:
    """pydantic's message in words that need no knowledge of Python."""
    message = message.removeprefix("Value error, ").rstrip(".").partition(", unable to")[0]
    message = message.replace("Input should be", "it should be").replace("a valid integer", "a whole number")
    return message[:1].lower() + message[1:]


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(value) or "(none)"
    return "(none)" if value is None else str(value)
