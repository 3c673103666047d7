"""Has a fragment drawn again when the server says that what it shows has changed; no page asks by a timer."""

from __future__ import annotations

from ui.components.registration import noop, register

_MOUNT = register("changes")


def follow_changes(socket: str, *, key: str) -> None:
    """Called in a fragment: each message from this WebSocket of ours draws the fragment again.

    While the connection is cut off, the fragment is drawn at each attempt to have it back, 8 s apart at most.
    """
    _MOUNT(key=key, data={"socket": socket}, on_changed_change=noop)
