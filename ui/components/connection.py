"""Has a page drawn anew after every reconnect, whatever became of its session on the server."""

from __future__ import annotations

import secrets

from ui.components.registration import noop, register

_MOUNT = register("connection")


def watch_connection() -> None:
    """Draw it first on every page. While there is no connection it says so, at the top of the window."""
    # Another value in each run: by it the browser knows that the run it asked for has come.
    _MOUNT(key="connection", data={"run": secrets.token_hex(4)}, on_redraw_change=noop)
