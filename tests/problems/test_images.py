"""An image of a bank is a sound file in the bank's own folder, or its problem is not served."""

from __future__ import annotations

import base64
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from problems.errors import ImageError
from problems.exchange.gift_writer import to_gift
from problems.exchange.moodle_reader import from_moodle
from problems.exchange.moodle_writer import to_moodle
from problems.exchange.printable import to_sheet
from problems.exchange.qti_reader import from_qti
from problems.exchange.qti_writer import to_qti
from problems.fingerprint import fingerprint
from problems.images import MAX_IMAGE_BYTES, MAX_IMAGE_SIDE, image_format, read_image
from problems.model import Problem, ProblemImage
from problems.public_views import public_view
from problems.reading.reader import read_bank
from tests.problems.images import image_bytes
from tests.problems.texts import choice, order, write_bank

_IMAGES = "  images:\n    - { file: switch.png, alt: Users and two Deployments }\n  prompt: |"
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def _bank(folder: Path, content: bytes | None = None, text: str | None = None) -> Path:
    asked = choice().replace("  prompt: |", _IMAGES) if text is None else text
    write_bank(folder, asked, order())
    (folder / "images").mkdir()
    if content is not None:
        (folder / "images" / "switch.png").write_bytes(content)
    return folder


def _problem(folder: Path) -> Problem:
    return read_bank(_bank(folder, image_bytes())).problems["which-pods"]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_three_formats_are_images(kind: str) -> None:
    assert image_format(image_bytes(kind)) == kind.lower()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "no PNG, JPEG or WebP"),
        (_SVG, "no PNG, JPEG or WebP"),
        (b"<html><script>alert(1)</script>", "no PNG, JPEG or WebP"),
        (image_bytes("GIF"), "no PNG, JPEG or WebP"),
        (image_bytes()[:60], "damaged"),
        (image_bytes(size=(MAX_IMAGE_SIDE + 1, 1)), "pixels"),
        (image_bytes() + b"\0" * MAX_IMAGE_BYTES, "larger than 500 kB"),
        (image_bytes("WEBP", frames=3), "moves"),
        (image_bytes("PNG", frames=3), "moves"),
    ],
    ids=["empty", "svg", "html", "gif", "cut", "wide", "large", "moving webp", "moving png"],
)
def test_what_is_no_small_still_image_is_refused(content: bytes, what: str) -> None:
    with pytest.raises(ImageError, match=what):
        image_format(content)


def test_a_file_is_what_its_name_says(tmp_path: Path) -> None:
    _bank(tmp_path, image_bytes("JPEG"))
    with pytest.raises(ImageError, match=r"is a JPEG by its content. Let its name end in \.jpeg\."):
        read_image(tmp_path, "switch.png")


@pytest.mark.parametrize("name", ["../bank.yaml", "..", "", "/etc/passwd", "a/b.png", "gone.png"])
def test_nothing_outside_of_the_folder_is_read(tmp_path: Path, name: str) -> None:
    _bank(tmp_path, image_bytes())
    with pytest.raises(ImageError, match="there is no file"):
        read_image(tmp_path, name)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    _bank(tmp_path / "bank")
    (tmp_path / "secret.png").write_bytes(image_bytes())
    (tmp_path / "bank" / "images" / "switch.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(ImageError, match="there is no file"):
        read_image(tmp_path / "bank", "switch.png")


def test_a_folder_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    write_bank(tmp_path / "bank", choice())
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "switch.png").write_bytes(image_bytes())
    (tmp_path / "bank" / "images").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ImageError, match="there is no file"):
        read_image(tmp_path / "bank", "switch.png")


@pytest.mark.parametrize("content", [None, _SVG])
def test_a_problem_whose_image_cannot_be_shown_is_a_finding_and_is_not_served(
    tmp_path: Path, content: bytes | None
) -> None:
    bank = read_bank(_bank(tmp_path, content))
    assert list(bank.problems) == ["switch-order"]
    (finding,) = [finding for finding in bank.findings if finding.rule == "F8"]
    assert (finding.file, finding.problem) == ("a.yaml", "which-pods")
    assert finding.cure


