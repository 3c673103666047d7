"""How times, counts and kinds are parts. Pure: instants and zones come in as arguments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from grader.rules.modes import MODES

if TYPE_CHECKING:
    from grader.rules.attempt import CloseReason, ExtraTime
    from grader.rules.lab_attempt import LabAttempt
    from grader.views.attempts import HintOffer, ItemMark, ItemView
    from grader.views.progress import ContinueView, PastAttempt
    from problems.errors import Finding
    from problems.model import Category
    from problems.verdict import Outcome

CATEGORIES: dict[Category, str] = {
    "conceptual": "Conceptual",
    "command-output": "Command output",
    "configuration": "Configuration",
    "troubleshoot": "Troubleshoot",
    "workflow": "Workflow",
}
EXTRA_TIMES: dict[ExtraTime, str] = {
    "1": "Standard time",
    "1.5": "1.5 times the time",
    "2": "Twice the time",
    "untimed": "No time limit",
}
_WITHDRAWN = "This problem was changed or taken back by its author. It counts for nothing, neither way."
_CHANGED_SINCE = "This problem was changed since, so it can't be shown as it was asked. Its mark stands."
_MARKS: dict[ItemMark, str] = {
    "right": "✓ Right",
    "wrong": "✕ Not right",
    "unanswered": "– No answer",
    "withdrawn": "– Taken back",
    "answered": "Answered",
    "open": "Still open",
    "ahead": "To come",
}
LAB_VERDICTS: dict[Outcome, str] = {"pass": "Passed", "fail": "Not yet", "inconclusive": "Can't tell"}
_CLOSINGS: dict[CloseReason, str] = {
    "solution-shown": "You asked for the solution, so this problem is closed.",
    "answered": "Your answer is recorded. How it went is shown at the end.",
    "ended": "It was still open at the end.",
    "withdrawn": _WITHDRAWN,
}
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# Characters to the left of a line of a file and what is printed below it.
EXCERPT_MARGIN = 8
_SHARES = {0.25: "a quarter", 0.5: "half", 0.75: "three quarters"}
_POINTS = {
    0: "No point",
    0.25: "A quarter of a point",
    0.33: "A third of a point",
    0.5: "Half a point",
    0.67: "Two thirds of a point",
    0.75: "Three quarters of a point",
    1: "One point",
}


def count(number: int, one: str, many: str | None = None) -> str:
    """`count(1, "try", "tries")` is "1 try"; without `many` an s is added."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def count_in_words(number: int, one: str, many: str) -> str:
    """`count` with small numbers as words: "one try", "two tries", "12 tries"."""
    return f"{number_word(number)} {one if number == 1 else many}"


