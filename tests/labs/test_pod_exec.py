"""Processes in pods: the channel protocol's frames, and what is done about a node that does not answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from websockets.datastructures import Headers
from websockets.exceptions import InvalidStatus
from websockets.http11 import Response

from labs.errors import ClusterUnavailable, LabError, NotReady, RequestRefused
from labs.namespace import pod_exec, terminal
from labs.namespace.pod_exec import ExecResult, exit_code, split_frame
from labs.namespace.terminal import Terminal
from labs.settings import LabSettings
from tests.support.fake_kube import FakeKube


def test_a_frame_is_a_channel_and_its_data() -> None:
    assert split_frame(b"\x01abc") == (1, b"abc")
    assert split_frame("\x03{}") == (3, b"{}")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"status": "Success"}, 0),
        (
            {"status": "Failure", "details": {"causes": [{"reason": "ExitCode", "message": "3"}]}},
            3,
        ),
        ({"status": "Failure", "message": "no such container"}, 255),
    ],
)
def test_a_status_tells_how_the_process_ended(said: dict[str, object], code: int) -> None:
    assert exit_code(json.dumps(said).encode()) == code


@dataclass
class Node:
    """What answers a connection: the same status each time, or a process that says nothing."""

    status: int
    asked: int = 0

    def connect(self, url: str, **options: Any) -> Node:
        self.asked += 1
        if self.status != 101:
            raise InvalidStatus(Response(self.status, "", Headers(), b"the server's own words"))
        return self

    async def connect_later(self, url: str, **options: Any) -> Node:
        return self.connect(url, **options)

    def __enter__(self) -> Node:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is open."""

    def send(self, frame: bytes) -> None:
        """It is taken and not answered."""

    def recv(self, timeout: float) -> bytes:
        raise TimeoutError


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Node], ExecResult]:
    """Runs `true` on a node, without a pause between attempts."""
    monkeypatch.setattr(pod_exec, "connection_options", lambda _: {})
    monkeypatch.setattr(pod_exec, "PAUSES", (0.0, 0.0, 0.0))

    def run(node: Node) -> ExecResult:
        monkeypatch.setattr(pod_exec, "connect", node.connect)
        return pod_exec.execute(FakeKube(tmp_path), "lab-1", "workbench", ["true"], timeout=1)

    return run


def test_a_refusal_is_not_asked_for_again(run: Callable[[Node], ExecResult]) -> None:
    node = Node(403)
    with pytest.raises(RequestRefused, match="refused a process in workbench: the server's own words"):
        run(node)
    assert node.asked == 1


def test_a_busy_node_is_asked_four_times_and_then_left_alone(run: Callable[[Node], ExecResult]) -> None:
    node = Node(503)
    with pytest.raises(ClusterUnavailable, match="The node is too busy"):
        run(node)
    assert node.asked == 4


def test_silence_is_told_with_what_happened_first_and_the_cure_last(
    run: Callable[[Node], ExecResult],
) -> None:
    with pytest.raises(NotReady) as silence:
        run(Node(101))
    assert str(silence.value) == "true in workbench said nothing for 1 s. Try again."


@pytest.mark.parametrize(("status", "asked"), [(403, 1), (503, 4)])
def test_a_terminal_is_refused_once_and_a_busy_node_asked_four_times(
    status: int, asked: int, monkeypatch: pytest.MonkeyPatch, settings: LabSettings, tmp_path: Path
) -> None:
    node = Node(status)
    monkeypatch.setattr(pod_exec, "connection_options", lambda _: {})
    monkeypatch.setattr(pod_exec, "PAUSES", (0.0, 0.0, 0.0))
    monkeypatch.setattr(terminal, "connect", node.connect_later)
    with pytest.raises(LabError):
        asyncio.run(Terminal.open(FakeKube(tmp_path), settings, "lab-1"))
    assert node.asked == asked
