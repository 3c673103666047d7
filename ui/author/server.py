"""The preview as an ASGI app of its own: one page for one author, on this machine alone."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

import ui
from ui.app_context import AppContext, install
from ui.author.watcher import Preview
from ui.web.first_page.index_page import IndexPage, cookieless_routes
from ui.web.image_routes import image_routes
from ui.web.middleware import middleware
from ui.widgets.notice import show_error

HOST = "127.0.0.1"


def preview_app(context: AppContext) -> st.App:
    """Draws the file that the context previews.

    The page holds keys, so no other site may read it by a name of its own.
    """
    install(context)
    index = IndexPage.of_streamlit()
    preview = context.preview
    assert preview is not None, "a preview shows a file"
    routes = cookieless_routes(index)
    page = "lesson_page.py"
    if isinstance(preview, Preview):
        page = "page.py"
        routes = [*image_routes("", lambda: (preview.path.parent, preview.snapshot().bank.images)), *routes]
    return st.App(
        Path(ui.__file__).parent / "author" / page,
        routes=routes,
        middleware=middleware(context, index, routes),
        on_script_error=show_error,
    )