def number_word(number: int) -> str:
    """Up to ten a word, beyond it digits."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def join(parts: Sequence[str]) -> str:
    """Parts in a sentence: "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def clock(span: timedelta) -> str:
    """A span as a clock shows it, rounded up to the second: "0:09", "1:12", "1:00:00"."""
    seconds = max(0, -(-span // timedelta(seconds=1)))
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


def span(length: timedelta) -> str:
    """A span in words: "2 minutes", "1 minute 30 seconds", "45 seconds"."""
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    parts = [count(minutes, "minute")] if minutes else []
    parts += [count(seconds, "second")] if seconds or not minutes else []
    return " ".join(parts)


def time_of_day(at: datetime, zone: tzinfo) -> str:
    """ "12:01:07" on the reader's own clock."""
    return at.astimezone(zone).strftime("%H:%M:%S")


def hour_and_minute(at: datetime, zone: tzinfo) -> str:
    """ "12:01" on the reader's own clock."""
    return at.astimezone(zone).strftime("%H:%M")


def day(at: datetime, zone: tzinfo) -> str:
    """ "24 November 2026" in the reader's own zone."""
    local = at.astimezone(zone)
    return f"{local.day} {local:%B %Y}"


def day_and_time(at: datetime, zone: tzinfo) -> str:
    """ "24 November 2026, 12:01"."""
    return f"{day(at, zone)}, {hour_and_minute(at, zone)}"


def percent(share: float) -> str:
    """A share of 0..1 as a whole percentage."""
    return f"{round(100 * share)} %"


def points_in_words(points: float) -> str:
    """Points of one problem, 0..1: "One point", "Half a point", "0.38 of a point"."""
    return _POINTS.get(round(points, 2), f"{points:.2g} of a point")


def ordinal(number: int) -> str:
    """1 is "first"; from six on "6th", which no number of tries reaches."""
    return _ORDINALS[number - 1] if number <= len(_ORDINALS) else f"{number}th"


def which_try(item: ItemView) -> str:
    """Which try the next answer is: "first of 2 tries", "last of 3 tries", "one try"."""
    if item.tries_allowed == 1:
        return "one try"
    used = item.tries_allowed - item.tries_left
    ordinal = "last" if item.tries_left == 1 else _ORDINALS[used]
    return f"{ordinal} of {item.tries_allowed} tries"


def hint_label(offer: HintOffer) -> str:
    """What the hint's button says, with the price first seen here."""
    name = "Hint" if offer.of == 1 else f"Hint {offer.number} of {offer.of}"
    if offer.counts_as_unknown:
        return f"{name}, counts as not known"
    if not offer.share:
        return name
    return f"{name}, costs {_SHARES.get(offer.share, percent(offer.share))} of this try"


def continue_label(going: ContinueView) -> str:
    """Where an attempt stands: "Challenge 3/5"."""
    return f"{MODES[going.mode].text.title} {going.position}/{going.of}"


def isolated(text: str) -> str:
    """Somebody's text within a sentence of ours, so that neither changes the other's direction."""
    return f"\u2068{text}\u2069"


def close_reason(item: ItemView) -> str:
    """Why a problem is closed; empty while it is not, and where its verdict says so already."""
    if item.close_reason == "time-up":
        return (
            "Time is up. No answer was saved."
            if item.mark == "unanswered"
            else "Time is up, so the answer that was saved counts."
        )
    if item.close_reason is None or (item.close_reason == "answered" and item.mark != "answered"):
        return ""
    return _CLOSINGS.get(item.close_reason, "")


def reason_not_shown(item: ItemView) -> str:
    """Why a problem can't be shown, and what that means for its learner."""
    return _WITHDRAWN if item.close_reason == "withdrawn" else _CHANGED_SINCE


def mark_label(mark: ItemMark) -> str:
    """How a problem went or where it stands, in a word or two, with a sign that needs no colour."""
    return _MARKS[mark]


def score(attempt: PastAttempt) -> str:
    """How an attempt came out: "4 of 5 right", "going on", or "5 problems" while it is hidden."""
    if attempt.finished_at is None:
        return "Going on"
    return count(attempt.of, "problem") if attempt.right is None else f"{attempt.right} of {attempt.of} right"


def attempt_name(attempt: PastAttempt, zone: tzinfo) -> str:
    """ "Challenge, 24 November 2026, 12:01", and whether it came from a download."""
    name = f"{MODES[attempt.mode].text.title}, {day_and_time(attempt.started_at, zone)}"
    return f"{name}, imported" if attempt.imported else name


def lab_outcome(lab: LabAttempt) -> str:
    """How a lab came out: "Passed, 5 of 5", "Not yet, 3 of 5", "Can't tell", "Going on"."""
    if lab.verdict is None:
        return "Going on"
    verdict = LAB_VERDICTS[lab.verdict.outcome]
    return verdict if lab.verdict.outcome == "inconclusive" else f"{verdict}, {lab.earned} of {lab.points}"


def excerpt(finding: Finding, text: str, width: int) -> list[str]:
    """The finding's line with its number, a caret below its column; empty for a file that can't be shown.

    Of a line longer than `width` characters, the part around the column.
    """
    lines = text.split("\n")
    if finding.line > len(lines) or not text:
        return []
    line = lines[finding.line - 1].rstrip("\r").replace("\t", " ")
    start = max(0, finding.column - 1 - width // 2) if len(line) > width else 0
    shown, column = line[start : start + width], finding.column - 1 - start
    return [f"{finding.line:>{EXCERPT_MARGIN}} | {shown}", f"{'':>{EXCERPT_MARGIN}} | {'':>{column}}^"]
