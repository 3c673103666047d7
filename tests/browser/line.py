"""A line between a browser and its server that can be cut: a TCP proxy on this machine.

Playwright's own offline switch leaves open WebSockets alone, so a lost connection needs a real one.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

_CHUNK = 65_536


class Line:
    """Carries bytes both ways until it is cut; once mended it carries new connections."""

    def __init__(self, server: tuple[str, int]) -> None:
        self._server = server
        self._door = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._is_cut = False
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Everything that is connected loses its connection, and nothing new gets one."""
        self._is_cut = True
        for end in list(self._open):
            _end(end)

    def mend(self) -> None:
        self._is_cut = False

    def close(self) -> None:
        self.cut()
        _end(self._door)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                browser, _ = self._door.accept()
                self._join(browser)

    def _join(self, browser: socket.socket) -> None:
        if self._is_cut:
            _end(browser)
            return
        try:
            server = socket.create_connection(self._server)
        except OSError:
            # The server is down; the next connection may find it up again.
            _end(browser)
            return
        self._open |= {browser, server}
        for source, sink in ((browser, server), (server, browser)):
            threading.Thread(target=self._carry, args=(source, sink), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(_CHUNK):
                sink.sendall(data)
        for end in (source, sink):
            _end(end)
            self._open.discard(end)


@contextmanager
def line_to(url: str) -> Iterator[Line]:
    """A line to the server at this address."""
    where = urlsplit(url)
    assert where.hostname is not None
    assert where.port is not None
    line = Line((where.hostname, where.port))
    try:
        yield line
    finally:
        line.close()


def _end(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
