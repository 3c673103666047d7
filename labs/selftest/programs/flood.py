"""Runs in a learner's workbench: writes one object again and again with the learner's own token.

`python3 - PATH BODY PLACE SIZES SECONDS THREADS` creates objects from BODY at PATH and patches them with a
text at PLACE, a dotted path, of the first of SIZES (with commas, the largest first) that is accepted. One
line of JSON comes out: that size in characters, or 0; how many writes were accepted and how many bytes they
had, in how many seconds. Standard library only.
"""

from __future__ import annotations

import http.client
import json
import ssl
import sys
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

KUBECONFIG = Path("/etc/cutover/kubeconfig")


def nested(path: list[str], value: str) -> Any:
    """`value` at a path of keys; a number stands for a list with one entry."""
    if not path:
        return value
    key, *rest = path
    inner = nested(rest, value)
    return [inner] if key.isdecimal() else {key: inner}


def merged(one: Any, other: Any) -> Any:
    """`one` with `other` laid over it, lists entry by entry."""
    if isinstance(one, dict) and isinstance(other, dict):
        return {**one, **{key: merged(one.get(key), value) for key, value in other.items()}}
    if isinstance(one, list) and isinstance(other, list):
        return [merged(first, second) for first, second in zip(one, other, strict=False)]
    return other


class Writer:
    """One connection that writes one object."""

    def __init__(self, path: str, body: Any, place: str, number: int) -> None:
        config = json.loads(KUBECONFIG.read_text("utf-8"))
        server = urlsplit(config["clusters"][0]["cluster"]["server"])
        context = ssl._create_unverified_context()  # noqa: S323  its own token, its own cluster
        self._connection = http.client.HTTPSConnection(
            str(server.hostname), server.port or 443, context=context
        )
        self._token = config["users"][0]["user"]["token"]
        self._path, self._name = path, f"flood-{number}"
        self._body, self._place = body, place.split(".")
        self.accepted = self.bytes = self._count = 0

    def write(self, size: int) -> bool:
        """Write a text of that size, another one each time; whether it was accepted."""
        self._count += 1
        text = f"{self._count:08}".ljust(size, "x")[:size]
        named = merged(self._body, {"metadata": {"name": self._name}})
        body = json.dumps(merged(named, nested(self._place, text)))
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/apply-patch+yaml"}
        path = f"{self._path}/{self._name}?fieldManager=flood&force=true"
        self._connection.request("PATCH", path, body, headers)
        answer = self._connection.getresponse()
        answer.read()
        is_accepted = answer.status < 300
        self.accepted += is_accepted
        self.bytes += len(body) * is_accepted
        return is_accepted

    def keep_writing(self, size: int, until: float) -> None:
        while time.monotonic() < until:
            self.write(size)


def main(path: str, body: str, place: str, *numbers: str) -> None:
    sizes, seconds, threads = numbers
    writers = [Writer(path, json.loads(body), place, n) for n in range(int(threads))]
    size = next((size for size in map(int, sizes.split(",")) if writers[0].write(size)), 0)
    began = time.monotonic()
    if size:
        until = began + float(seconds)
        crew = [threading.Thread(target=one.keep_writing, args=(size, until)) for one in writers]
        for thread in crew:
            thread.start()
        for thread in crew:
            thread.join()
    accepted, written = sum(one.accepted for one in writers), sum(one.bytes for one in writers)
    took = time.monotonic() - began
    print(json.dumps({"size": size, "accepted": accepted, "bytes": written, "seconds": took}))


if __name__ == "__main__":
    main(*sys.argv[1:])
