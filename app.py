"""Cutover as an ASGI app: pages, terminals, health, and the sweeps that close what is overdue.

`cutover serve` and `streamlit run app.py` both serve it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import streamlit as st
from starlette.middleware import Middleware

import ui
from ui.settings import settings
from ui.web.error_page import show_mishap
from ui.web.headers import SecurityHeaders
from ui.web.health import health_routes
from ui.web.index_page import page_routes
from ui.web.lab_routes import lab_routes
from ui.web.lab_sweep import keep_labs_swept
from ui.web.origin import OwnOrigin
from ui.web.sweepers import keep_sweeping, sweep_house
from ui.web.terminal import terminal_routes
from ui.web.theme import write_theme_once
from ui.web.tuning import collect_seldom


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """The first sweep opens the house, unless a page did; nobody's first page waits for it."""
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(keep_sweeping, sweep_house)
        tasks.start_soon(keep_labs_swept)
        yield {}
        tasks.cancel_scope.cancel()


collect_seldom()
write_theme_once()
app = st.App(
    Path(ui.__file__).with_name("script.py"),
    routes=[
        *health_routes(settings().base_path),
        *lab_routes(settings().base_path),
        *terminal_routes(settings().base_path),
        *page_routes(settings().base_path),
    ],
    middleware=[Middleware(SecurityHeaders), Middleware(OwnOrigin, settings().base_url)],
    lifespan=lifespan,
    on_script_error=show_mishap,
)
