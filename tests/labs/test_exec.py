"""The channel protocol's frames."""

from __future__ import annotations

import json

import pytest

from labs.namespace.pod_exec import exit_code, split_frame


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
