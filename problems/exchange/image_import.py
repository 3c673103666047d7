"""Images of other systems as files that a bank may hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from io import BytesIO

from problems.errors import ImageError
from problems.images import MAX_IMAGE_SIDE, image_format

_SVG = re.compile(rb"\s*(<\?xml|<!DOCTYPE svg|<!--|<svg)", re.IGNORECASE)
_STEM_LENGTH = 40
_CONVERTED = ("GIF", "BMP")


@dataclass(frozen=True, slots=True)
class ImportedImage:
    """An image as a bank holds it; `file` is made of its name and its content, so that no two collide."""

    file: str
    alt: str
    content: bytes


def import_image(name: str, content: bytes, alt: str) -> ImportedImage:
    """The image under a name of its own; a still GIF or BMP as PNG. Raises ImageError with the reason."""
    if _SVG.match(content):
        raise ImageError("it is an SVG, which can run scripts", "Save it as PNG.")
    content = _as_png(content)
    suffix = image_format(content)
    stem = "-".join(re.findall(r"[a-z0-9]+", name.rpartition(".")[0].lower()))[:_STEM_LENGTH].strip("-")
    digest = blake2b(content, digest_size=4).hexdigest()
    stem = (stem or "image").removesuffix(f"-{digest}")
    return ImportedImage(f"{stem}-{digest}.{suffix}", " ".join(alt.split())[:400], content)


def _as_png(content: bytes) -> bytes:
    """A still GIF or BMP as PNG, everything else as it is."""
    from PIL import Image  # noqa: PLC0415 - most files have no image

    if not content.startswith((b"GIF8", b"BM")):
        return content
    try:
        with Image.open(BytesIO(content), formats=_CONVERTED) as image:
            if max(image.size) > MAX_IMAGE_SIDE or getattr(image, "n_frames", 1) > 1:
                raise ImageError("it moves or is too large", "Save one picture of it.")
            converted = BytesIO()
            image.convert("RGBA").save(converted, "PNG")
    except (OSError, ValueError, SyntaxError, EOFError, Warning) as e:
        raise ImageError("it is damaged", "Save it anew.") from e
    return converted.getvalue()
