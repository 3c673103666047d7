"""What the clients ask: two flowers of each species, all of which both versions of the model name rightly."""

from __future__ import annotations

import json

_NAMES = ("sepal_length", "sepal_width", "petal_length", "petal_width")
# From iris.csv, far from the borders between species.
FLOWERS = (
    ((5.1, 3.5, 1.4, 0.2), "setosa"),
    ((5.7, 2.8, 4.1, 1.3), "versicolor"),
    ((6.3, 3.3, 6.0, 2.5), "virginica"),
    ((5.0, 3.4, 1.5, 0.2), "setosa"),
    ((5.5, 2.6, 4.4, 1.2), "versicolor"),
    ((7.2, 3.6, 6.1, 2.5), "virginica"),
)


def requests(host: str, *, work: float, keep_alive: bool) -> list[tuple[bytes, str]]:
    """Whole HTTP requests, ready to send, each with the species that a right answer names."""
    path = f"/predict?seconds={work:g}" if work else "/predict"
    connection = "keep-alive" if keep_alive else "close"
    return [(_request(host, path, connection, values), truth) for values, truth in FLOWERS]


def _request(host: str, path: str, connection: str, values: tuple[float, ...]) -> bytes:
    body = json.dumps({"rows": [dict(zip(_NAMES, values, strict=True))]}).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: cutover-prober\r\nConnection: {connection}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
