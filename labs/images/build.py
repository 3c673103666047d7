"""The images that learners' pods run: built once, named by a hash of what is in them.

A tag follows from the content alone, so that the app knows which image a pod needs without asking Docker.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from labs.errors import ImageInUse, ImageMissing, last_error_line
from labs.process import ProcessResult, Progress, run
from labs.settings import LabSettings

_HERE = Path(__file__).parent
# What a terminal and the small programs of the labs need; if any is missing, `base/Dockerfile` brings all.
_TOOLS = "bash python3 kubectl curl jq less ps"
_BUILD_SECONDS = 900.0
# A tag as `ImageSource` makes it, whatever registry a provider puts before it.
_OURS = re.compile(r"(^|/)cutover/lab-(base|workbench|model|prober):[0-9a-f]{12}$")


@dataclass(frozen=True, slots=True)
class ImageSource:
    """A folder with a Dockerfile that starts `ARG BASE`, `FROM ${BASE}`."""

    name: str
    context: Path

    def tag(self, *bases: str) -> str:
        """`cutover/lab-<name>:<12 hex digits>` over the folder's content and the images it stands on."""
        digest = hashlib.sha256("\n".join(bases).encode())
        for path in sorted(self.context.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                content = hashlib.sha256(path.read_bytes()).hexdigest()
                digest.update(f"{path.relative_to(self.context)} {content}\n".encode())
        return f"cutover/lab-{self.name}:{digest.hexdigest()[:12]}"


BASE = ImageSource("base", _HERE / "base")
WORKBENCH = ImageSource("workbench", _HERE / "workbench")
MODEL = ImageSource("model", _HERE / "model")
PROBER = ImageSource("prober", _HERE / "prober")
RECIPES = (WORKBENCH, MODEL, PROBER)


@cache
def image(recipe: ImageSource, settings: LabSettings) -> str:
    """The image that a pod of this recipe runs under these settings."""
    return recipe.tag(settings.base_image, settings.node_image)


def build(settings: LabSettings, progress: Progress) -> tuple[str, ...]:
    """Build what is not there yet; the tags of all. Raises ImageMissing, ToolMissing, NotReady."""
    missing = [recipe for recipe in RECIPES if not _exists(settings, image(recipe, settings))]
    base = _base(settings, progress) if missing else ""
    for recipe in missing:
        tag = image(recipe, settings)
        progress(f"Building {tag}")
        _docker_build(settings, tag, recipe.context, {"BASE": base})
    return tuple(image(recipe, settings) for recipe in RECIPES)


def remove(settings: LabSettings) -> tuple[str, ...]:
    """Remove the labs' own images, of every version, and name them; a base that was loaded by hand stays.

    Raises NotReady, ToolMissing, and ImageInUse.
    """
    argv = [settings.provider, "image", "ls", "--format", "{{.Repository}}:{{.Tag}}"]
    ours = tuple(line for line in run(argv, timeout=60).text.split() if _OURS.search(line))
    if ours:
        done = run([settings.provider, "image", "rm", *ours], timeout=60)
        if not done.ok:
            raise ImageInUse(
                f"Not all images could be removed: {last_error_line(done.text)}",
                "End what uses them, then try again.",
            )
    return ours


def _base(settings: LabSettings, progress: Progress) -> str:
    """The base image itself if it has the tools, else one of ours on top of it."""
    if _has_tools(settings):
        return settings.base_image
    tag = BASE.tag(settings.base_image, settings.node_image)
    if not _exists(settings, tag):
        progress(f"Building {tag} from {settings.base_image}")
        _docker_build(settings, tag, BASE.context, {"BASE": settings.base_image, "NODE": settings.node_image})
    return tag


def _has_tools(settings: LabSettings) -> bool:
    probe = f"for tool in {_TOOLS}; do command -v $tool >/dev/null || exit 7; done"
    argv = [settings.provider, "run", "--rm", "--entrypoint", "sh", settings.base_image, "-c", probe]
    done = run(argv, timeout=_BUILD_SECONDS)
    if done.code not in (0, 7):
        raise _missing_image(settings.base_image, done, "CUTOVER_LABS_BASE_IMAGE")
    return done.ok


def _exists(settings: LabSettings, tag: str) -> bool:
    return run([settings.provider, "image", "inspect", "--format", "{{.Id}}", tag], timeout=60).ok


def _docker_build(settings: LabSettings, tag: str, context: Path, arguments: dict[str, str]) -> None:
    values = [part for name, value in arguments.items() for part in ("--build-arg", f"{name}={value}")]
    argv = [settings.provider, "build", "--force-rm", "-t", tag, *values, str(context)]
    # The classic builder: buildx is not on every machine, and these images are two layers.
    done = run(argv, timeout=_BUILD_SECONDS, extra={"DOCKER_BUILDKIT": "0"})
    if not done.ok:
        raise _missing_image(tag, done, "CUTOVER_LABS_BASE_IMAGE")


def _missing_image(name: str, done: ProcessResult, setting: str) -> ImageMissing:
    return ImageMissing(
        f"The image {name} could not be had: {last_error_line(done.text)}",
        f"Without a way to pull images, load one and name it in {setting}; docs/labs.md says how.",
    )
