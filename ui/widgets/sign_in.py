"""Who a page is for: its learner, or a first visitor who is asked for a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import request
from ui.widgets.notice import draw_notice
from ui.widgets.text import title
from ui.widgets.welcome import draw_welcome

if TYPE_CHECKING:
    from grader.views.learners import LearnerView


def require_learner() -> LearnerView:
    """The learner of this browser. A first visitor gets the welcome instead of the page."""
    known = request.learner()
    request.draw_for(known)
    if known is None:
        draw_no_cookie() if request.this_device() is None else draw_welcome()
        st.stop()
    return known


def draw_no_cookie() -> None:
    """Instead of a page, where nobody could be told from anybody else."""
    title("Cutover needs a cookie")
    draw_notice(
        "This browser sent none, so nobody could tell your answers from another's. "
        "Allow cookies for this address, then reload the page.",
        trouble=True,
    )
