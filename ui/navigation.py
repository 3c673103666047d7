"""Navigation: the pages with their titles, and the ways to an attempt and to its result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.rules.modes import MODES, PRACTICE
from ui import request

if TYPE_CHECKING:
    from grader.rules.modes import Mode
    from grader.views.learners import LearnerView

# Titles by the name in the address and of the script: the pages of the menu, and all of them.
MENU = {
    "home": "Cutover",
    "lab": "Labs",
    "progress": "My progress",
    "settings": "Settings",
    "help": "Help",
}
PAGE_TITLES = MENU | {
    "bank": "Bank",
    "attempt": "Attempt",
    "result": "Result",
    "past": "Problem",
    "sample": "One problem",
    "learn": "Learn",
    "lesson": "Lesson",
    "sandbox": "Try the switch",
    "limits": "Limits",
    "join": "Join a class",
    "classroom": "Class",
    "classes": "Classes",
    "board": "Board",
}
SCREENS: dict[Mode, str] = {mode: f"screens/{policy.page}.py" for mode, policy in MODES.items()}
RESULT_SCREEN = "screens/result.py"
HOME_SCREEN = "screens/home.py"
CLASS_SCREEN = "screens/classroom.py"


def window_title(name: str) -> str:
    """The title of the window: "Settings · Cutover"; home is just "Cutover"."""
    return name if name == PAGE_TITLES["home"] else f"{name} · {PAGE_TITLES['home']}"


def begin(learner: LearnerView, mode: Mode, skill: str | None = None) -> None:
    """Callback: begin an attempt, or find the one that is not finished, and show its page."""
    attempt = request.call_grader(lambda grader: grader.attempts.begin(learner.id, mode, skill=skill))
    if attempt is not None:
        go_on(mode, attempt)


def begin_sibling(learner: LearnerView, attempt: str, position: int) -> None:
    """Callback: begin a practice of one problem like this one, and show it."""
    begun = request.call_grader(lambda grader: grader.attempts.begin_sibling(learner.id, attempt, position))
    if begun is not None:
        go_on(PRACTICE, begun)


def go_on(mode: Mode, attempt: str) -> None:
    """Callback: show the page of an attempt."""
    request.redirect(SCREENS[mode], attempt=attempt)


def back_to_class(part: str) -> None:
    """Callback: show the page of the class to which a part belongs."""
    learner = request.learner()
    if learner is not None:
        own = request.call_grader(lambda grader: grader.memberships.of_part(learner.id, part))
        if own is not None:
            request.redirect(CLASS_SCREEN, **{"class": own.id})


def see_result(attempt: str) -> None:
    """Callback: show the result of a finished attempt."""
    request.redirect(RESULT_SCREEN, attempt=attempt)
