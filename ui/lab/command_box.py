"""A plain box for one command at a time, where the terminal cannot be drawn. It runs in the workbench too."""

from __future__ import annotations

import streamlit as st

from labs.errors import LabError
from problems.model import Code
from ui.components.prose import code
from ui.lab.session import LabSession
from ui.widgets.notice import draw_notice
from ui.widgets.text import muted

_LONGEST = 2_000


def draw_command_box(session: LabSession) -> None:
    """A line to type, and what the last one printed."""
    muted("One command at a time, ended after 30 seconds. Cutover was set up without the terminal's files.")
    with st.form("command", border=False, enter_to_submit=True):
        line = st.text_input("Command", key="command-line", max_chars=_LONGEST, autocomplete="off")
        ran = st.form_submit_button("Run")
    if ran and line.strip():
        _run(session, line)


def _run(session: LabSession, line: str) -> None:
    from labs.namespace.terminal import command  # noqa: PLC0415 - the kubernetes client takes a second to import

    if session.view.workspace is None:
        return
    cluster, workspace = session.view.workspace
    try:
        with st.spinner("Running"):
            ended = command(cluster.kube, workspace.namespace, line)
    except LabError as trouble:
        draw_notice(str(trouble), trouble=True)
        return
    lines = [f"$ {line}", ended.text.rstrip("\n")]
    lines += ["(cut here: there was more)"] if ended.cut else []
    lines += [f"(ended with {ended.code})"] if ended.code else []
    code(Code(language="text", text="\n".join(lines)), key="command-output", label="Output")
