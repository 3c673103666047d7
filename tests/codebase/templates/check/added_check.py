"""A kind of check that was added: a scenario can have it, and it is evaluated as the lab goes on."""

from __future__ import annotations

from tests.labs.objects import deployment
from tests.labs.records import Story, check


def test_it_is_not_yet_so_and_then_it_is() -> None:
    story = Story(
        check(replicas={"deployment": "model-blue", "at_least": 3}, otherwise="It has {found} pods.")
    )
    result = story.change(0, deployment("model-blue", 2)).at(1)
    assert (result.state, result.verdict.reason) == ("not-yet", "It has 2 pods.")
    assert story.change(2, deployment("model-blue", 3)).at(2).state == "pass"
