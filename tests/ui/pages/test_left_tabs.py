"""A tab that was left open does nothing for the person who left, and shows nothing of theirs to the next."""

from __future__ import annotations

import pytest

from tests.ui.pages.visitor import Visitor

pytestmark = pytest.mark.timeout(60)

LEFT = "This browser was left in another tab, so nothing was done."


def leave_elsewhere(visitor: Visitor, *, next_one: bool = False) -> None:
    visitor.client.grader.learners.leave("device-1")
    if next_one:
        visitor.client.grader.learners.join("device-1", "Grace")


@pytest.mark.parametrize("next_one", [False, True], ids=["nobody", "the next one"])
@pytest.mark.parametrize("label", ["Show a code", "Change the name"])
def test_a_setting_of_the_person_who_left_cannot_be_changed(
    visitor: Visitor, label: str, next_one: bool
) -> None:
    visitor.open("settings")
    leave_elsewhere(visitor, next_one=next_one)
    visitor.at.text_input(key="settings-name").set_value("Mallory")
    visitor.click(label)
    assert LEFT in visitor.text
    assert visitor.at.code == []
    assert visitor.client.grader.progress.home(visitor.client.learner).learner.name == "Ada"


def test_what_a_session_keeps_is_gone_for_the_next_one(visitor: Visitor) -> None:
    visitor.open("settings")
    visitor.at.session_state["settings-code"] = "a code of Ada's"
    visitor.at.session_state["last-view"] = "a view of Ada's"
    leave_elsewhere(visitor, next_one=True)
    visitor.at.run()
    kept = {key for key in ("settings-code", "last-view") if key in visitor.at.session_state}
    assert kept == set()
    assert "Ada" not in visitor.sent


def test_deleting_from_a_left_tab_deletes_nothing(visitor: Visitor) -> None:
    visitor.open("settings")
    visitor.at.checkbox(key="settings-sure").check().run()
    leave_elsewhere(visitor)
    visitor.click("Delete it now")
    assert visitor.client.grader.progress.home(visitor.client.learner).learner.name == "Ada"


@pytest.mark.parametrize("label", ["Answer", "Hint 1 of 2, costs a quarter of this try"])
def test_a_problem_of_the_person_who_left_stays_as_it_was(visitor: Visitor, label: str) -> None:
    visitor.begin("challenge")
    before = visitor.client.item()
    leave_elsewhere(visitor)
    visitor.click(label)
    assert visitor.client.item() == before


def test_whoever_stays_is_asked_nothing(visitor: Visitor) -> None:
    visitor.open("settings").click("Show a code")
    assert LEFT not in visitor.text
    assert len(visitor.at.code) == 1
