"""Where in a file something stands: asked for only when there is something to say about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import yaml

from problems.bank import Origin

Place = tuple[int, int]


def place(
    text: str, origin: Origin, path: Sequence[str | int], of: Literal["key", "value"] = "value"
) -> Place:
    """Line and column, from 1, of what `path` leads to inside the entry that stands at `origin` in `text`.

    As far as the path exists: a missing field is shown at the mapping that lacks it, an empty value or a
    list on lines of its own at its name.
    """
    source = " " * (origin.column - 1) + text[origin.start : origin.end]
    node = yaml.compose(source, Loader=yaml.CBaseLoader)
    if node is None:
        return origin.line, origin.column
    mark = node.start_mark
    for depth, step in enumerate(path, start=1):
        found = _child(node, step)
        if found is None:
            break
        key, node = found
        mark = (
            key.start_mark if (of == "key" and depth == len(path)) or _hidden(key, node) else node.start_mark
        )
    return origin.line + mark.line, mark.column + 1


def _hidden(key: yaml.Node, value: yaml.Node) -> bool:
    """Whether the name of a field shows better what is meant: the value is empty, or begins below it."""
    return value.value == "" or value.start_mark.line > key.start_mark.line


def _child(node: yaml.Node, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """Key and value of a field, or an entry of a list twice."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None
