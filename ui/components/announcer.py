"""Announces what happened to screen readers, and scrolls it into view."""

from __future__ import annotations

from ui.components.registration import register

_MOUNT = register("announcer")


def announce(say: str, *, item: str, act: int = 0, show: str = "", key: str) -> None:
    """Speaks `say` where it is new or of another `act`; the focus goes to the container with the key `show`.

    `act` counts what the learner did. Another `item` than before is another problem, or the same one once it
    is open: it is shown from the top of the page, and the focus goes to its heading.
    """
    _MOUNT(key=key, data={"say": say, "item": item, "act": act, "show": show})
