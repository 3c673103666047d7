"""The ten problems that the project began with are in the bank, and what was wrong with them is not.

Each test names one defect of the seed and asks of its successor what the correction demands.
"""

from __future__ import annotations

import re

from problems.model import ChoiceProblem, OrderProblem, Problem
from tests.problems.shipped import BANK, PROBLEMS, key, outputs_of, prose, shown

SEED = {
    "challenge: advantage of two environments": "advantage-of-two",
    "challenge: output of the switch": "switch-output",
    "challenge: selector for green": "selector-for-green",
    "challenge: users stay on blue": "users-who-stay",
    "challenge: order of the steps": "first-cutover",
    "practice: purpose, when to switch": "switch-when",
    "practice: command that switches": "switch-command",
    "practice: what a script prints": "switch-script",
    "practice: users still hit blue": "label-is-no-selector",
    "practice: sequence with little downtime": "cutover-sequence",
}


def choice(problem: str) -> ChoiceProblem:
    found = BANK.problems[problem]
    assert isinstance(found, ChoiceProblem)
    return found


def option_text(problem: ChoiceProblem, option: str) -> str:
    return next(shown(one) for one in problem.options if one.id == option)


def test_all_ten_are_there_two_of_each_of_the_five_categories_or_near() -> None:
    found = [BANK.problems[problem] for problem in SEED.values()]
    assert len({problem.id for problem in found}) == 10
    assert len({problem.category for problem in found}) == 5


def test_every_one_has_a_key_a_why_for_each_piece_and_a_worked_solution() -> None:
    for name in SEED.values():
        problem = BANK.problems[name]
        assert problem.solution.steps
        assert problem.solution.takeaway
        if isinstance(problem, ChoiceProblem):
            assert all(option.why for option in problem.options)


def test_the_order_is_made_of_steps_not_of_number_strings() -> None:
    problem = BANK.problems["first-cutover"]
    assert isinstance(problem, OrderProblem)
    assert len(problem.steps) >= 4
    assert problem.distractors
    assert not any(re.fullmatch(r"[\d, ]+", step.text) for step in problem.steps)
    assert not any(step.text.lower() in hint.lower() for step in problem.steps for hint in problem.hints)


def test_the_output_of_the_switch_was_printed_by_a_real_kubectl() -> None:
    problem = choice("switch-output")
    assert 'service "' not in shown(key(problem))
    assert problem.code is not None
    printed = list(outputs_of(problem.code.text.strip(), problem))
    assert printed
    assert {text.strip() for text in printed} == {shown(key(problem)).strip()}
    invented = ("rolled out with warnings", "patch failed")
    assert not [text for p in PROBLEMS for text in prose(p) for word in invented if word in text]


def test_the_second_line_of_the_switch_tells_the_options_apart() -> None:
    lines = {shown(option).splitlines()[1] for option in choice("switch-output").options}
    assert len(lines) >= 3


def test_the_selector_has_one_right_answer_because_the_pods_are_shown() -> None:
    problem = choice("selector-for-green")
    assert problem.code is not None
    for label in ("app: model", "version: green", "app: ranker"):
        assert label in problem.code.text
    assert shown(key(problem)).split("\n")[:2] == ["app: model", "version: green"]


def test_users_who_stay_after_a_real_switch_are_held_by_their_connections() -> None:
    problem = choice("users-who-stay")
    assert problem.code is not None
    assert '"version":"green"' in problem.code.text, "the prompt shows that the selector was changed"
    assert "connection" in shown(key(problem))


def test_users_who_stay_without_a_switch_are_shown_the_selector_that_says_blue() -> None:
    problem = choice("label-is-no-selector")
    assert problem.code is not None
    assert '"version":"blue"' in problem.code.text
    assert "selector" in shown(key(problem))


def test_merging_and_replacing_a_selector_are_taught_apart() -> None:
    problem = choice("switch-command")
    assert "kubectl patch service" in shown(key(problem))
    assert "kubectl set selector" in option_text(problem, "set-selector")
    assert {"patch-keeps-keys", "set-selector-leaves"} <= set(BANK.problems)


def test_no_key_throws_the_way_back_away_and_the_live_colour_is_said() -> None:
    problem = choice("cutover-sequence")
    assert "Blue is live" in problem.prompt
    assert "keep blue" in shown(key(problem))
    assert "delete" not in shown(key(problem)).lower()


def test_the_two_problems_on_the_idea_agree_that_green_is_checked_before_users_come() -> None:
    assert "checked" in shown(key(choice("advantage-of-two")))
    assert "recorded requests" in shown(key(choice("switch-when")))


def test_no_word_in_a_single_option_gives_the_command_away() -> None:
    texts = [shown(option) for option in choice("switch-command").options]
    assert sum("service" in text for text in texts) >= 2
    assert sum("green" in text for text in texts) >= 3


def test_selectors_are_said_to_match_pods() -> None:
    assert not [p.id for p in PROBLEMS for text in prose(p) if "deployment environment" in text.lower()]


def test_the_script_is_one_that_a_switch_would_run() -> None:
    problem = choice("switch-script")
    assert problem.code is not None
    assert "kubectl" in problem.code.text


def test_no_artefact_of_the_seed_is_left() -> None:
    artefacts = ("[OK]", "remaining", "MLOps", "Final Answer", "Quick Check", "model-deploy")
    assert not [(p.id, word) for p in PROBLEMS for text in prose(p) for word in artefacts if word in text]


def test_one_scale_of_difficulty_and_honest_times() -> None:
    def seconds(problem: Problem) -> float:
        return problem.time_limit.total_seconds()

    for easy in (p for p in PROBLEMS if p.difficulty == "easy"):
        assert 45 <= seconds(easy) <= 90
    for hard in (p for p in PROBLEMS if p.difficulty in ("hard", "expert")):
        assert seconds(hard) >= 120
