"""Cutover with a cluster in memory: a file `green` in the data folder makes every Service select green."""

from __future__ import annotations

import tempfile
import threading
import time
from pathlib import Path

import streamlit as st

import ui
from labs.session.runner import Cluster
from labs.session.watch import Watch
from labs.settings import read_settings as read_lab_settings
from labs.wait import wait_until
from tests.support.fake_kube import FakeKube
from ui.app_context import AppContext, install
from ui.lab.connection import ClusterConnection
from ui.lab.services import LabServices
from ui.lab.sessions import LabSessions
from ui.settings import read_settings
from ui.web.first_page.device_cookie import device_routes
from ui.web.first_page.index_page import IndexPage, page_routes
from ui.web.lab_changes import lab_change_routes
from ui.web.lab_routes import lab_routes
from ui.web.lifespan import lifespan_of
from ui.web.middleware import middleware
from ui.web.terminal import terminal_routes

GREEN = {"app": "model", "version": "green"}


class InMemory(ClusterConnection):
    """A connection that is always there."""

    def __init__(self, made: Cluster) -> None:
        super().__init__()
        self._made = made

    def cluster(self) -> Cluster:
        return self._made

    def trouble(self) -> str:
        return ""


def switch_when_asked(kube: FakeKube, asked: Path) -> None:
    wait_until(asked.exists, seconds=600, pause=0.01)
    for service in kube.list("Service"):
        if "selector" in service["spec"]:
            kube.put({**service, "spec": {**service["spec"], "selector": GREEN}})


def connect(asked: Path) -> ClusterConnection:
    kube = FakeKube(Path(tempfile.mkdtemp()))
    watch = Watch(kube, time.time)
    watch.open()
    threading.Thread(target=switch_when_asked, args=(kube, asked), daemon=True).start()
    return InMemory(Cluster(kube, read_lab_settings(), watch, time.time))


context = AppContext(read_settings(), LabServices())
context.labs.connection = connect(context.settings.data / "green")
context.labs.sessions = LabSessions(context.labs.connection)
install(context)
index = IndexPage.of_streamlit()
routes = [
    *device_routes(context),
    *lab_routes(context),
    *terminal_routes(context),
    *lab_change_routes(context),
    *page_routes(context, index),
]
app = st.App(
    Path(ui.__file__).with_name("script.py"),
    routes=routes,
    middleware=middleware(context, index, routes),
    lifespan=lifespan_of(context),
)
