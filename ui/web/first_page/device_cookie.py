"""The device cookie: how it is set, and the route by which a page gives its browser a fresh one.

A page's WebSocket can set no cookie. So whoever joins or leaves gets a token on their page, and the page
brings it here; the cookie that the browser had before, or that somebody copied, is nobody's then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ui.device import COOKIE_SECONDS, LONGEST_RENEWAL

if TYPE_CHECKING:
    from ui.app_context import AppContext


def device_routes(context: AppContext) -> list[Route]:
    """`POST /device` with a token as its body."""

    async def renew(request: Request) -> Response:
        return await _renew(context, request)

    return [Route(f"{context.settings.base_route}/device", renew, methods=["POST"])]


def set_device_cookie(context: AppContext, response: Response, device: str) -> None:
    """Have the browser be this device from now on."""
    response.set_cookie(
        context.devices.name,
        context.devices.sign(device),
        max_age=COOKIE_SECONDS,
        path=f"/{context.settings.base_path}",
        secure=context.settings.over_https,
        httponly=True,
        samesite="lax",
    )


async def _renew(context: AppContext, request: Request) -> Response:
    token = b""
    async for chunk in request.stream():
        token += chunk
        if len(token) > LONGEST_RENEWAL:
            return PlainTextResponse("That is no token of ours.", 413)
    device = context.devices.find(request.cookies)
    fresh = context.devices.read_renewal(token.decode("ascii", "replace"), device)
    if fresh is None:
        return PlainTextResponse("That is no token of ours, or it is too old. Reload the page.", 403)
    response = Response(status_code=204, headers={"Cache-Control": "no-store"})
    set_device_cookie(context, response, fresh)
    return response
