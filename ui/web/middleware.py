"""What stands before every request, for the app and the preview alike, from the outside in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from ui.app_context import AppContext
from ui.web.access.hosts import AllowedHosts, allowed_names, answers_to_any_address
from ui.web.access.messages import CheckedMessages
from ui.web.access.origin import OwnOrigin
from ui.web.allowed_routes import AllowedRoutes
from ui.web.descriptors import most_pages, raise_limit
from ui.web.drain import Drain, DrainableSockets
from ui.web.first_page.index_page import IndexPage
from ui.web.headers import SecurityHeaders
from ui.web.limits import Limits, SocketCounts
from ui.web.static_files import CompressedFiles

if TYPE_CHECKING:
    from ui.web.metrics import AppMetrics


def middleware(
    context: AppContext,
    index: IndexPage,
    routes: Sequence[BaseRoute],
    metrics: AppMetrics | None = None,
    *,
    counts: SocketCounts | None = None,
    drain: Drain | None = None,
) -> list[Middleware]:
    """For an app whose own routes are `routes`; Streamlit's own middleware stands behind it.

    `counts` are those that somebody else looks at too; `drain` can close the WebSockets.
    """
    settings = context.settings
    counts = socket_counts() if counts is None else counts
    return [
        *([Middleware(DrainableSockets, drain)] if drain else ()),
        *_measuring(metrics, counts, routes),
        Middleware(SecurityHeaders, index.script_hashes, over_https=settings.over_https),
        Middleware(AllowedHosts, allowed_names(settings), any_address=answers_to_any_address(settings)),
        Middleware(AllowedRoutes, routes, settings.base_path),
        Middleware(CompressedFiles, settings.base_path),
        Middleware(OwnOrigin, settings.base_url),
        Middleware(Limits, counts, lambda request: context.devices.find(request.cookies)),
        Middleware(CheckedMessages, settings.base_path),
    ]


def socket_counts() -> SocketCounts:
    """Counts for as many open pages as this process may have."""
    return SocketCounts(most_pages(raise_limit()))


def _measuring(
    metrics: AppMetrics | None, counts: SocketCounts, routes: Sequence[BaseRoute]
) -> list[Middleware]:
    if metrics is None:
        return []
    from ui.web.metrics import RequestMetrics  # noqa: PLC0415 - only who asks for metrics waits for the import

    metrics.watch_pages(counts)
    return [Middleware(RequestMetrics, metrics, routes)]
