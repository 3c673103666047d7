"""The order in which a browser fetches what Streamlit's page needs, so that a slow line shows words early.

Streamlit asks first for a font of 170 kB, then for sixty scripts, then for the style sheet without which
nothing is painted; and for the scripts of an input only when it knows that it has to draw one.
"""

from __future__ import annotations

import re
from pathlib import Path

# Pieces that the first page draws: a field to write in, and a component of our own.
SOON = ("TextInput", "BidiComponent")
_SHEET = re.compile(r'<link rel="stylesheet"[^>]*>\s*')
_FONT = re.compile(r'<link\s+rel="preload"\s+href="(\./static/media/[^"]+)"[^>]*>\s*')
_IMPORT = re.compile(r'(?:from|import)"\./([\w.-]+\.js)"')


def reorder_head(html: str, static: Path) -> str:
    """The page with its style sheets first and its font last, shown in another until it is there.

    `static` is the folder of Streamlit's page. What is not found stays as Streamlit has it.
    """
    sheets = _SHEET.findall(html)
    html = _SHEET.sub("", html)
    font = _FONT.search(html)
    html = _FONT.sub("", html)
    html = html.replace("<title>", f"{''.join(sheets)}{_font_face(font[1]) if font else ''}<title>", 1)
    return html.replace("</head>", f"{preloads(html, static)}{_font_link(font[1]) if font else ''}</head>", 1)


def preloads(html: str, static: Path) -> str:
    """A preload for each script that the pieces in SOON need beyond those that the page names."""
    scripts = static / "static" / "js"
    waiting = [file.name for name in SOON for file in scripts.glob(f"{name}.*.js")]
    found: list[str] = []
    while waiting:
        name = waiting.pop()
        if f"/{name}" in html or name in found:
            continue
        found.append(name)
        waiting += _IMPORT.findall((scripts / name).read_text(encoding="utf-8"))
    return "".join(
        f'<link rel="modulepreload" fetchpriority="low" crossorigin href="./static/js/{name}">\n    '
        for name in found
    )


def _font_face(source: str) -> str:
    """Streamlit's text font, with another in its place until it has come."""
    return (
        '<style>@font-face { font-family: "Source Sans"; font-weight: 100 900; font-display: swap; '
        f'src: url("{source}") format("woff2"); }}</style>\n    '
    )


def _font_link(source: str) -> str:
    attributes = 'as="font" type="font/woff2" fetchpriority="low" crossorigin'
    return f'<link rel="preload" href="{source}" {attributes}>\n  '
