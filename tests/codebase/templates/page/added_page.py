"""A page that was added: it opens at its address and shows what the service gives it."""

from __future__ import annotations

from tests.ui.pages.visitor import Visitor


def test_the_page_opens_and_says_what_the_service_knows(visitor: Visitor) -> None:
    visitor.open("about")
    assert visitor.title == "About"
    assert "Made-up deployment, 40 problems." in visitor.text
