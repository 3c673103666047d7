"""Whoever has played a proven problem to its end sees what their own answer really does."""

from __future__ import annotations

import shutil

import pytest
import yaml

from problems.reading.writer import write_problems
from tests.browser.conftest import OpenPage, ServeApp
from tests.browser.journeys.learner import Learner
from tests.browser.looking import Look, scrolls_sideways, violations
from ui.cli.options import SHIPPED

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

PROVEN = "switch-output"


@pytest.fixture(scope="module")
def address(serve_app: ServeApp, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The shipped bank with one problem and its evidence, so that every practice asks it."""
    bank = tmp_path_factory.mktemp("bank") / "proven"
    shutil.copytree(SHIPPED, bank)
    for file in bank.glob("*.yaml"):
        read = yaml.safe_load(file.read_text("utf-8"))
        if file.name == "bank.yaml":
            file.write_text(yaml.safe_dump(read | {"practice": 1}), "utf-8")
        else:
            file.write_text(write_problems([one for one in read if one["id"] == PROVEN]), "utf-8")
    return serve_app(bank=str(bank)).url


@pytest.mark.parametrize("look", [Look(), Look("dark", 390, 844, touch=True)], ids=str)
def test_the_solution_shows_what_the_chosen_option_really_does(
    address: str, open_page: OpenPage, look: Look
) -> None:
    learner = Learner(open_page(address, look)).join().click("Start practice")
    learner.answer('service "model" patched').sees("One try is left.").click("Show the solution")
    learner.sees("Proven on Kubernetes v1.34.4")
    learner.sees("Your answer.").sees("Something else was printed.")
    transcript = learner.page.get_by_label("What was typed and printed", exact=True).inner_text()
    assert "kubectl patch service model" in transcript
    assert transcript.rstrip().endswith("service/model patched")
    assert violations(learner.page) == []
    assert not scrolls_sideways(learner.page)
