"""Problems as YAML that an author would have written: the reader's other direction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from problems.reading.decode import INVISIBLE

# As wide as the shipped banks: prose is folded by the editor, not by us.
_WIDTH = 10_000


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key and writes several lines as a block."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    # A soft hyphen or a space without width came with a copied text; a bank may not hold it.
    text = INVISIBLE.sub("", text)
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def write_problems(problems: Iterable[Mapping[str, Any]]) -> str:
    """The entries as a file of a bank, a blank line between two of them; `read_problems` reads them back."""
    return "\n".join(_entry(problem) for problem in problems)


def _entry(problem: Mapping[str, Any]) -> str:
    # One entry at a time in a list of its own, so that the list marks stand at the start of the line.
    text = yaml.dump(
        [dict(problem)],
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=_WIDTH,
        default_flow_style=False,
    )
    return str(text)
