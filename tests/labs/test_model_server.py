"""The model server over a real socket: its answers, its readiness, and how it leaves."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest

from labs.images.model.config import Config
from labs.images.model.server import ModelServer

ROW = {"sepal_length": 5.1, "sepal_width": 3.5, "petal_length": 1.4, "petal_width": 0.2}
BODY = json.dumps({"rows": [ROW]})


@contextmanager
def serving(config: Config) -> Iterator[ModelServer]:
    server = ModelServer(replace(config, port=0), host="127.0.0.1")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def client(server: ModelServer) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)


def ask(
    to: http.client.HTTPConnection, method: str, path: str, body: str | None = None
) -> tuple[int, str, http.client.HTTPResponse]:
    to.request(method, path, body)
    response = to.getresponse()
    return response.status, response.read().decode(), response


def until(condition: Callable[[], bool], seconds: float = 1.5) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def once(
    server: ModelServer, method: str, path: str, body: str | None = None
) -> tuple[int, str, http.client.HTTPResponse]:
    with closing(client(server)) as connection:
        return ask(connection, method, path, body)


def ready(server: ModelServer) -> bool:
    return once(server, "GET", "/readyz")[0] == 200


def test_an_answer_names_its_version_and_its_pod() -> None:
    with serving(Config(version="v2", pod="green-1")) as server:
        until(lambda: ready(server))
        status, text, response = once(server, "POST", "/predict", BODY)
    assert status == 200
    assert json.loads(text)["predictions"][0]["species"] == "setosa"
    assert (response.headers["X-Model-Version"], response.headers["X-Pod"]) == ("iris-v2", "green-1")


def test_a_keep_alive_answer_does_not_wait_for_an_acknowledgement() -> None:
    with serving(Config()) as server:
        until(lambda: ready(server))
        times = []
        with closing(client(server)) as connection:
            for _ in range(20):
                started = time.perf_counter()
                ask(connection, "POST", "/predict", BODY)
                times.append(time.perf_counter() - started)
    assert sorted(times)[10] < 0.02, "40 ms each is Nagle's algorithm against delayed acknowledgement"


def test_a_loading_model_is_alive_but_neither_ready_nor_answering() -> None:
    with serving(Config(load=0.3)) as server:
        assert once(server, "GET", "/healthz")[0] == 200
        assert once(server, "GET", "/readyz")[:2] == (503, '{"error": "loading"}\n')
        assert once(server, "POST", "/predict", BODY)[0] == 503
        until(lambda: ready(server))


def test_readiness_makes_the_slow_first_prediction_so_that_no_user_waits_for_it() -> None:
    with serving(Config(warmup=0.3)) as server:
        until(lambda: once(server, "GET", "/readyz")[1] == '{"error": "warming up"}\n')
        until(lambda: ready(server))
        started = time.monotonic()
        assert once(server, "POST", "/predict", BODY)[0] == 200
    assert time.monotonic() - started < 0.2


def test_without_a_probe_the_first_user_waits_for_the_warm_up() -> None:
    with serving(Config(warmup=0.3)) as server:
        until(lambda: once(server, "GET", "/healthz")[0] == 200)
        time.sleep(0.05)
        started = time.monotonic()
        assert once(server, "POST", "/predict", BODY)[0] == 200
    assert time.monotonic() - started >= 0.3


@pytest.mark.parametrize("body", ["", "[]", "{", '{"rows": []}', '{"rows": [1]}', '{"rows": [{}]}'])
def test_a_body_that_cannot_be_read_is_a_400_with_the_cure(body: str) -> None:
    with serving(Config()) as server:
        until(lambda: ready(server))
        status, text, _ = once(server, "POST", "/predict", body)
    assert status == 400
    assert json.loads(text)["error"]


def test_metrics_count_predictions_by_status_and_not_probes() -> None:
    with serving(Config()) as server:
        until(lambda: ready(server))
        for body in (BODY, BODY, "{"):
            once(server, "POST", "/predict", body)
        until(lambda: 'code="400"} 1' in once(server, "GET", "/metrics")[1])
        text = once(server, "GET", "/metrics")[1]
    assert 'model_requests_total{version="v1",code="200"} 2' in text
    assert "model_request_seconds_count 3" in text
    assert "model_ready 1" in text


def test_a_draining_server_goes_on_answering_and_closes_each_connection() -> None:
    with serving(Config(on_sigterm="drain", drain=0.3)) as server, closing(client(server)) as kept:
        until(lambda: ready(server))
        assert ask(kept, "POST", "/predict", BODY)[2].headers["Connection"] is None
        leaving = threading.Thread(target=server.shut_down)
        leaving.start()
        until(server.lifecycle.draining.is_set)
        status, _, response = ask(kept, "POST", "/predict", BODY)
        assert (status, response.headers["Connection"]) == (200, "close")
        assert once(server, "GET", "/readyz")[0] == 503
        leaving.join()


def test_a_finishing_server_refuses_newcomers_and_ends_what_is_in_flight() -> None:
    with serving(Config(on_sigterm="finish")) as server, closing(client(server)) as long:
        until(lambda: ready(server))
        long.request("POST", "/predict?seconds=0.4", BODY)
        until(lambda: server.lifecycle.metrics.in_flight == 1)
        leaving = threading.Thread(target=server.shut_down)
        leaving.start()
        until(lambda: refuses(server.server_port))
        assert long.getresponse().read()
        leaving.join(1)
        assert not leaving.is_alive()


def refuses(port: int) -> bool:
    with socket.socket() as plug:
        return plug.connect_ex(("127.0.0.1", port)) != 0


def test_a_process_told_to_exit_cuts_what_is_in_flight() -> None:
    with started({"ON_SIGTERM": "exit"}) as (process, port):
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            until(lambda: ask(connection, "GET", "/readyz")[0] == 200)
            connection.request("POST", "/predict?seconds=5", BODY)
            time.sleep(0.1)
            process.send_signal(signal.SIGTERM)
            with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
                connection.getresponse()
        assert process.wait(1) == 0


def test_a_configuration_that_cannot_be_understood_ends_the_process_with_the_reason() -> None:
    done = subprocess.run(
        COMMAND, env={**os.environ, "FAULTS": "x"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "FAULTS is `x`" in done.stderr


COMMAND = [sys.executable, "-m", "labs.images.model.server"]


@contextmanager
def started(env: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server process of its own and the port that it chose."""
    process = subprocess.Popen(
        COMMAND, env={**os.environ, "PORT": "0", **env}, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        yield process, int(process.stdout.readline().rsplit(" ", 1)[1])
    finally:
        process.kill()
        process.communicate()
