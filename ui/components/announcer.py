"""Announces what happened to screen readers, and scrolls it into view."""

from __future__ import annotations

from ui.components.registration import register

_MOUNT = register("announcer")


def announce(say: str, *, item: str, show: str = "", key: str) -> None:
    """Speaks `say` if it is new, and scrolls just enough to show the container with the key `show`.

    Another `item` than before is another problem, which is shown from the top of the page.
    """
    _MOUNT(key=key, data={"say": say, "item": item, "show": show})
