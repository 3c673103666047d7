"""Whether an object has what a partial object asks for, and the first difference in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

# Characters of one value that are shown; a learner may write thousands.
LONGEST_VALUE = 200
_AT_LEAST = re.compile(r"^>= (\d+)$")


def difference(wanted: object, found: object, path: str = "") -> str | None:
    """None if `found` has all of `wanted`, else what differs first, like "spec.replicas is 1, not 2".

    A mapping asks for its own keys only. An entry of a list asks for an entry with the same `name`, or,
    having none, for any entry that fits. The text ">= 2" asks for a number of at least 2.
    """
    if isinstance(wanted, Mapping):
        return _in_mapping(wanted, found, path)
    if isinstance(wanted, Sequence) and not isinstance(wanted, str):
        return _in_list(wanted, found, path)
    if _fits(wanted, found):
        return None
    return f"{path or 'it'} is {shown(found)}, not {shown(wanted)}"


def shown(value: object) -> str:
    """A value as people read it: `a=1,b=2` for a mapping of plain values, "missing" for None.

    What is longer than LONGEST_VALUE is cut, and says how long it was.
    """
    text = _whole(value)
    if len(text) <= LONGEST_VALUE:
        return text
    return f"{text[:LONGEST_VALUE]}… ({len(text):,} characters)"


def _whole(value: object) -> str:
    if value is None:
        return "missing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return ",".join(f"{key}={_whole(one)}" for key, one in sorted(value.items())) or "empty"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(_whole(one) for one in value) + "]"
    return str(value) or "empty"


def _fits(wanted: object, found: object) -> bool:
    least = _AT_LEAST.match(wanted) if isinstance(wanted, str) else None
    if least and isinstance(found, int) and not isinstance(found, bool):
        return found >= int(least[1])
    return type(wanted) is type(found) and wanted == found


def _in_mapping(wanted: Mapping[str, object], found: object, path: str) -> str | None:
    if not isinstance(found, Mapping):
        return f"{path or 'it'} is {shown(found)}"
    inner = (difference(one, found.get(key), f"{path}.{key}" if path else key) for key, one in wanted.items())
    return next((one for one in inner if one), None)


def _in_list(wanted: Sequence[object], found: object, path: str) -> str | None:
    if not isinstance(found, Sequence) or isinstance(found, str):
        return f"{path or 'it'} is {shown(found)}"
    return next((one for entry in wanted if (one := _among(entry, found, path))), None)


def _among(entry: object, found: Sequence[object], path: str) -> str | None:
    name = entry.get("name") if isinstance(entry, Mapping) else None
    if isinstance(name, str):
        same = [one for one in found if isinstance(one, Mapping) and one.get("name") == name]
        differences = [difference(entry, one, f"{path}[{name}]") for one in same]
        return None if None in differences else next(iter(differences), f"{path}[{name}] is {shown(None)}")
    if any(difference(entry, one) is None for one in found):
        return None
    return difference(entry, found[0], f"{path}[0]") if len(found) == 1 else f"{path} lacks {shown(entry)}"
