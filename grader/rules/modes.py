"""The ways to learn: a mode is one row of `MODES`, and nothing else says how modes differ.

To add one, add its name and its row here, and a page in `ui/screens` if it needs one of its own. This
module imports nothing of a bank or a database, so that a menu can be drawn from it at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from problems.manifest import Manifest

Mode = Literal["challenge", "practice", "test", "recall"]
# How a form is drawn: one problem of each category, rising; of one skill or all; a quota of each difficulty;
# one for each fact that is due for its learner.
Assembly = Literal["by-category", "by-skill", "by-difficulty", "due"]
# What the end of an attempt shows: a badge for everything right, points alone, or mastery with its interval.
ResultKind = Literal["badge", "points", "mastery"]


@dataclass(frozen=True, slots=True)
class ModeText:
    """What people read of a mode, whole sentences in plain text.

    `title` names it ("Challenge 3/5"); `heading`, `facts`, `about` and `start` are its card and its button;
    `again` is the button after its end. `after_success` and `after_miss` are the last of the next steps,
    `mode_after_success` and `mode_after_miss` the modes that they lead to.
    """

    title: str
    heading: str
    facts: str
    about: str
    start: str
    again: str
    after_success: str
    after_miss: str
    mode_after_success: Mode
    mode_after_miss: Mode


@dataclass(frozen=True, slots=True)
class Policy:
    """One row: the rules of a mode, its page and its text.

    - `assembly`: how its problems are drawn.
    - `timed`: problems have a clock. `starts_when_reached`: moving to a problem opens it; otherwise its
      learner opens it.
    - `one_try`: a single try, whatever the problem allows.
    - `hint_share`: what a try keeps of its worth after each hint, 0..1; 1 makes hints free.
    - `feedback`: the verdict is shown after each try and the solution when the problem closes; without it,
      both wait for the end, and a hinted answer counts as not known.
    - `free_navigation`: any problem at any time, and its solution on demand; without it, there is only the
      next one.
    - `result`: what the end shows. A mode with mastery can be extended while it is undecided.
    - `page`: the address of its page, which is `ui/screens/<page>.py`.
    """

    assembly: Assembly
    timed: bool
    starts_when_reached: bool
    one_try: bool
    hint_share: float
    feedback: bool
    free_navigation: bool
    result: ResultKind
    page: str
    text: ModeText


_TEST_NEXT = "See how much you know: a test of ten questions tells, and how sure that is."

MODES: Mapping[Mode, Policy] = {
    "challenge": Policy(
        assembly="by-category",
        timed=True,
        starts_when_reached=False,
        one_try=False,
        hint_share=0.75,
        feedback=True,
        free_navigation=False,
        result="badge",
        page="attempt",
        text=ModeText(
            title="Challenge",
            heading="Challenge",
            facts="timed, with tries and hints",
            about="From concept to workflow, one problem of each kind. You are told at once how each answer "
            "did. All of them right earn a badge.",
            start="Start a challenge",
            again="Another challenge",
            after_success=_TEST_NEXT,
            after_miss="Then take the challenge again, with other problems.",
            mode_after_success="test",
            mode_after_miss="challenge",
        ),
    ),
    "practice": Policy(
        assembly="by-skill",
        timed=False,
        starts_when_reached=True,
        one_try=False,
        hint_share=1.0,
        feedback=True,
        free_navigation=True,
        result="points",
        page="attempt",
        text=ModeText(
            title="Practice",
            heading="Practice",
            facts="no clock",
            about="Go back and forth, try things, and read the worked solution whenever you like.",
            start="Start practice",
            again="More practice",
            after_success=_TEST_NEXT,
            after_miss=_TEST_NEXT,
            mode_after_success="test",
            mode_after_miss="test",
        ),
    ),
    "test": Policy(
        assembly="by-difficulty",
        timed=True,
        starts_when_reached=True,
        one_try=True,
        hint_share=0.75,
        feedback=False,
        free_navigation=False,
        result="mastery",
        page="attempt",
        text=ModeText(
            title="Test",
            heading="Check what you know",
            facts="timed, one try each",
            about="Nothing is said until the end. Then you learn how much you know, how sure that is, "
            "and what to do next.",
            start="Start a test",
            again="Another test",
            after_success="Take the challenge: five problems against the clock.",
            after_miss="Then take the test again.",
            mode_after_success="challenge",
            mode_after_miss="test",
        ),
    ),
    "recall": Policy(
        assembly="due",
        timed=False,
        starts_when_reached=True,
        one_try=False,
        hint_share=1.0,
        feedback=True,
        free_navigation=False,
        result="points",
        page="attempt",
        text=ModeText(
            title="Review",
            heading="Review",
            facts="no clock",
            about="What you missed, or knew only with help, comes back when it is due: a little later each "
            "time that you know it.",
            start="Review what is due",
            again="More review",
            after_success=_TEST_NEXT,
            after_miss="What you missed here comes back tomorrow.",
            mode_after_success="test",
            mode_after_miss="practice",
        ),
    ),
}

# What a new learner begins with, and what tells how much somebody knows.
FIRST: Mode = "challenge"
MEASURE: Mode = "test"
# The mode in which what was missed comes back.
RECALL: Mode = "recall"
# The mode in which one skill is practised, and in which authors try their own problems.
PRACTICE: Mode = "practice"


def form_size(mode: Mode, manifest: Manifest) -> int:
    """How many problems a first form of this mode has by the bank's manifest; 0 where it does not say."""
    match MODES[mode].assembly:
        case "by-category":
            return len(manifest.challenge)
        case "by-skill":
            return manifest.practice
        case "by-difficulty":
            return sum(manifest.test.values())
        case "due":
            return 0
