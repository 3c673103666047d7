"""A visitor of the app without a browser: pages by name, buttons by label, and what the page says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

import ui
from grader.rules.modes import MODES, Mode
from tests.grader.client import Client
from ui.attempt.opaque_ids import OpaqueIds

DEVICE = "d" * 32
_SCRIPT = Path(ui.__file__).with_name("script.py")


@dataclass
class Visitor:
    """One browser tab. `client` is the grader behind the app, with a clock that is set by hand."""

    client: Client
    at: AppTest = field(default_factory=lambda: AppTest.from_file(_SCRIPT, default_timeout=20))

    def open(self, page: str = "home", **query: str) -> Visitor:
        """The page as its address shows it; a mode is the page of its attempts."""
        if page in MODES:
            page, query = "attempt", {"mode": page, **query}
        self.at.run()
        self.at.query_params.clear()
        self.at.switch_page(f"screens/{page}.py")
        for name, value in query.items():
            self.at.query_params[name] = value
        return self._run()

    def reload(self) -> Visitor:
        """A browser's reload: a new session at the same address."""
        old = self.at
        self.at = AppTest.from_file(_SCRIPT, default_timeout=20)
        self.at.query_params.update(old.query_params)
        self.at._page_hash = old._page_hash
        return self._run()

    def begin(self, mode: Mode, *, start: bool = True) -> Visitor:
        """An attempt of this mode, with the first clock running unless told otherwise."""
        self.client.begin(mode, start=start)
        return self.open(mode, attempt=self.client.attempt)

    def click(self, label: str) -> Visitor:
        self.button(label).click()
        return self._run()

    def button(self, label: str) -> Any:
        found = [button for button in self.at.button if button.label == label]
        assert found, f"no button {label!r} among {self.buttons}"
        return found[0]

    def give(self, answer: object) -> Visitor:
        """What the component sends: an answer in the grader's shape, not yet handed in."""
        problem = self.client.item().problem
        assert problem is not None
        sent = OpaqueIds.of(problem).encode([answer] if isinstance(answer, str) else answer)
        key = next(_key(one) for one in self.at.get("bidi_component") if _key(one).startswith("answer-"))
        self.at.session_state[key] = {"answer": {"value": sent, "edit": 1}}
        return self

    @property
    def buttons(self) -> list[str]:
        """What can be done; the report of a problem, which every problem has, is left out."""
        return [button.label for button in self.at.button if not button.form_id.startswith("report-")]

    @property
    def title(self) -> str:
        assert len(self.at.title) == 1, "a page has one heading of the first level"
        return plain(self.at.title[0].value)

    @property
    def text(self) -> str:
        """Everything that the page says in words, components apart."""
        said = [*self.at.title, *self.at.header, *self.at.subheader, *self.at.markdown, *self.at.caption]
        said += [*self.at.info, *self.at.error]
        return plain("\n".join(str(element.value) for element in said))

    @property
    def sent(self) -> str:
        """Everything that was sent to the browser, components too."""
        return "\n".join(_protos(self.at._tree))

    def _run(self) -> Visitor:
        self.at.run()
        assert not self.at.exception, self.at.exception
        return self


def _protos(node: Any) -> Iterator[str]:
    proto = getattr(node, "proto", None)
    if proto is not None:
        yield str(proto)
    children = getattr(node, "children", {})
    for child in children.values():
        yield from _protos(child)


def plain(markdown: str) -> str:
    """What is left of our markdown when its escapes are gone."""
    return markdown.replace("\\", "")


def _key(element: Any) -> str:
    return str(getattr(element, "key", "") or "")
