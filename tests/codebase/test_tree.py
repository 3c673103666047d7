"""The tree stays one that a stranger can read: one word for a concept, one type of a name, no slivers."""

from __future__ import annotations

import pytest

from tests.codebase.tree import (
    CHECKS,
    exceptions,
    full_folders,
    long_modules,
    patched_privates,
    repeated_types,
    retired_names,
    short_modules,
)


@pytest.mark.timeout(30)
@pytest.mark.parametrize("check", CHECKS)
def test_the_tree_has_only_the_exceptions_that_are_listed(check: str) -> None:
    """A new one is mended, or gets a reason in `exceptions.json`; one that is gone leaves the list."""
    assert CHECKS[check]() == set(exceptions().get(check, {}))


def test_every_exception_has_a_reason() -> None:
    assert [name for names in exceptions().values() for name, why in names.items() if len(why) < 5] == []


def test_two_public_types_of_one_name_are_found() -> None:
    modules = {"a.py": "class Event: ...\nclass _Row: ...", "b.py": "class Event: ...\nclass _Row: ..."}
    assert repeated_types(modules) == {"Event": ["a.py", "b.py"]}


@pytest.mark.parametrize(
    "text",
    [
        "class LabRoom: ...",
        "def lab_rooms(): ...",
        "_ROOM = 1",
        "def f(room): ...",
        "async def f():\n    room = 1",
        "class A:\n    def f(self):\n        self.room = 1",
        "class A:\n    room: int",
        "from x import y as room",
    ],
)
def test_a_retired_word_in_a_name_is_found(text: str) -> None:
    assert len(retired_names({"a.py": text})) == 1


def test_a_retired_word_in_a_module_s_name_is_found() -> None:
    assert retired_names({"ui/lab_room.py": ""}) == {"ui/lab_room.py lab_room"}


@pytest.mark.parametrize("text", ["classroom = 1", "def background(): ...", "last_seen = seen_at = 1"])
def test_a_word_that_only_looks_like_one_is_let_through(text: str) -> None:
    assert retired_names({"a.py": text}) == set()


def test_slivers_giants_and_crowded_folders_are_found() -> None:
    assert short_modules({"a/b.py": "x\n" * 24, "a/c.py": "x\n" * 25, "a/__init__.py": ""}) == {"a/b.py"}
    assert long_modules({"a/b.py": "x\n" * 401, "a/c.py": "x\n" * 400}) == {"a/b.py"}
    assert full_folders({f"a/m{nth}.py": "" for nth in range(23)}) == {"a": 23}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("def test(m):\n    m.setattr('labs.session.watch._PAUSE', 1)", "labs.session.watch._PAUSE"),
        ("from labs.session import watch\n\ndef test(m):\n    m.setattr(watch, '_PAUSE', 1)", "watch._PAUSE"),
    ],
)
def test_a_private_name_that_a_test_patches_is_found(text: str, found: str) -> None:
    assert patched_privates({"t.py": text}) == {f"t.py {found}"}


def test_a_library_s_private_name_is_none_of_ours() -> None:
    assert patched_privates({"t.py": "import os\n\ndef test(m):\n    m.setattr(os, '_exit', 1)"}) == set()
