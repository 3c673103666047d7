"""For authors: what is wrong with the bank, by file, line and column, and the cure."""

from __future__ import annotations

import streamlit as st

from problems.errors import Finding
from ui import words
from ui.house import house
from ui.parts.text import code_span, escaped, markdown_line, muted, title


def draw() -> None:
    bank = house().bank
    title("Mistakes in the bank")
    if not bank.findings:
        muted(f"There are none: {words.count(len(bank.problems), 'problem')} can be served.")
        return
    are = "is" if len(bank.problems) == 1 else "are"
    muted(
        f"{words.count(len(bank.problems), 'sound problem')} {are} served. "
        f"{words.count(len(bank.findings), 'thing')} to mend, then restart the server."
    )
    for number, finding in enumerate(bank.findings):
        with st.container(key=f"finding-{number}", gap="small"):
            _draw_finding(finding)


def _draw_finding(finding: Finding) -> None:
    st.markdown(code_span(f"{finding.file}:{finding.line}:{finding.column}"))
    st.markdown(f"**{finding.severity.capitalize()} {escaped(finding.rule)}.** {markdown_line(finding.what)}")
    st.caption(markdown_line(finding.cure))


draw()
