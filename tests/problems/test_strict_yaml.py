"""YAML that surprises, hides or grows is refused; what is left means what it looks like."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problems.reading.decode import decode
from problems.reading.reader import read_file
from problems.reading.strict_yaml import MAX_FAULTS, scan, scan_list
from tests.problems import texts
from tests.problems.bounds import within

# What YAML 1.1 takes for booleans, base-60 and octal numbers, dates and floats.
NORWAY = ["no", "NO", "on", "Off", "yes", "y", "12:30", "014", "0x1F", "2026-11-24", "1_000", "1.10"]


@pytest.mark.parametrize("written", NORWAY)
def test_what_yaml_1_1_would_convert_stays_text(written: str) -> None:
    assert scan(f"country: {written}").value == {"country": written}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("true", True),
        ("false", False),
        ("True", "True"),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-7", -7),
        ("+7", "+7"),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, "9" * 19),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("'true'", "true"),
        ('"0"', "0"),
        ("=", "="),
    ],
)
def test_only_unquoted_words_and_whole_numbers_are_more_than_text(written: str, meant: object) -> None:
    assert scan(f"value: {written}").value == {"value": meant}


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/object:os.system",
        "!!python/object/apply:os.system",
        "!!python/object/new:os.system",
        "!!python/name:os.system",
        "!!python/module:os",
        "!!python/tuple",
        "!!python/none",
        "!!binary",
        "!<tag:yaml.org,2002:str>",
        "!",
    ],
)
@pytest.mark.parametrize("value", ["[]", "{}", "text"])
def test_a_tag_makes_nothing(tag: str, value: str) -> None:
    (fault,) = scan(f"- {tag} {value}").faults
    assert (fault.rule, fault.line, fault.column) == ("Y4", 1, 3)


BILLION = "- &a [lol]\n" + "".join(
    f"- &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)
)
BOMBS: dict[str, tuple[bytes, str]] = {
    "an alias": (b"- a: &x 1\n  b: *x", "Y4"),
    "an alias without its anchor": (b"- a: *x", "Y4"),
    "an alias of what it stands in": (b"- &x [*x]", "Y4"),
    "a billion laughs": (BILLION.encode(), "Y4"),
    "a merge key": (b"- {<<: {a: 1}, a: 2}", "Y4"),
    "a mapping for a key": (b"- ? {a: 1}\n  : 2", "Y4"),
    "a list for a key": (b"- [a]: 1", "Y4"),
    "two documents": (b"- a\n---\n- b", "Y4"),
    "a key twice": (b"- a: 1\n  a: 2", "Y5"),
    "a key twice, once in quotes": (b"- a: 1\n  'a': 2", "Y5"),
    "lists in lists": (b"- " + b"[" * 500_000, "Y2"),
    "mappings in mappings": (b"- " + b"{a: " * 200_000, "Y2"),
    "dashes in dashes": (b"- " * 400_000, "Y2"),
    "nothing but entries": (b"-\n" * 400_000, "Y2"),
    "nothing but short entries": (b"- a\n" * 240_000, "Y2"),
    "nothing but keys": (b"- a:\n" + b"".join(b"  k%d:\n" % n for n in range(99_000)), "Y2"),
    "an endless line": (b"- a: " + b"x" * 2_000_000, "Y2"),
    "a huge quoted text": (b'- "' + b"x" * 999_000 + b'"', "F3"),
    "quotes that never end": (b'- "a\n' * 200_000, "Y3"),
    "braces that never end": (b"- {a: [\n" * 120_000, "Y3"),
    "a NUL": (b"- a: \0", "Y1"),
    "an escape that makes a NUL": (b'- a: "x\\0"', "Y1"),
    "an escape that makes a bell": (b'- a: "\\a"', "Y1"),
    "text that turns its direction": ("- a: \u202egnp.exe".encode(), "Y1"),
    "Latin-1": ("- a: é".encode("latin-1"), "Y1"),
    "UTF-16": ("- a: é".encode("utf-16"), "Y1"),
    "half a surrogate": (b"- a: \xed\xa0\x80", "Y1"),
    "an escape that makes half a surrogate": (b'- a: "\\ud800"', "Y3"),
    "a tab for an indent": (b"- a: 1\n\tb: 2", "Y3"),
    "a version of YAML": (b"%YAML 3.0\n---\n- a", "Y3"),
    "a tag handle": (b"%TAG ! tag:example.com,2000:\n---\n- !x a", "Y4"),
    "an id of a thousand lines": (b"- id: |\n" + b"    x\n" * 1000 + b"  kind: choice", "F1"),
    "a number of ten thousand digits": (b"- " + b"9" * 10_000, "F3"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_a_finding_in_no_time(tmp_path: Path, name: str) -> None:
    raw, rule = BOMBS[name]
    path = tmp_path / "bomb.yaml"
    path.write_bytes(raw)
    with within(seconds=1, megabytes=200):
        read = read_file(path)
    assert read.problems == ()
    assert rule in {finding.rule for finding in read.findings}


def test_a_byte_order_mark_is_dropped_with_a_warning() -> None:
    text, findings = decode(b"\xef\xbb\xbf- a", "a.yaml")
    assert text == "- a"
    assert [(finding.severity, finding.rule) for finding in findings] == [("warning", "Y6")]


def test_latin_1_is_shown_at_its_first_letter() -> None:
    _, (finding,) = decode("- a\n- né".encode("latin-1"), "a.yaml")
    assert (finding.line, finding.column) == (2, 4)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("- a: `x`", (1, 6), "text cannot begin with ` unless it is quoted"),
        ("- a: @x", (1, 6), "text cannot begin with @ unless it is quoted"),
        ("- a: b: c", (1, 7), "a colon stands where none can"),
        ("- a: 'x\n  b: 1", (1, 6), "a quoted text has no end"),
        ('- a: "\\d"', (1, 7), "this backslash means nothing in double quotes"),
        ("- a: [1, 2\n  b: 1", (1, 6), "the list in brackets is not closed"),
        ("- {a: 1\n", (1, 3), "the mapping in braces is not closed"),
        ("- a: 1\n  b\n", (2, 3), "a line is neither a field nor part of a text"),
        ("- a: | x\n    y", (1, 8), "text follows `|` or `>` on the same line"),
        ("- a: - b", (1, 6), "a list begins in the line of its field"),
        ("- a: 1\nb: 2", (2, 1), "a line stands between the entries of a list"),
        ("- a: 'x' y", (1, 10), "a field stands at a wrong indent, or text follows"),
        ("- a: 1\n\tb: 2", (2, 1), "a tab stands where only spaces may"),
        ("- a:\n  - b\n - c", (3, 2), "a line stands between the entries of a list"),
    ],
)
def test_a_slip_of_syntax_is_told_in_plain_words_where_it_stands(
    text: str, place: tuple[int, int], words: str
) -> None:
    fault = scan(text).faults[0]
    assert words in fault.what
    assert (fault.line, fault.column) == place


def test_a_file_of_slips_stops_after_a_few() -> None:
    found = scan_list("- a: 'x\n" * 1000)
    assert MAX_FAULTS <= len(found.faults) <= MAX_FAULTS + 2


_scalars = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Zl", "Zp"]), max_size=8)
_values = st.recursive(
    _scalars | st.booleans() | st.none() | st.integers(-(10**17), 10**17),
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.dictionaries(_scalars, inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(_values, max_size=3))
def test_json_is_yaml_and_means_the_same(values: list[object]) -> None:
    text = json.dumps(values, ensure_ascii=False)
    found = scan(text)
    assert found.faults == []
    assert found.value == tuple(values)
    assert [item.value for item in found.entries] == values


@given(
    st.lists(
        st.sampled_from([texts.choice, texts.choices, texts.order, texts.blanks]), min_size=1, max_size=4
    )
)
def test_the_source_of_an_entry_is_where_it_says(kinds: list[Callable[..., str]]) -> None:
    parts = [kind(f"p-{nth}") for nth, kind in enumerate(kinds)]
    whole = "".join(parts)
    for nth, item in enumerate(scan_list(whole).entries):
        assert whole[item.start : item.end] == parts[nth].removeprefix("- ")
        assert (item.line, item.column) == (1 + "".join(parts[:nth]).count("\n"), 3)
