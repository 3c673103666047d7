"""An image of a bank under its prompt."""

from __future__ import annotations

from problems.public_views import PublicImage
from ui.components.registration import register

_MOUNT = register("image")


def image(shown: PublicImage, *, key: str) -> None:
    """The image from the route of `ui.web.image_routes`; its text alternative where it can't be seen."""
    # Relative like the page's own files, so that it is right below a base path too.
    _MOUNT(key=key, data={"source": f"./images/{shown.key}", "alt": shown.alt})
