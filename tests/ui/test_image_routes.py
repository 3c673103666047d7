"""The images of a bank, as a browser gets them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from problems.images import image_key
from tests.problems.images import image_bytes
from ui.errors import Closed
from ui.web.image_routes import image_routes

_KEY = image_key("switch.png")


def _get(folder: Path, path: str) -> httpx.Response:
    app = Starlette(routes=image_routes("/cutover", lambda: (folder, {_KEY: "switch.png"})))

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.get(path)

    return asyncio.run(ask())


def _bank(tmp_path: Path) -> Path:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "switch.png").write_bytes(image_bytes())
    (tmp_path / "images" / "other.png").write_bytes(image_bytes())
    return tmp_path


def test_an_image_that_a_problem_names_is_given(tmp_path: Path) -> None:
    answer = _get(_bank(tmp_path), f"/cutover/images/{_KEY}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert answer.content == image_bytes()


@pytest.mark.parametrize(
    "key", ["switch.png", image_key("other.png"), "..%2f..%2fbank.yaml", "%2e%2e%2fbank.yaml", _KEY.upper()]
)
def test_nothing_else_is(tmp_path: Path, key: str) -> None:
    assert _get(_bank(tmp_path), f"/cutover/images/{key}").status_code == 404


def test_a_file_that_was_replaced_by_something_else_is_not_given(tmp_path: Path) -> None:
    _bank(tmp_path)
    (tmp_path / "images" / "switch.png").write_bytes(b"<html><script>alert(1)</script>")
    assert _get(tmp_path, f"/cutover/images/{_KEY}").status_code == 404


def test_no_bank_is_no_image(tmp_path: Path) -> None:
    def closed() -> tuple[Path, dict[str, str]]:
        raise Closed("The database is away.")

    async def ask() -> int:
        transport = httpx.ASGITransport(Starlette(routes=image_routes("", closed)))
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return (await client.get(f"/images/{_KEY}")).status_code

    assert asyncio.run(ask()) == 404
