"""How a model says no: by rule, with the cure, and with the path of what is wrong inside it."""

from __future__ import annotations

from pydantic_core import PydanticCustomError


def refusal(rule: str, what: str, cure: str, *at: str | int) -> PydanticCustomError:
    """An error to raise in a validator; `at` leads from the model to the value, like `"options", 2, "id"`.

    `what` has no full stop, `cure` is one or more sentences.
    """
    context = {"what": what, "cure": cure, "at": at}
    return PydanticCustomError("refusal", "{what}. {cure}", {"rule": rule, **context})


def require_unique(noun: str, lists: dict[str, list[str]]) -> None:
    """Raises a refusal at the first id that stands in the lists of a model before; keys are field names."""
    seen: set[str] = set()
    for name, ids in lists.items():
        for at, one in enumerate(ids):
            if one in seen:
                what = f"the {noun} id `{one}` stands more than once"
                raise refusal("E4" if noun == "step" else "F5", what, "Give each its own id.", name, at, "id")
            seen.add(one)
