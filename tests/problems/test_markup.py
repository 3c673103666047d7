"""Prose means what its author meant, whatever stands in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problems.markup import MarkupBlock, MarkupSpan, parse, parse_line, plain

_MARKS = {"text": "", "code": "`", "strong": "**"}


def _with_marks(spans: tuple[MarkupSpan, ...]) -> str:
    return "".join(f"{_MARKS[span.kind]}{span.text}{_MARKS[span.kind]}" for span in spans)


def test_a_blank_line_parts_paragraphs_and_a_dash_begins_a_bullet() -> None:
    assert parse("One\nline.\n\n- a **b**\n  c\n- `d`\n\nLast") == (
        MarkupBlock("paragraph", (MarkupSpan("text", "One line."),)),
        MarkupBlock(
            "bullet", (MarkupSpan("text", "a "), MarkupSpan("strong", "b"), MarkupSpan("text", " c"))
        ),
        MarkupBlock("bullet", (MarkupSpan("code", "d"),)),
        MarkupBlock("paragraph", (MarkupSpan("text", "Last"),)),
    )


@pytest.mark.parametrize("text", ["a ` b", "a ** b", "**", "``", "****", "2 * 3", "-x", "<b>x</b>", "_x_"])
def test_a_mark_without_a_partner_is_text(text: str) -> None:
    assert parse_line(text) == (MarkupSpan("text", text),)


def test_stars_in_code_are_code() -> None:
    assert parse_line("`**kwargs` and `a**b`") == (
        MarkupSpan("code", "**kwargs"),
        MarkupSpan("text", " and "),
        MarkupSpan("code", "a**b"),
    )


def test_plain_text_has_no_marks() -> None:
    assert plain("Run **this**:\n\n- `ls -l`\n- then wait") == "Run this: ls -l then wait"


@given(st.text(st.sampled_from("ab `*-\n\t"), max_size=60))
def test_the_spans_with_their_marks_are_the_text(text: str) -> None:
    blocks = parse(text)
    kept = " ".join(_with_marks(block.spans) for block in blocks).split()
    lines = [line.strip() for line in text.splitlines()]
    assert "".join(kept) == "".join("".join(line.removeprefix("- ").split()) for line in lines)


@given(st.text(max_size=200))
def test_any_text_can_be_shown(text: str) -> None:
    for block in parse(text):
        assert block.spans
        assert all(span.text for span in block.spans)
        assert "\n" not in "".join(span.text for span in block.spans)


@given(st.text(st.characters(exclude_characters="`*\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), min_size=1))
def test_text_without_marks_is_one_span(text: str) -> None:
    assert parse_line(text) == (MarkupSpan("text", text),)
