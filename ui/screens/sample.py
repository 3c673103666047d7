"""One problem for who has given no name yet: without a clock, and nothing of it is stored."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from grader.clock import now
from grader.service.author_preview import AuthorPreview
from ui import request
from ui.attempt.actions import Action, actions_of
from ui.attempt.attempt import draw_item
from ui.attempt.controller import pop_receipt
from ui.author.try_out import TryOutController
from ui.navigation import HOME_SCREEN
from ui.widgets.notice import draw_notice
from ui.widgets.text import title

_SAMPLE = "sample-preview"


def draw() -> None:
    preview = _preview()
    if preview is None:
        title("There is no problem to try")
        draw_notice("This bank has none that suits a first try.")
        st.page_link(HOME_SCREEN, label="Start with your name")
        return
    controller = TryOutController(preview, preview.view(), "sample")
    evidence = request.grader().bank.sample_evidence(preview)
    draw_item(controller, list(_actions(controller)), pop_receipt(), evidence, for_learner=False)


def _actions(controller: TryOutController) -> Iterator[Action]:
    if controller.item.state == "closed":
        yield Action("join", "Start with your name", ("Ctrl+Enter",), _go_to_welcome, "primary", onward=True)
    else:
        yield from actions_of(controller)


def _preview() -> AuthorPreview | None:
    """The sample of this tab, begun at its first page."""
    if st.session_state.get(_SAMPLE) is None:
        st.session_state[_SAMPLE] = request.grader().bank.start_sample(now())
    preview: AuthorPreview | None = st.session_state[_SAMPLE]
    return preview


def _go_to_welcome() -> None:
    st.session_state.pop(_SAMPLE, None)
    request.redirect(HOME_SCREEN)


draw()
