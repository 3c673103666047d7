"""Brings the token of a fresh device id to the server, which answers with the cookie.

The cookie is out of reach for scripts, and a WebSocket can set none: so the page asks for it by HTTP. The
token is worth nothing without the cookie that the browser has so far, and after a minute.
"""

from __future__ import annotations

from ui.components.registration import register

_MOUNT = register("renewal")
# The same on every page, so that a page which follows does not bring the token again.
_KEY = "renewal"


def renewal(token: str) -> None:
    """Shows nothing, and has the browser bring the token to `/device`.

    `token` is what `DeviceCookies.renew` gave for the page's learner.

    The same token is brought once, however often it is drawn. A server that does not answer is asked again
    for some seconds.
    """
    # Not a form and not a link: neither would leave the page as it is.
    _MOUNT(key=_KEY, data={"token": token})
