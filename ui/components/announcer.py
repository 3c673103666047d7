"""Says what happened to who does not see it, and brings it into view for who does."""

from __future__ import annotations

from ui.components.registration import register

_MOUNT = register("announcer")


def announce(say: str, *, place: str, show: str = "", key: str) -> None:
    """Speaks `say` once it is news, and scrolls as little as it takes to show the container keyed `show`.

    Another `place` than before is another problem: the page is then shown from its top.
    """
    _MOUNT(key=key, data={"say": say, "place": place, "show": show})
