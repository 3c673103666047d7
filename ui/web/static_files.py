"""Streamlit's scripts and style sheets, compressed: a quarter of the bytes on the wire.

Streamlit sends them as they are and leaves compressing to a proxy, which most who run Cutover do not have.
A file is compressed once for a process, when somebody asks for it, and kept in memory.
"""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable, Mapping
from pathlib import Path

import brotli
import streamlit
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

STREAMLIT_STATIC = Path(streamlit.__file__).parent / "static"
# Fonts and images are compressed already.
_MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css"}
_HEADERS = {
    # A file's name changes with its content.
    "Cache-Control": "public, immutable, max-age=31536000",
    "Vary": "Accept-Encoding",
}
# Brotli's 11 is 8 % smaller and takes eight times as long: 3.3 s for what the first page needs.
_BROTLI_QUALITY = 9


def _brotli(content: bytes) -> bytes:
    return bytes(brotli.compress(content, quality=_BROTLI_QUALITY))


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


# Streamlit loads 375 kB of icons before anything is drawn, by asking for the font's space. Without that
# character in it the font comes when an icon is drawn.
_ICONS = b"font-family:Material Symbols Rounded;"
_ICONS_WHEN_DRAWN = _ICONS + b"unicode-range:U+21-7E;"

# The better first. Browsers ask for brotli only over https and on their own machine.
_ENCODERS: Mapping[str, Callable[[bytes], bytes]] = {"br": _brotli, "gzip": _gzip}


class CompressedFiles:
    """Answers for the files of Streamlit's frontend in an encoding that the browser takes."""

    def __init__(self, app: ASGIApp, base_path: str) -> None:
        self._app = app
        base = f"/{base_path}/" if base_path else "/"
        self._files = {
            f"{base}{file.relative_to(STREAMLIT_STATIC).as_posix()}": file
            for file in STREAMLIT_STATIC.glob("static/*/*")
            if file.suffix in _MEDIA_TYPES
        }
        self._bodies: dict[tuple[Path, str], asyncio.Task[bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._response(scope) if scope["type"] == "http" else None
        await (response or self._app)(scope, receive, send)

    async def _response(self, scope: Scope) -> Response | None:
        """The file, compressed; None for another path, and for a browser that takes no encoding of ours."""
        file, headers = self._files.get(scope["path"]), Headers(scope=scope)
        encoding = best_encoding(headers.get("accept-encoding", ""))
        if file is None or encoding is None or "range" in headers or scope["method"] not in ("GET", "HEAD"):
            return None
        body = await self._compressed(file, encoding)
        return Response(
            body, media_type=_MEDIA_TYPES[file.suffix], headers={**_HEADERS, "Content-Encoding": encoding}
        )

    async def _compressed(self, file: Path, encoding: str) -> bytes:
        """The body, made by the first who asks while the others wait for it."""
        key = file, encoding
        if key not in self._bodies:
            self._bodies[key] = asyncio.create_task(asyncio.to_thread(_compress, file, encoding))
        # A browser that goes away takes its own request along, not the others'.
        return await asyncio.shield(self._bodies[key])


def _compress(file: Path, encoding: str) -> bytes:
    content = file.read_bytes()
    if file.suffix == ".css":
        content = content.replace(_ICONS, _ICONS_WHEN_DRAWN)
    return _ENCODERS[encoding](content)


def best_encoding(accepted: str) -> str | None:
    """The best of our encodings that an Accept-Encoding header takes; None for none of them."""
    offers = (offer.replace(" ", "").lower().partition(";q=") for offer in accepted.split(","))
    taken = {name for name, _, weight in offers if _weight(weight) > 0}
    return next((encoding for encoding in _ENCODERS if encoding in taken), None)


def _weight(text: str) -> float:
    """The weight of an offer, 1 where it names none."""
    try:
        return float(text or 1)
    except ValueError:
        return 0


def encoded(content: bytes, accepted: str) -> tuple[bytes, dict[str, str]]:
    """Short content as the header asks for it, and the headers that say so."""
    encoding = best_encoding(accepted)
    if encoding is None:
        return content, {"Vary": "Accept-Encoding"}
    return _ENCODERS[encoding](content), {"Vary": "Accept-Encoding", "Content-Encoding": encoding}
