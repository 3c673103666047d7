"""All labs: what each teaches, how long it takes, and how it went last time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from grader.rules.lab_attempt import LabAttempt
from grader.views.learners import LearnerView
from ui import format as fmt
from ui import request
from ui.app_context import app_context
from ui.lab.link import LAB_SCREEN
from ui.widgets.notice import draw_flash, draw_notice
from ui.widgets.text import escaped, markdown_line, muted, title

if TYPE_CHECKING:
    from labs.reading.model import Scenario


def draw_list(learner: LearnerView) -> None:
    """The labs in the order of the curriculum, the open one marked."""
    title("Labs")
    muted("Real commands on a real cluster, while clients keep sending requests and every failed one counts.")
    draw_flash()
    trouble = app_context().labs.connection.trouble()
    if trouble:
        draw_notice(f"No lab can be opened now. {trouble} You can read all of them meanwhile.")
    going, done = request.grader().labs.unfinished(learner.id), request.grader().labs.of_learner(learner.id)
    for scenario in app_context().labs.catalogue.scenarios.values():
        _draw_one(scenario, going, [lab for lab in done if lab.scenario == scenario.slug])


def scenario_facts(scenario: Scenario) -> str:
    """ "Selectors and Services, 10 minutes, 6 points"."""
    skill = request.grader().bank.skill_title(scenario.skill)
    parts = [skill or scenario.skill.replace("-", " ")]
    parts += [fmt.count(scenario.minutes, "minute"), fmt.count(scenario.points, "point")]
    return ", ".join(parts)


def _draw_one(scenario: Scenario, going: LabAttempt | None, done: Sequence[LabAttempt]) -> None:
    is_open = going is not None and going.scenario == scenario.slug
    with st.container(border=True, key=f"card-lab-{scenario.slug}"):
        with st.container(key=f"summary-lab-{scenario.slug}", gap="small"):
            st.subheader(f"{scenario.number} · {escaped(scenario.title)}", anchor=False)
            st.caption(escaped(_with_best_result(scenario_facts(scenario), done)))
            st.markdown(markdown_line(_first_paragraph(scenario.story)))
        st.button(
            "Continue" if is_open else "Read the lab",
            key=f"open-{scenario.slug}",
            type="primary" if is_open else "secondary",
            on_click=request.redirect,
            args=(LAB_SCREEN,),
            kwargs={"attempt": going.id} if is_open and going else {"lab": scenario.slug},
        )


def _with_best_result(text: str, done: Sequence[LabAttempt]) -> str:
    best = max((lab.earned for lab in done if lab.verdict), default=None)
    if best is None:
        return text
    outcome = "pass" if _has_passed(done) else next(lab.verdict.outcome for lab in done if lab.verdict)
    return f"{text} · {fmt.LAB_VERDICTS[outcome].lower()}, best {best}"


def _has_passed(done: Sequence[LabAttempt]) -> bool:
    return any(lab.verdict is not None and lab.verdict.outcome == "pass" for lab in done)


def _first_paragraph(story: str) -> str:
    """The first paragraph."""
    return " ".join(story.strip().split("\n\n")[0].split())
