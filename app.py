"""Cutover as an ASGI app: pages, terminals, health, and the sweeps that close what is overdue.

`cutover serve` and `streamlit run app.py` both serve it.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

import ui
from ui import log_records
from ui.app_context import AppContext, install
from ui.lab.catalogue import LabCatalogue
from ui.lab.services import LabServices
from ui.settings import Settings, read_settings
from ui.web.classes.class_changes import ClassChanges, change_routes
from ui.web.classes.class_file_routes import class_file_routes
from ui.web.classes.session_routes import session_routes
from ui.web.download_routes import download_routes
from ui.web.draft_routes import draft_routes
from ui.web.drain import Drain
from ui.web.first_page.device_cookie import device_routes
from ui.web.first_page.index_page import IndexPage, page_routes
from ui.web.health import health_routes
from ui.web.image_routes import image_routes
from ui.web.import_routes import import_routes
from ui.web.lab_changes import lab_change_routes
from ui.web.lab_routes import lab_routes
from ui.web.lifespan import lifespan_of
from ui.web.middleware import middleware, socket_counts
from ui.web.terminal import terminal_routes
from ui.web.tuning import open_and_freeze, tune
from ui.widgets.notice import show_error

if TYPE_CHECKING:
    from ui.web.metrics import AppMetrics


def make_metrics(settings: Settings) -> AppMetrics | None:
    """What is measured, if anybody asks for it: otherwise its library is not imported."""
    if settings.metrics_port is None:
        return None
    from ui.web.metrics import AppMetrics  # noqa: PLC0415

    return AppMetrics()


settings = read_settings()
log_records.install(settings.log_level, as_json=settings.log_format == "json")
metrics = make_metrics(settings)
opener = partial(open_and_freeze, observe=metrics.transaction if metrics else None)
context = AppContext(settings, LabServices(LabCatalogue(settings.scenarios)), opener=opener)
if metrics:
    metrics.watch_labs(lambda: len(context.labs.sessions))
install(context)
tune()


_index_page = IndexPage.of_streamlit()
_changes, _counts = ClassChanges(), socket_counts()
_drain = Drain(settings.drain_seconds)
_routes = [
    *health_routes(context, drain=_drain),
    *device_routes(context),
    *download_routes(context),
    *draft_routes(context),
    *import_routes(context),
    *image_routes(context.settings.base_route, lambda: (context.settings.bank, context.grader.bank.images())),
    *lab_routes(context),
    *terminal_routes(context),
    *lab_change_routes(context),
    *session_routes(context),
    *class_file_routes(context),
    *change_routes(context, _changes),
    *page_routes(context, _index_page),
]
app = st.App(
    Path(ui.__file__).with_name("script.py"),
    routes=_routes,
    middleware=middleware(context, _index_page, _routes, metrics, counts=_counts, drain=_drain),
    lifespan=lifespan_of(context, metrics, changes=_changes, counts=_counts, drain=_drain),
    on_script_error=show_error,
)
