"""`cutover serve`: the app in the browser, from wherever it is started."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import ui
from ui import format as fmt
from ui.errors import Closed
from ui.preflight import PORT_CURE, UNWRITABLE_CURE, folder_problem, port_problem
from ui.settings import Settings, read_settings

if TYPE_CHECKING:
    from ui.app_context import AppContext

# Beside app.py in a checkout; inside the package once it is installed.
_CONFIG_FILES = (
    Path(ui.__file__).parents[1] / ".streamlit" / "config.toml",
    Path(ui.__file__).with_name("streamlit.toml"),
)


@click.command()
def serve() -> None:
    """Serve Cutover in the browser until Ctrl+C."""
    chosen = read_settings()
    preflight(chosen)
    # Beside the package: an editable install keeps a copy of app.py that grows old.
    sys.path.insert(0, str(Path(ui.__file__).parents[1]))
    module = import_module("app")
    threading.Thread(target=_announce, args=(module.context,), daemon=True).start()
    if chosen.log_format == "json":
        log_server_in_json()
    module.app.run(config=streamlit_config(chosen))


def preflight(chosen: Settings) -> None:
    """Raises Closed where serving cannot work, found without opening anything slow."""
    taken = port_problem(chosen.host, chosen.port)
    if taken:
        raise Closed(f"Port {chosen.port} on {chosen.host} cannot be used ({taken}). {PORT_CURE}")
    unwritable = folder_problem(chosen.data)
    if unwritable:
        raise Closed(f"The data folder {chosen.data} cannot be written ({unwritable}). {UNWRITABLE_CURE}")


def streamlit_config(chosen: Settings) -> dict[str, Any]:
    """Streamlit's options: those of our config file, and those that follow from the settings."""
    file = next(file for file in _CONFIG_FILES if file.exists())
    return {
        **dict(_flat(tomllib.loads(file.read_text(encoding="utf-8")))),
        "server.address": chosen.host,
        "server.port": chosen.port,
        "server.baseUrlPath": chosen.base_path,
        "logger.hideWelcomeMessage": True,
        # In its debug records Streamlit tells what people typed.
        "logger.level": "info" if chosen.log_level == "debug" else chosen.log_level,
        **({"logger.messageFormat": "%(message)s"} if chosen.log_format == "json" else {}),
    }


def log_server_in_json() -> None:
    """Has uvicorn, which is configured when the server is made, write its records as they are."""
    from uvicorn.config import LOGGING_CONFIG  # noqa: PLC0415 - only who serves needs it

    plain = {"format": "%(message)s"}
    LOGGING_CONFIG["formatters"] = {"default": plain, "access": plain}


def _flat(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _announce(context: AppContext) -> None:
    """Once the server listens, say where; where it has nothing to serve, say why and end the process."""
    chosen = context.settings
    wait_until_it_listens(chosen)
    try:
        bank = context.grader.bank.summary()
    except Closed:
        # Why is in the log, and nothing was opened; the server's own way out prints a traceback.
        os._exit(1)
    where = chosen.base_url or f"http://{chosen.host}:{chosen.port}"
    click.echo(f"{bank.title}, {fmt.count(bank.problem_count, 'problem')}: {where}\nCtrl+C stops it.")


def wait_until_it_listens(chosen: Settings) -> None:
    """Returns once the server that this process starts can be asked for a page."""
    while not _listens(chosen):
        time.sleep(0.05)


def _listens(chosen: Settings) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(chosen.host, chosen.host)  # noqa: S104 - compared, not bound
    try:
        socket.create_connection((host, chosen.port), timeout=1).close()
    except OSError:
        return False
    return True
