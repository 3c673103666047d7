"""Streamlit's files on the wire: small, unharmed, and in an order that shows words early."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from ui.web.first_page.index_head import SOON, reorder_head
from ui.web.static_files import STREAMLIT_STATIC, CompressedFiles, best_encoding, encoded

_INDEX = (STREAMLIT_STATIC / "index.html").read_text(encoding="utf-8")
_SCRIPT = next(STREAMLIT_STATIC.glob("static/js/StreamlitMarkdown.*.js"))
_SHEET = next(STREAMLIT_STATIC.glob("static/css/index.*.css"))


def ask(path: str, headers: Mapping[str, str], base_path: str = "") -> httpx.Response:
    """What the middleware answers; behind it is an app that has nothing, so 404 means that it let go."""
    app = Starlette(middleware=[Middleware(CompressedFiles, base_path)])

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            one, other = await asyncio.gather(*(client.get(path, headers=dict(headers)) for _ in range(2)))
            assert one.content == other.content
            return one

    return asyncio.run(asked())


@pytest.mark.parametrize(
    ("accepted", "encoding", "share"),
    [
        ("gzip, deflate, br, zstd", "br", 0.30),
        ("gzip, deflate", "gzip", 0.33),
        ("br;q=0, gzip", "gzip", 0.33),
    ],
)
def test_a_script_takes_a_third_of_the_wire_and_is_what_it_was(
    accepted: str, encoding: str, share: float
) -> None:
    answer = ask(f"/static/js/{_SCRIPT.name}", {"Accept-Encoding": accepted})
    assert answer.headers["content-encoding"] == encoding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")
    assert int(answer.headers["content-length"]) < share * _SCRIPT.stat().st_size
    assert answer.content == _SCRIPT.read_bytes()


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (f"/static/js/{_SCRIPT.name}", {"Accept-Encoding": "identity"}),
        (f"/static/js/{_SCRIPT.name}", {"Accept-Encoding": "gzip", "Range": "bytes=0-9"}),
        ("/static/js/no-such.js", {"Accept-Encoding": "gzip"}),
        ("/static/js/../../index.html", {"Accept-Encoding": "gzip"}),
        ("/", {"Accept-Encoding": "gzip"}),
    ],
)
def test_what_it_does_not_compress_is_left_to_streamlit(path: str, headers: dict[str, str]) -> None:
    assert ask(path, headers).status_code == 404


def test_files_are_found_below_a_base_path() -> None:
    answer = ask(f"/cutover/static/js/{_SCRIPT.name}", {"Accept-Encoding": "br"}, "cutover")
    assert answer.content == _SCRIPT.read_bytes()


def test_the_icons_font_waits_until_an_icon_is_drawn() -> None:
    sheet = ask(f"/static/css/{_SHEET.name}", {"Accept-Encoding": "br"}).text
    face = re.search(r"@font-face\{font-family:Material Symbols Rounded;[^}]*\}", sheet)
    assert face is not None
    assert "unicode-range:U+21-7E" in face[0]


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", None),
        ("*", None),
        ("gzip;q=nonsense", None),
        ("gzip;q=0.000", None),
        ("GZIP ; q=0.1", "gzip"),
        ("gzip, br;q=1.0", "br"),
    ],
)
def test_an_encoding_is_chosen_only_where_the_browser_takes_it(accepted: str, encoding: str | None) -> None:
    assert best_encoding(accepted) == encoding
    assert encoded(b"short", accepted)[1].get("Content-Encoding") == encoding


def test_style_sheets_come_first_and_the_font_last() -> None:
    head = reorder_head(_INDEX, STREAMLIT_STATIC)
    assert (
        head.index("stylesheet")
        < head.index("<title>")
        < head.index("modulepreload")
        < head.index('as="font"')
    )
    assert sorted(re.findall(r'="(\./static/[^"]+)"', _INDEX)) == sorted(
        name for name in re.findall(r'(?:href|src)="(\./static/[^"]+)"', head) if name in _INDEX
    )
    assert "font-display: swap" in head


def test_the_scripts_of_a_field_are_asked_for_with_the_page_and_none_twice() -> None:
    preloads = re.findall(
        r'<link rel="modulepreload"[^>]*href="([^"]+)"', reorder_head(_INDEX, STREAMLIT_STATIC)
    )
    assert [name for name in SOON if not any(f"/{name}." in each for each in preloads)] == []
    assert len(preloads) == len(set(preloads))
    assert all((STREAMLIT_STATIC / each).exists() for each in preloads)


def test_a_page_without_what_is_reordered_stays_as_it_is(tmp_path: object) -> None:
    plain = "<html><head><title>T</title></head></html>"
    assert reorder_head(plain, STREAMLIT_STATIC / "nowhere") == plain
