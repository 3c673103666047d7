"""`cutover problems preview`: a file of problems as learners see it, drawn anew at every save."""

from __future__ import annotations

import gc
import threading
from pathlib import Path

import click

from ui.cli.serve import streamlit_config, wait_until_it_listens
from ui.errors import Closed
from ui.preflight import port_problem
from ui.settings import Settings, read_settings

PORT = 8502


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, help="The port to listen on."
)
@click.option("--open", "opens", is_flag=True, help="Open the page in the browser.")
def preview(file: Path, port: int, opens: bool) -> None:
    """Show the problems or the lesson of FILE as learners see them, and draw them anew at every save.

    Beside each problem stand its key with every why, what `check` finds, and its proof. Answers can be
    tried; nothing is stored. Only this machine can open the page.
    """
    # ruff: noqa: PLC0415 - Streamlit takes most of a second
    from ui.app_context import AppContext
    from ui.author.lesson_watcher import LESSON_SUFFIX, LessonPreview
    from ui.author.server import HOST, preview_app
    from ui.author.watcher import Preview
    from ui.lab.services import LabServices

    shown = LessonPreview(file) if file.suffix == LESSON_SUFFIX else Preview(file)
    shown.snapshot()
    # The other files' problems stay as they are: no save waits for their garbage collection.
    gc.freeze()
    chosen = read_settings().model_copy(
        update={"host": HOST, "port": port, "base_url": None, "allowed_hosts": ()}
    )
    taken = port_problem(HOST, port)
    if taken:
        raise Closed(
            f"Port {port} cannot be used ({taken}). Stop what listens there, or choose another: --port."
        )
    threading.Thread(target=_announce, args=(file, chosen, opens), daemon=True).start()
    preview_app(AppContext(chosen, LabServices(), preview=shown)).run(config=streamlit_config(chosen))


def _announce(file: Path, chosen: Settings, opens: bool) -> None:
    wait_until_it_listens(chosen)
    address = f"http://{chosen.host}:{chosen.port}"
    click.echo(f"{file}: {address}\nIt is drawn anew at every save. Ctrl+C stops it.")
    if opens:
        click.launch(address)
