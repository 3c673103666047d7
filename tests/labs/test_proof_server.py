"""The server of a proof behaves as its environment says."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse

import pytest

from labs.proofs.programs import server


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def _serving(port: int, **env: str) -> Iterator[subprocess.Popen[bytes]]:
    program = f"from labs.proofs.programs import server\nserver.PORT = {port}\nserver.main()"
    process = subprocess.Popen([sys.executable, "-c", program], env={**os.environ, "VERSION": "blue", **env})
    try:
        _await(port)
        yield process
    finally:
        process.kill()
        process.wait()


def _await(port: int) -> None:
    for _ in range(200):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)


def _ask(connection: HTTPConnection, path: str) -> HTTPResponse:
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    return answer


def test_a_prediction_waits_for_the_model_and_for_its_feature(monkeypatch: pytest.MonkeyPatch) -> None:
    model = server.ModelState()
    monkeypatch.setenv("LOADS", "1000000000")
    assert model.predict({}) == 503
    monkeypatch.setenv("LOADS", "0")
    monkeypatch.setenv("NEEDS", "age")
    assert model.predict({"age_years": ["41"]}) == 422
    assert model.predict({"age": ["41"]}) == 200


def test_only_the_first_prediction_is_cold(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setenv("COLD", "3")
    monkeypatch.setattr(time, "sleep", slept.append)
    model = server.ModelState()
    assert [model.predict({}), model.predict({})] == [200, 200]
    assert slept == [3.0, 0.0, 0, 0.0]


@pytest.mark.timeout(20)
def test_a_kept_connection_is_let_go_between_two_answers(port: int) -> None:
    with _serving(port, KEEPS="1") as process:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        assert _ask(connection, "/").getheader("Connection") is None
        process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        assert _ask(connection, "/").getheader("Connection") == "close"
        assert process.wait(10) == 0


@pytest.mark.timeout(20)
def test_a_call_on_its_way_is_finished_before_the_end(port: int) -> None:
    with _serving(port, TAKES="1", LEAVES="0") as process:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/predict")
        time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        assert connection.getresponse().status == 200
        assert process.wait(10) == 0
