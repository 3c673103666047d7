"""Cutover as an ASGI app: pages, terminals, health, and the sweeps that close what is overdue.

`cutover serve` and `streamlit run app.py` both serve it.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

import ui
from ui.app_context import AppContext, install
from ui.lab.services import LabServices
from ui.settings import read_settings
from ui.web.download_routes import download_routes
from ui.web.health import health_routes
from ui.web.image_routes import image_routes
from ui.web.index_page import IndexPage, page_routes
from ui.web.lab_routes import lab_routes
from ui.web.lifespan import lifespan_of
from ui.web.middleware import middleware
from ui.web.terminal import terminal_routes
from ui.web.tuning import open_and_freeze, tune
from ui.widgets.notice import show_error

context = AppContext(read_settings(), LabServices(), opener=open_and_freeze)
install(context)
tune()


_index_page = IndexPage.of_streamlit()
_routes = [
    *health_routes(context),
    *download_routes(context),
    *image_routes(context.settings.base_route, lambda: (context.settings.bank, context.grader.bank.images())),
    *lab_routes(context),
    *terminal_routes(context),
    *page_routes(context, _index_page),
]
app = st.App(
    Path(ui.__file__).with_name("script.py"),
    routes=_routes,
    middleware=middleware(context, _index_page, _routes),
    lifespan=lifespan_of(context),
    on_script_error=show_error,
)
