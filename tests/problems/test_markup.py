"""Prose means what its author meant, whatever stands in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problems.markup import (
    MarkupBlock,
    MarkupSpan,
    MarkupTable,
    literal,
    parse,
    parse_line,
    plain,
    write_line,
)

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
    kept = " ".join(_with_marks(block.spans) for block in blocks if isinstance(block, MarkupBlock)).split()
    lines = [line.strip() for line in text.splitlines()]
    assert "".join(kept) == "".join("".join(line.removeprefix("- ").split()) for line in lines)


@given(st.text(max_size=200))
def test_any_text_can_be_shown(text: str) -> None:
    for block in parse(text):
        lines = (
            [cell for row in block.rows for cell in row] if isinstance(block, MarkupTable) else [block.spans]
        )
        assert any(lines)
        assert all(span.text for line in lines for span in line)
        assert "\n" not in "".join(span.text for line in lines for span in line)


@given(st.text(st.characters(exclude_characters="`*\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), min_size=1))
def test_text_without_marks_is_one_span(text: str) -> None:
    assert parse_line(text) == (MarkupSpan("text", text),)


def test_a_table_is_headings_and_rows_of_one_length() -> None:
    first, table, last = parse("Pods:\n| pod | **ready** |\n| --- | :-: |\n| `a \\| b` |\n| c | 1 | x\nThen")
    assert (first, last) == (
        MarkupBlock("paragraph", (MarkupSpan("text", "Pods:"),)),
        MarkupBlock("paragraph", (MarkupSpan("text", "Then"),)),
    )
    assert isinstance(table, MarkupTable)
    assert table.rows == (
        ((MarkupSpan("text", "pod"),), (MarkupSpan("strong", "ready"),), ()),
        ((MarkupSpan("code", "a | b"),), (), ()),
        ((MarkupSpan("text", "c"),), (MarkupSpan("text", "1"),), (MarkupSpan("text", "x"),)),
    )


@pytest.mark.parametrize("text", ["| a | b |", "| a |\n| b |", "a | b\n--- | ---", "| a | b |\n|---|\n| 1 |"])
def test_lines_with_pipes_that_are_no_table_are_text(text: str) -> None:
    assert [block for block in parse(text) if isinstance(block, MarkupTable)] == []


def test_plain_text_of_a_table_is_its_cells() -> None:
    assert plain("| a | **b** |\n|---|---|\n| 1 | |") == "a b 1"


@pytest.mark.parametrize("text", ["2 ** 3 ** 2", "f(*args, **kwargs) and ** b", "**a **", "** a**"])
def test_stars_beside_a_space_are_no_strong_text(text: str) -> None:
    assert parse_line(text) == (MarkupSpan("text", text),)


def test_a_mark_behind_a_backslash_is_text() -> None:
    assert parse_line(r"a\*\*b\*\* **c\*d** \`e\` C:\x") == (
        MarkupSpan("text", "a**b** "),
        MarkupSpan("strong", "c*d"),
        MarkupSpan("text", r" `e` C:\x"),
    )


@given(st.text(st.sampled_from("ab `*-\\|\n"), max_size=40))
def test_any_text_can_be_written_so_that_it_is_read_as_text(text: str) -> None:
    assert "".join(span.text for span in parse_line(write_line([MarkupSpan("text", text)]))) == text


_runs = st.builds(MarkupSpan, st.sampled_from(["text", "code", "strong"]), st.text("ab *`\\", max_size=6))


@given(st.lists(_runs, max_size=5))
def test_spans_that_are_written_keep_their_text(spans: list[MarkupSpan]) -> None:
    written = parse_line(write_line(spans))
    assert "".join(span.text for span in written) == "".join(span.text for span in spans)


@pytest.mark.parametrize("text", ["`Ada` **Ada**", "Ada", "\\`", "**", "a*b"])
def test_a_literal_text_is_shown_letter_by_letter(text: str) -> None:
    assert parse_line(literal(text)) == (MarkupSpan("text", text),)


def test_only_what_needs_it_gets_a_backslash() -> None:
    assert write_line([MarkupSpan("text", "2 * 3 ** 2")]) == "2 * 3 ** 2"
    assert write_line([MarkupSpan("text", "**a** "), MarkupSpan("strong", "b")]) == r"\*\*a\*\* **b**"
