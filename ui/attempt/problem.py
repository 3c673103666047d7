"""A problem as it is asked: where the learner stands, prompt and code, hints; before its clock, the terms."""

from __future__ import annotations

import streamlit as st

from grader.rules.modes import MODES
from grader.views.attempts import AttemptView, ItemView
from problems.picture import ServicePicture
from problems.public_views import PublicProblem
from ui import format as fmt
from ui.attempt.controller import ItemController
from ui.charts.topology import picture_topology
from ui.components.attempt_bar import attempt_bar
from ui.components.countdown import countdown
from ui.components.picture import picture
from ui.components.prose import code, image, prose
from ui.widgets.text import escaped, markdown_line, muted, title

_NARROW = 340  # px, the column of a phone


def draw_header(controller: ItemController) -> None:
    """The progress of the attempt, and the clock while one runs, or the buttons to other problems."""
    attempt, item = controller.attempt, controller.item
    with st.container(key="top", horizontal=True, vertical_alignment="center"):
        attempt_bar(attempt.marks, attempt.position, facts_of(attempt), key=f"bar-{attempt.id}")
        if attempt.paused and item.remaining is not None:
            muted(f"{fmt.clock(item.remaining)}, paused")
        elif item.remaining is not None and item.time_limit is not None:
            # When it runs out the page is drawn again, and the grader closes what is overdue.
            address = controller.draft.address if controller.draft else None
            key = f"clock-{controller.item_key}"
            countdown(item.remaining, item.time_limit, key=key, address=address)
        elif MODES[attempt.mode].free_navigation and len(attempt.marks) > 1:
            _draw_navigation(controller)


def facts_of(attempt: AttemptView) -> list[str]:
    """What the bar shows: "Challenge 3/5", category, difficulty, skill, and the tries while there are any."""
    item = attempt.item
    facts = [f"{MODES[attempt.mode].text.title} {attempt.position}/{len(attempt.marks)}"]
    if item.problem is not None:
        facts += [fmt.CATEGORIES[item.problem.category], item.problem.difficulty]
    facts.append(item.skill_title)
    return facts if item.state == "closed" else [*facts, fmt.which_try(item)]


def draw_question(problem: PublicProblem, key: str) -> None:
    """The title, the prompt, its images, its picture and its code."""
    title(problem.title)
    prose(problem.prompt, key=f"prompt-{key}", tone="lead")
    for number, shown in enumerate(problem.images):
        image(shown, key=f"image-{number}-{key}")
    if problem.picture is not None:
        draw_service_picture(problem.picture, key=f"picture-{key}")
    if problem.code is not None:
        code(problem.code, key=f"code-{key}")


def draw_service_picture(shown: ServicePicture, *, key: str) -> None:
    """The Service and its pods as they stand; the text alternative is made of the same data."""
    wide, narrow = picture_topology(shown), picture_topology(shown, width=_NARROW)
    picture(wide, narrow, key=key, can_save=False)


def draw_hints(item: ItemView) -> None:
    """The hints that were asked for."""
    if not item.hints:
        return
    with st.container(key="hints", gap="small"):
        for number, hint in enumerate(item.hints, 1):
            name = "Hint" if len(item.hints) == 1 else f"Hint {number}"
            st.markdown(f"**{name}.** {markdown_line(hint)}")


def draw_terms(attempt: AttemptView) -> None:
    """What starting the problem means. The problem itself is not shown yet."""
    title(f"Problem {attempt.position} of {len(attempt.marks)}")
    with st.container(key="ready", gap="small"):
        st.markdown(escaped(terms_of(attempt)))


def terms_of(attempt: AttemptView) -> str:
    """How long there is, how many tries, and when the verdict is shown."""
    item = attempt.item
    if item.time_limit is None:
        terms = ["There is no time limit."]
    else:
        terms = [f"You have {fmt.span(item.time_limit)} from the moment you start the clock."]
    terms.append(f"You have {fmt.count_in_words(item.tries_allowed, 'try', 'tries')}.")
    if not attempt.feedback and attempt.part is not None:
        terms.append("How it went is said when your instructor releases it.")
    elif not attempt.feedback:
        terms.append(f"How it went is said at the end of the {attempt.mode}.")
    return " ".join(terms)


def _draw_navigation(controller: ItemController) -> None:
    """Back and forward; at either end one of them is disabled."""
    attempt = controller.attempt
    targets = {"Back": attempt.position - 1, "Forward": attempt.position + 1}
    with st.container(key="navigation", horizontal=True, gap="small", width="content"):
        for label, position in targets.items():
            st.button(
                label,
                key=f"{label.lower()}-{attempt.id}",
                type="tertiary",
                disabled=not 1 <= position <= len(attempt.marks),
                on_click=controller.go,
                args=(position,),
            )
