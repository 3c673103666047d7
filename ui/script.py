"""The script that Streamlit runs for every click: the pages, and what is said when none can be shown."""

from __future__ import annotations

import streamlit as st

from grader.errors import GraderError
from grader.rules.modes import MODES
from ui import request as visit
from ui.app_context import app_context
from ui.errors import UiError
from ui.navigation import SCREENS
from ui.widgets.notice import draw_notice
from ui.widgets.text import title

st.set_page_config(page_title="Cutover", layout="centered", initial_sidebar_state="collapsed")

_PAGES = "pages"


def pages() -> list[st.Page]:
    """The pages of the menu, and those that other pages lead to.

    A session makes them once, since each looks for its file on the disk.
    """
    shown = _has_findings()
    made: tuple[bool, list[st.Page]] | None = st.session_state.get(_PAGES)
    if made is None or made[0] != shown:
        made = st.session_state[_PAGES] = shown, _pages(with_bank=shown)
    return made[1]


def _pages(*, with_bank: bool) -> list[st.Page]:
    return [
        st.Page("screens/home.py", title="Cutover", default=True),
        st.Page("screens/lab.py", title="Labs"),
        st.Page("screens/progress.py", title="My progress"),
        st.Page("screens/settings.py", title="Settings"),
        st.Page("screens/help.py", title="Help"),
        st.Page("screens/bank.py", title="Bank", visibility="visible" if with_bank else "hidden"),
        *(st.Page(SCREENS[mode], title=row.text.title, visibility="hidden") for mode, row in MODES.items()),
        st.Page("screens/result.py", title="Result", visibility="hidden"),
        st.Page("screens/past.py", title="Problem", visibility="hidden"),
    ]


def _has_findings() -> bool:
    try:
        return not visit.is_before_opening() and bool(app_context().backend.bank.findings)
    except UiError:
        return False


page = st.navigation(pages(), position="top")
visit.turn_if_asked(page.url_path)
try:
    page.run()
except (UiError, GraderError) as refused:
    title("Cutover cannot show this page")
    draw_notice(str(refused), trouble=True)
    st.button("Try again")
