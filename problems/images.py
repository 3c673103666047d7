"""Image files of a bank: what one may be, and reading it from the bank's folder and from nowhere else."""

from __future__ import annotations

from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import get_args

from problems.errors import ImageError
from problems.fields import ImageFormat

IMAGE_FOLDER = "images"
# A screenshot of a terminal has 50 kB, a photograph of a whiteboard 300 kB.
MAX_IMAGE_BYTES = 500_000
# Twice as wide as the widest page, in pixels; a small file can unpack to gigabytes.
MAX_IMAGE_SIDE = 4_096

MEDIA_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
}


def read_image(folder: Path, name: str) -> bytes:
    """The image of this name in the folder of a bank. Raises ImageError with what is wrong and the cure.

    `name` is a plain file name, as `problems.fields.ImageName` has it.
    """
    path = folder / IMAGE_FOLDER / name
    is_within = path.name == name and not path.is_symlink() and not path.parent.is_symlink()
    if not is_within or not path.is_file():
        raise ImageError(f"there is no file {IMAGE_FOLDER}/{name}", "Put it beside the bank's YAML files.")
    try:
        with path.open("rb") as file:
            content = file.read(MAX_IMAGE_BYTES + 1)
    except OSError as e:
        raise ImageError(f"{name} can't be opened ({e.strerror})", "Make it readable.") from e
    found = image_format(content)
    if MEDIA_TYPES[found] != media_type(name):
        raise ImageError(f"{name} is a {found.upper()} by its content", f"Let its name end in .{found}.")
    return content


def image_format(content: bytes) -> ImageFormat:
    """What the bytes are, by the bytes alone. Raises ImageError for all but a sound, still, small image."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - most banks have no image

    if len(content) > MAX_IMAGE_BYTES:
        raise ImageError("it is larger than 500 kB", "Make it smaller.")
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as image:
            sides, frames = image.size, getattr(image, "n_frames", 1)
            found = (image.format or "").lower()
            image.verify()
    except UnidentifiedImageError as e:
        raise ImageError("it is no PNG, JPEG or WebP", "Save it as one of these.") from e
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, Warning) as e:
        raise ImageError("it is damaged", "Save it anew.") from e
    if max(sides) > MAX_IMAGE_SIDE:
        raise ImageError(f"it is {sides[0]} by {sides[1]} pixels", f"Stay below {MAX_IMAGE_SIDE} each way.")
    if frames > 1:
        raise ImageError("it moves", "Save one picture of it.")
    return next(name for name in get_args(ImageFormat) if name == found)


def media_type(name: str) -> str:
    """The media type by the end of a name: `image/png`."""
    return MEDIA_TYPES[name.rpartition(".")[2]]


def image_key(name: str) -> str:
    """32 hex digits for an image's address: a name that an author gave may say too much."""
    return blake2b(name.encode(), digest_size=16).hexdigest()


_FORMATS = tuple(name.upper() for name in get_args(ImageFormat))
