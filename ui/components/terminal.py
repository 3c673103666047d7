"""A learner's terminal, drawn by xterm.js: keys and output go through the app's own WebSocket."""

from __future__ import annotations

from ui.components.registration import register

_MOUNT = register("terminal")


def terminal(attempt: str, *, key: str) -> None:
    """The shell in an attempt's place. It survives reruns, and opens again by itself when its line drops."""
    _MOUNT(key=key, data={"socket": f"terminal/{attempt}", "files": "xterm/"})
