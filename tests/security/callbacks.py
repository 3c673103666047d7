"""Every callback of the app's pages: where the code gives one to a widget, and which ones a page has."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from streamlit.runtime.state.session_state import SessionState

import ui

UI = Path(ui.__file__).parent
# What an author's preview draws belongs to no learner.
_NO_LEARNER = UI / "author"

Line = tuple[str, int]


@dataclass(frozen=True)
class Site:
    """A call in the code that is given a callback: `on_click=`, `on_change=` and their like."""

    file: str
    first: int
    last: int

    def __str__(self) -> str:
        return f"{Path(self.file).relative_to(UI.parent)}:{self.first}"

    def has(self, line: Line) -> bool:
        return line[0] == self.file and self.first <= line[1] <= self.last


@dataclass(frozen=True)
class Callback:
    """A callback of a drawn page; `lines` are those of our code that led to its widget."""

    key: str
    run: Callable[[], object]
    lines: frozenset[Line]


def callback_sites() -> list[Site]:
    """Every such call below `ui/`, as the source has it today."""
    return [
        site for file in sorted(UI.rglob("*.py")) if _NO_LEARNER not in file.parents for site in _sites(file)
    ]


def _sites(file: Path) -> Iterator[Site]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and any((word.arg or "").startswith("on_") for word in node.keywords):
            yield Site(str(file), node.lineno, node.end_lineno or node.lineno)


class Recorder:
    """Notes each widget of the run that is going on, and has their callbacks called before the next one."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.callbacks: list[Callback] = []
        self._after: Callable[[Callback], None] | None = None
        register, will_rerun = SessionState.register_widget, SessionState.on_script_will_rerun

        def note(state: SessionState, metadata: Any, user_key: str | None) -> Any:
            self.callbacks += _callbacks_of(metadata, user_key or metadata.id, sys._getframe(1))
            return register(state, metadata, user_key)

        def before_run(state: SessionState, *args: Any, **kwargs: Any) -> None:
            will_rerun(state, *args, **kwargs)
            drawn, self.callbacks = self.callbacks, []
            if self._after is not None:
                # Of widgets drawn in a loop, such as one for each lab, one is enough.
                for callback in {each.lines: each for each in drawn}.values():
                    callback.run()
                    self._after(callback)

        patch.setattr(SessionState, "register_widget", note)
        patch.setattr(SessionState, "on_script_will_rerun", before_run)

    def press_all(self, run: Callable[[], object], after: Callable[[Callback], None]) -> None:
        """Run the page as after a click on each of its widgets; `after` is told of each click."""
        self._after = after
        run()
        self._after = None


def _callbacks_of(metadata: Any, key: str, frame: FrameType | None) -> Iterator[Callback]:
    lines = frozenset(_own_lines(frame))
    args, kwargs = metadata.callback_args or (), metadata.callback_kwargs or {}
    if metadata.callback is not None:
        yield Callback(key, partial(metadata.callback, *args, **kwargs), lines)
    for event, callback in (metadata.callbacks or {}).items():
        yield Callback(f"{key}/{event}", partial(callback, *args, **kwargs), lines)


def _own_lines(frame: FrameType | None) -> Iterator[Line]:
    while frame is not None:
        if frame.f_code.co_filename.startswith(str(UI)):
            yield frame.f_code.co_filename, frame.f_lineno
        frame = frame.f_back
