"""Leads the browser to another address of this server: only a response to a request can set a cookie."""

from __future__ import annotations

from ui.components.registration import register

_MOUNT = register("navigate")


def navigate(path: str, *, key: str) -> None:
    """The browser goes to `path`, relative to where Cutover is served, once."""
    _MOUNT(key=key, data={"path": path})
