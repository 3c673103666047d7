"""Limits: what two colours cost and how fast one is back, with sliders, and what was measured beside each."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from problems.limits import ColourCapacity, RollbackTime, budget_burned, budget_seconds
from ui import format as fmt
from ui.charts.limits import capacity_pods, rollback_bar
from ui.charts.svg import Picture
from ui.components.picture import picture
from ui.learn.measured import CAPACITY, ERROR_BUDGET, ROLLBACK, MeasuredFigure
from ui.widgets.text import escaped, heading, muted, prose_line, title

_NARROW, _WIDE = 340, 640  # px


def draw() -> None:
    title("Limits")
    muted("What two colours cost, and how fast one is back. Move a slider; nothing is counted.")
    _draw_capacity()
    failing = _draw_rollback()
    _draw_budget(failing)


def _draw_capacity() -> None:
    heading("Room for two colours")
    _formula(
        "peak = (blue + green) × request", "green admitted = (quota - blue × request) ÷ request, rounded down"
    )
    blue = st.slider("Blue pods", 1, 20, 4, key="limits-blue")
    green = st.slider("Green pods wanted", 1, 20, 4, key="limits-green")
    request = st.slider(
        "Request of a pod, in thousandths of a processor", 50, 1_000, 250, 50, key="limits-request"
    )
    quota = st.slider("Quota, in thousandths of a processor", 250, 10_000, 1_500, 250, key="limits-quota")
    soak = st.slider("Hours from green's start to the end of the soak", 1, 72, 24, key="limits-soak")
    capacity = ColourCapacity(blue, green, request, quota)
    finding = capacity_finding(capacity)
    _draw_picture(lambda width: capacity_pods(capacity, finding, width=width), "limits-capacity")
    st.markdown(escaped(finding))
    st.markdown(f"Green costs {capacity.extra_hours(soak):,.0f} pod hours beside blue.")
    _draw_measured(CAPACITY)


def capacity_finding(capacity: ColourCapacity) -> str:
    """ "Both colours ask for 80m at the switch, and the quota is 60m: 2 of 4 green pods admitted." """
    asks = f"Both colours ask for {capacity.peak}m at the switch, and the quota is {capacity.quota}m"
    if capacity.admitted == capacity.green:
        return f"{asks}: all of green is admitted."
    return f"{asks}: {capacity.admitted} of {fmt.count(capacity.green, 'green pod')} admitted."


def _draw_rollback() -> float:
    """Gives the seconds that users were on the bad version."""
    heading("The way back")
    _formula("rollback time = detect + decide + load + flip + drain")
    detect = st.slider("Detect: seconds until an alarm", 0, 900, 120, 5, key="limits-detect")
    decide = st.slider("Decide: seconds until somebody acts", 0, 900, 60, 5, key="limits-decide")
    warm = st.checkbox("Blue still runs", value=True, key="limits-warm")
    load = 0 if warm else st.slider("Load: seconds until a pod is Ready", 0, 600, 90, 5, key="limits-load")
    flip = st.slider("Flip: seconds until every node has the change", 0, 30, 1, key="limits-flip")
    drain = st.slider("Drain: seconds that open connections last", 0, 600, 30, 5, key="limits-drain")
    time = RollbackTime(detect, decide, load, flip, drain)
    finding = rollback_finding(time)
    _draw_picture(lambda width: rollback_bar(time, finding, width=width), "limits-rollback")
    st.markdown(escaped(finding))
    _draw_measured(ROLLBACK)
    return time.total


def rollback_finding(time: RollbackTime) -> str:
    """ "All users are back after 211 s: detect 120, decide 60, flip 1, drain 30. The flip is ..." """
    parts = ", ".join(f"{name} {seconds:g}" for name, seconds in time.parts if seconds)
    share = time.flip / time.total if time.total else 0
    flip = fmt.percent(share) if share >= 0.005 or not share else f"less than {fmt.percent(0.01)}"
    sentence = f"All users are back after {time.total:g} s" + (f": {parts}." if parts else ".")
    return f"{sentence} The flip is {flip} of it."


def _draw_budget(seconds: float) -> None:
    heading("What a bad release burns")
    _formula("budget = (1 - objective) × days", "burned = rollback time × share failing ÷ budget")
    objective = st.select_slider(
        "Objective", ["99 %", "99.5 %", "99.9 %", "99.95 %", "99.99 %"], "99.9 %", key="limits-objective"
    )
    days = st.slider("Days of the objective", 7, 90, 30, key="limits-days")
    failing = st.slider(
        "Requests that fail or are wrong on the bad version, in percent", 0, 100, 5, key="limits-share"
    )
    st.markdown(escaped(budget_finding(seconds, failing / 100, float(objective.split()[0]) / 100, days)))
    _draw_measured(ERROR_BUDGET)


def budget_finding(seconds: float, failing: float, objective: float, days: int) -> str:
    """ "Of 43.2 minutes in 30 days, 211 s with 5 % failing burn 0.4 %." """
    budget = budget_seconds(objective, days)
    burned = budget_burned(seconds, failing, objective, days)
    return (
        f"Of {budget / 60:.1f} minutes of full outage in {fmt.count(days, 'day')}, {seconds:g} s with "
        f"{fmt.percent(failing)} failing burn {100 * burned:.1f} %."
    )


def _formula(*lines: str) -> None:
    for line in lines:
        prose_line(f"`{line}`")


def _draw_picture(drawn: Callable[[float], Picture], key: str) -> None:
    picture(drawn(_WIDE), drawn(_NARROW), key=key, can_save=False)


def _draw_measured(figures: tuple[MeasuredFigure, ...]) -> None:
    for figure in figures:
        prose_line(f"**Measured:** {figure.text} From {figure.source}.")


draw()
