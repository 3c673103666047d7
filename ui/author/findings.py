"""The findings in a bank, for its author: where, what, why, and the cure."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from problems.errors import Finding
from problems.lint.engine import RULES
from problems.model import Code
from ui.components.prose import code
from ui.format import excerpt
from ui.widgets.text import code_span, escaped, markdown_line, muted

# Characters of a line that fit beside a problem, so that nothing has to be scrolled.
_WIDTH = 24


def draw_findings(findings: Iterable[Finding], text: str = "") -> None:
    """Each with file, line and column; also with the line itself where the text of their file is given."""
    for number, finding in enumerate(findings):
        with st.container(key=f"finding-{number}", gap="small"):
            _draw_finding(finding, text, f"excerpt-{number}")


def _draw_finding(finding: Finding, text: str, key: str) -> None:
    st.markdown(code_span(f"{finding.file}:{finding.line}:{finding.column}"))
    st.markdown(f"**{finding.severity.capitalize()} {escaped(finding.rule)}.** {markdown_line(finding.what)}")
    lines = excerpt(finding, text, _WIDTH)
    if lines:
        # Not validated: what is shown may be anything that an author typed.
        block = Code.model_construct(language="text", text="\n".join(lines))
        code(block, key=key, label="Where it stands")
    st.markdown(markdown_line(finding.cure))
    muted(RULES[finding.rule].reason)
