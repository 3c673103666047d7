"""The script that Streamlit runs for every click: the pages, and a plain sentence when none can be shown."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from grader.errors import GraderError
from ui import request
from ui.components.connection import watch_connection
from ui.components.renewal import renewal
from ui.errors import UiError
from ui.navigation import MENU, PAGE_TITLES, window_title
from ui.widgets.notice import draw_notice
from ui.widgets.text import title

st.set_page_config(layout="centered", initial_sidebar_state="collapsed")

_PAGES = "pages"


def pages() -> list[st.Page]:
    """The pages of the menu, and those that other pages lead to.

    A session makes them once, since each looks for its file on the disk.
    """
    also = tuple(_more_in_menu())
    cached: tuple[tuple[str, ...], list[st.Page]] | None = st.session_state.get(_PAGES)
    if cached is None or cached[0] != also:
        cached = st.session_state[_PAGES] = also, _pages({*MENU, *also})
    return cached[1]


def _more_in_menu() -> Iterator[str]:
    """The bank while something is wrong with it, and the classes where somebody signed in to teach."""
    if _has_findings():
        yield "bank"
    if request.has_session():
        yield "classes"


def _pages(in_menu: set[str]) -> list[st.Page]:
    return [
        st.Page(
            f"screens/{name}.py",
            title=page_title,
            default=name == "home",
            visibility="visible" if name in in_menu else "hidden",
        )
        for name, page_title in PAGE_TITLES.items()
    ]


def _has_findings() -> bool:
    """Whether there is something to say to a learner about the bank; a stranger is told nothing of it."""
    try:
        opened = not request.is_before_opening() and bool(request.grader().bank.summary().findings)
        return opened and request.learner() is not None
    except (UiError, GraderError):
        return False


watch_connection()
page = st.navigation(pages(), position="top")
token = request.renewal_token()
if token is not None:
    renewal(token)
request.apply_redirect(page.url_path)
request.begin_page()
st.set_page_config(page_title=window_title(page.title))
try:
    page.run()
except (UiError, GraderError) as refused:
    title("Cutover cannot show this page")
    draw_notice(str(refused), trouble=True)
    st.button("Try again")
