"""Has a page drawn anew after every reconnect, whatever became of its session on the server.

Streamlit's page drops what is sent while there is no connection, and after a reconnect it asks for a run only
if one was interrupted. The session may be a new one by then: the server was started again, or the old one
was kept no longer. A new session knows no button of the page until its script has run once, so that the
first press would do nothing.
"""

from __future__ import annotations

import secrets

from ui.components.registration import noop, register

_MOUNT = register("connection")


def watch_connection() -> None:
    """Draw it first on every page.

    While there is no connection it says so at the top of the window. After a reconnect it asks for a run
    until one has come, and then tells the page's other components ("connected", "redrawn").
    """
    # Another value in each run: by it the browser knows that the run it asked for has come.
    _MOUNT(key="connection", data={"run": secrets.token_hex(4)}, on_redraw_change=noop)
