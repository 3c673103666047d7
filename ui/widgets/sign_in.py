"""Who a page is for: its learner, or a first visitor who is asked for a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import request
from ui.widgets.notice import draw_flash, draw_notice
from ui.widgets.text import title
from ui.widgets.welcome import draw_welcome

if TYPE_CHECKING:
    from grader.views.learners import LearnerView


def require_learner() -> LearnerView:
    """The learner of this browser. A first visitor gets the welcome instead of the page."""
    known = request.learner()
    request.draw_for(known)
    if known is None:
        require_browser()
        draw_welcome()
        st.stop()
    return known


def require_browser() -> None:
    """Stops a page where nobody could join: this browser has no cookie, or another one by now."""
    if request.this_device() is None:
        _draw_no_cookie()
        st.stop()
    if request.is_outdated():
        _draw_outdated()
        st.stop()


def _draw_no_cookie() -> None:
    title("Cutover needs a cookie")
    draw_notice(
        "This browser sent none, so nobody could tell your answers from another's. "
        "Allow cookies for this address, then reload the page.",
        trouble=True,
    )


def _draw_outdated() -> None:
    title("Reload this page")
    draw_flash()
    draw_notice("Somebody joined or left in another tab of this browser since this page was opened.")