@pytest.mark.parametrize(
    "line", ["{ file: switch.png }", "{ file: ../x.png, alt: a }", "{ file: x.svg, alt: a }"]
)
def test_an_image_needs_a_plain_name_and_a_text(tmp_path: Path, line: str) -> None:
    text = choice().replace("  prompt: |", f"  images:\n    - {line}\n  prompt: |")
    bank = read_bank(_bank(tmp_path, image_bytes(), text))
    assert "which-pods" not in bank.problems


def test_a_page_gets_a_key_and_not_the_name(tmp_path: Path) -> None:
    problem = _problem(tmp_path)
    (image,) = public_view(problem, 1).images
    assert image.alt == "Users and two Deployments"
    assert "switch" not in image.key
    assert read_bank(tmp_path).images == {image.key: "switch.png"}


def test_an_image_is_a_part_of_what_is_asked(tmp_path: Path) -> None:
    problem = _problem(tmp_path)
    other = problem.model_copy(update={"images": (ProblemImage(file="b.png", alt="Users"),)})
    without = problem.model_copy(update={"images": ()})
    assert len({fingerprint(problem), fingerprint(other), fingerprint(without)}) == 3


def test_moodle_gets_the_image_and_gives_it_back(tmp_path: Path) -> None:
    content = image_bytes()
    exported = to_moodle([_problem(tmp_path)], {"switch.png": content})
    assert base64.b64encode(content) in exported.content
    result = from_moodle(exported.content)
    (image,) = result.problems[0]["images"]
    assert image["alt"] == "Users and two Deployments"
    assert result.images == {image["file"]: content}
    assert "images.file" in {loss.field for loss in exported.losses}


def test_a_qti_package_holds_the_image(tmp_path: Path) -> None:
    content = image_bytes()
    exported = to_qti([_problem(tmp_path)], {"switch.png": content})
    package = zipfile.ZipFile(BytesIO(exported.content))
    assert package.read("images/switch.png") == content
    assert b'href="images/switch.png"' in package.read("imsmanifest.xml")
    assert list(from_qti(exported.content).images.values()) == [content]


def test_a_sheet_holds_the_image_within_itself(tmp_path: Path) -> None:
    content = image_bytes()
    page = to_sheet([_problem(tmp_path)], "Week 3", 1, True, {"switch.png": content}).content.decode()
    assert f'src="data:image/png;base64,{base64.b64encode(content).decode()}"' in page
    assert 'alt="Users and two Deployments"' in page


def test_gift_says_that_it_has_no_image(tmp_path: Path) -> None:
    losses = {loss.field: loss.what for loss in to_gift([_problem(tmp_path)]).losses}
    assert losses["images"] == "GIFT holds no files"


@pytest.mark.parametrize("kind", ["GIF", "BMP"])
def test_a_still_gif_or_bmp_becomes_a_png(kind: str) -> None:
    result = from_moodle(_moodle(image_bytes(kind), "my picture.gif"))
    ((name, content),) = result.images.items()
    assert name.startswith("my-picture-")
    assert name.endswith(".png")
    assert image_format(content) == "png"


@pytest.mark.parametrize(
    ("content", "reason"),
    [(_SVG, "an SVG"), (image_bytes("GIF", frames=2), "moves"), (b"", "not in the file")],
)
def test_a_question_whose_image_cannot_be_kept_is_left_out(content: bytes, reason: str) -> None:
    (loss,) = from_moodle(_moodle(content, "a.png")).omissions
    assert reason in loss.what


def test_an_image_within_the_text_itself_is_kept_and_its_missing_text_told() -> None:
    address = f"data:image/png;base64,{base64.b64encode(image_bytes()).decode()}"
    result = from_moodle(_moodle(image_bytes(), "a.png", f"<img src='{address}'>"))
    assert len(result.images) == 1
    assert "images.alt" in {loss.field for loss in result.losses}


def _moodle(content: bytes, name: str, image: str = "") -> bytes:
    shown = image or f"<img src='@@PLUGINFILE@@/{name.replace(' ', '%20')}' alt='Blue'>"
    file = f'<file name="{name}" encoding="base64">{base64.b64encode(content).decode()}</file>'
    answers = "".join(f'<answer fraction="{at}"><text>a{at}</text></answer>' for at in (100, 0, -1))
    text = f"<questiontext><text><![CDATA[What is it? {shown}]]></text>{file}</questiontext>"
    return f'<quiz><question type="multichoice">{text}{answers}</question></quiz>'.encode()
