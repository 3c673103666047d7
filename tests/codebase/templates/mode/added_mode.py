"""A mode that was added: the home page offers it, and an attempt of it goes to its end by its own rules."""

from __future__ import annotations

from tests.ui.pages.visitor import Visitor


def test_the_home_page_starts_it_and_it_goes_to_its_end(visitor: Visitor) -> None:
    visitor.open("home")
    assert "Start a drill" in visitor.buttons
    view = visitor.client.begin("drill")
    assert view.item.tries_allowed == 1
    visitor.open("drill", attempt=visitor.client.attempt)
    assert visitor.title == "Problem " + str(view.item.problem and view.item.problem.id)
    visitor.client.finish()
    result = visitor.client.grader.attempts.result(visitor.client.learner, visitor.client.attempt)
    assert result.right == result.of
