"""Text of authors and learners as Streamlit's markdown: only our own little markup has a meaning in it."""

from __future__ import annotations

import re

import streamlit as st

from problems.markup import MarkupSpan, parse_line

# Every ASCII mark that markdown, TeX, or Streamlit's own directives give a meaning to.
_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$&:\"'^=@/])")
# An address and nothing else: no name or password before the host, no sign that ends a link of markdown.
_WEB_ADDRESS = re.compile(r"https://[A-Za-z0-9.-]+(:\d{1,5})?(/[A-Za-z0-9_./~%#?=&+,:;@!$-]*)?")
_BACKTICKS = re.compile(r"`+")


def escaped(text: str) -> str:
    """The text on one line, with every mark made plain."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def code_span(text: str) -> str:
    """The text as code on one line, whatever backticks are in it; a sign stands for each line's end."""
    text = " ⏎ ".join(text.splitlines())
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {text} {fence}" if "`" in text else f"{fence}{text}{fence}"


def markdown_line(text: str) -> str:
    """One line of our markup as markdown."""
    return "".join(_markdown(span) for span in parse_line(text))


def source_line(text: str) -> str:
    """Where something was taken from, as markdown: a link where the text is an https address, else the text.

    Streamlit opens links of markdown in a new window with rel="noopener noreferrer".
    """
    if _WEB_ADDRESS.fullmatch(text):
        return f"[{escaped(text.removeprefix('https://'))}](<{text}>)"
    return escaped(text)


def title(text: str) -> None:
    """The page's one heading of the first level."""
    st.title(escaped(text), anchor=False)


def heading(text: str) -> None:
    """A heading of the second level."""
    st.header(escaped(text), anchor=False)


def subheading(text: str) -> None:
    """A heading of the third level."""
    st.subheader(escaped(text), anchor=False)


def prose_line(text: str) -> None:
    """One line of our markup."""
    st.markdown(markdown_line(text))


def muted(text: str) -> None:
    """A line that stands back, shown as it is."""
    st.caption(escaped(text))


def _markdown(span: MarkupSpan) -> str:
    match span.kind:
        case "code":
            return code_span(span.text)
        case "strong":
            return f"**{escaped(span.text)}**"
        case _:
            # A space at either end parts it from its neighbours.
            lead = " " if span.text[:1].isspace() else ""
            tail = " " if span.text[-1:].isspace() else ""
            return f"{lead}{escaped(span.text)}{tail}"
