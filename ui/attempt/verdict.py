"""The verdict on the answers to a problem: explained first, then scored."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from grader.views.attempts import ItemView, Rationale, TryView
from ui import format as fmt
from ui.widgets.text import code_span, escaped, markdown_line, muted

# Points that are a whole one but for rounding.
_WHOLE = 1 - 1e-9
# The style sheet knows a verdict by the key of its container.
VerdictLook = Literal["verdict-right", "verdict-not-yet", "verdict-time-up", "verdict-recorded"]


def draw_verdict(item: ItemView) -> None:
    """The verdict of the last try that may be seen, and why the problem is closed, if there is either."""
    lines = verdict_lines(item)
    score = score_line(item)
    if not lines and not score:
        return
    with st.container(key=verdict_look(item), gap="xsmall"):
        for line in lines:
            st.markdown(line)
        if score:
            muted(score)


def verdict_look(item: ItemView) -> VerdictLook:
    """How the verdict looks."""
    if item.tries:
        return "verdict-right" if item.mark == "right" else "verdict-not-yet"
    return "verdict-time-up" if item.close_reason == "time-up" else "verdict-recorded"


def verdict_lines(item: ItemView) -> list[str]:
    """The verdict as lines of markdown: in a word, its reason, then the rationales of what was chosen."""
    lines = [escaped(fmt.close_reason(item))]
    if item.tries:
        decisive = _decisive_try(item)
        rationales = rationale_lines(decisive)
        if isinstance(decisive.answer, str) and item.mark != "right":
            # Of a single option, its rationale says more than that it is not the key.
            return [line for line in (*lines, f"**{_head(item)}** {' '.join(rationales)}".rstrip()) if line]
        lines.append(f"**{_head(item)}** {markdown_line(decisive.verdict.reason)}".rstrip())
        # Once the problem is closed, every rationale stands beside its option.
        lines += [] if item.solution else rationales
    return [line for line in lines if line]


def rationale_lines(tried: TryView) -> list[str]:
    """Why what was chosen is right or wrong, a line of markdown each; named where it is one of several."""
    if isinstance(tried.answer, str):
        return [markdown_line(rationale.reason) for rationale in tried.rationales]
    return [f"{_named(rationale)}: {markdown_line(rationale.reason)}" for rationale in tried.rationales]


def score_line(item: ItemView) -> str:
    """What it came to: tries left while open, points once closed; empty before the first try."""
    if item.state == "open":
        tries = fmt.count_in_words(item.tries_left, "try is", "tries are")
        return f"{tries.capitalize()} left." if item.tries else ""
    return "" if item.points is None or not item.tries else points_line(item, item.points)


def points_line(item: ItemView, points: float) -> str:
    """The points, 0..1, and why they are neither none nor all: "Half a point: your second try was right." """
    reasons = _reasons_for_a_share(item) if 0 < points < _WHOLE else []
    worth = fmt.points_in_words(points)
    return f"{worth}: {fmt.join(reasons)}." if reasons else f"{worth}."


def _reasons_for_a_share(item: ItemView) -> list[str]:
    """What made a problem worth less than a point but more than none, as clauses."""
    if item.mark != "right":
        return ["part of your answer was right"]
    decisive = _decisive_try(item)
    reasons = [f"your {fmt.ordinal(decisive.number)} try was right"] if decisive.number > 1 else []
    return [*reasons, "a hint was open"] if item.hints else reasons


def _named(rationale: Rationale) -> str:
    return code_span(rationale.text) if rationale.is_code else markdown_line(rationale.text.rstrip("."))


def _head(item: ItemView) -> str:
    if item.mark == "right":
        return "Right."
    return "Not yet." if item.state == "open" else "Not right."


def _decisive_try(item: ItemView) -> TryView:
    """The try that was right; after a mended key that need not be the last."""
    return next((tried for tried in item.tries if tried.verdict.outcome == "pass"), item.tries[-1])
