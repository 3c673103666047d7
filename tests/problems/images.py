"""Small image files, made for a test."""

from __future__ import annotations

from io import BytesIO

from PIL import Image


def image_bytes(kind: str = "PNG", size: tuple[int, int] = (8, 6), *, frames: int = 1) -> bytes:
    """A blue image, or one of several frames that differ."""
    pictures = [Image.new("RGB", size, (0, 0, 200 - 60 * at)) for at in range(frames)]
    written = BytesIO()
    more = {"save_all": True, "append_images": pictures[1:]} if frames > 1 else {}
    pictures[0].save(written, kind, **more)
    return written.getvalue()
