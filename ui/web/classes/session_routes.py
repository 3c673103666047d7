"""Where a browser fetches the cookie of an instructor's session, right after the password was checked.

The page checks the password; only a response to a request can set a cookie that no script reads. The ticket
works once, for a minute, and only in the browser that it was made for, so a link to here signs nobody in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from grader.errors import GraderError
from ui.errors import Closed

if TYPE_CHECKING:
    from ui.app_context import AppContext


def session_routes(context: AppContext) -> list[Route]:
    """`/session/<ticket>` leads to the list of classes."""

    async def open_session(request: Request) -> Response:
        device = context.devices.find(request.cookies)
        target = RedirectResponse(
            f"{context.settings.base_route}/classes", 303, {"Cache-Control": "no-store"}
        )
        try:
            token = await anyio.to_thread.run_sync(
                _token, context, device or "", request.path_params["ticket"]
            )
        except (Closed, GraderError):
            return target
        target.set_cookie(
            context.sessions.name,
            context.sessions.sign(token),
            path=f"/{context.settings.base_path}",
            secure=context.settings.over_https,
            httponly=True,
            samesite="lax",
        )
        return target

    return [Route(f"{context.settings.base_route}/session/{{ticket}}", open_session, methods=["GET"])]


def _token(context: AppContext, device: str, ticket: str) -> str:
    return context.grader.instructors.open_session(device, ticket)
