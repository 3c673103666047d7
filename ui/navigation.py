"""Ways into an attempt: begin one, or go on with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.rules.modes import MODES
from ui import request as visit

if TYPE_CHECKING:
    from grader.rules.modes import Mode
    from grader.views.learners import LearnerView

SCREENS: dict[Mode, str] = {mode: f"screens/{policy.page}.py" for mode, policy in MODES.items()}
RESULT_SCREEN = "screens/result.py"
HOME_SCREEN = "screens/home.py"


def begin(learner: LearnerView, mode: Mode, skill: str | None = None) -> None:
    """Callback: begin an attempt, or find the one that is going on, and turn to its page."""
    attempt = visit.act(lambda grader: grader.attempts.begin(learner.id, mode, skill=skill))
    if attempt is not None:
        go_on(mode, attempt)


def go_on(mode: Mode, attempt: str) -> None:
    """Callback: turn to the page of an attempt."""
    visit.turn_to(SCREENS[mode], attempt=attempt)


def see_result(attempt: str) -> None:
    """Callback: turn to the page of a finished attempt."""
    visit.turn_to(RESULT_SCREEN, attempt=attempt)
