"""What can go wrong with a lab. Every message says what, where, and what to do about it.

LabError
├── SettingRefused     a CUTOVER_LABS_* variable has a value that cannot be used
├── ToolMissing        a program that the labs need is not installed
├── DockerUnavailable  Docker is installed and does not answer
├── ImageMissing       an image can be neither found, pulled nor built
├── ImageInUse         an image that is to be removed is in use
├── ClusterMissing     no cluster is up
├── ClusterForeign     a cluster has our name and somebody else made it
├── ClusterBusy        another Cutover is making or removing the cluster
├── ClusterFailed      kind could not make or remove the cluster
├── ClusterUnavailable the cluster does not answer right now
├── StoreFull          the cluster's store takes nothing more
├── ObjectNotFound     the cluster has no such object
├── RequestRefused     the API server refused what was asked
├── CapacityExceeded   the node, or a learner's own quota, is full
├── NotReady           something was not ready in time
├── ScenarioUnsound    a lab's own files are wrong; for its author
└── TerminalClosed     the terminal has ended

None of these is ever a learner's failure: a check that ends in one is inconclusive.
"""

from __future__ import annotations

# Longer messages of other programs are cut before they are shown or logged.
CUT = 300


class LabError(Exception):
    """The root. `what` happened and the `cure`, both sentences that may be shown; `retry`: again may work."""

    retry = False

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(f"{what} {cure}")
        self.what = what
        self.cure = cure


class SettingRefused(LabError):
    """A CUTOVER_LABS_* variable has a value that cannot be used."""


class ToolMissing(LabError):
    """A program that the labs need is not installed."""


class DockerUnavailable(LabError):
    """Docker is installed and does not answer."""

    retry = True


class ImageMissing(LabError):
    """An image can be neither found, pulled nor built."""


class ImageInUse(LabError):
    """An image that is to be removed is in use."""

    retry = True


class ClusterMissing(LabError):
    """No cluster is up."""


class ClusterForeign(LabError):
    """A cluster has our name and somebody else made it; it is left alone."""


class ClusterBusy(LabError):
    """Another Cutover is making or removing the cluster."""

    retry = True


class ClusterFailed(LabError):
    """kind could not make or remove the cluster."""

    retry = True


class ClusterUnavailable(LabError):
    """The cluster does not answer right now. Nothing is lost; the same call may be made again."""

    retry = True


class StoreFull(LabError):
    """The cluster's store takes nothing more, from nobody; waiting does not help."""


class ObjectNotFound(LabError):
    """The cluster has no such object."""


class RequestRefused(LabError):
    """The API server refused what was asked."""


class CapacityExceeded(LabError):
    """The node, or a learner's own quota, is full."""


class NotReady(LabError):
    """Something was not ready in time."""

    retry = True


class ScenarioUnsound(LabError):
    """A lab's own files are wrong; the message names file, line and column."""


class TerminalClosed(LabError):
    """The terminal has ended; opening it again is safe."""

    retry = True


def cut(text: str, limit: int = CUT) -> str:
    """`text` on one line, its end kept: other programs name the cause last."""
    line = " ".join(text.split())
    return line if len(line) <= limit else "…" + line[1 - limit :]


def last_error_line(text: str) -> str:
    """The line of a program's output that says what went wrong, cut: the last error, else the last."""
    lines = [line for line in text.splitlines() if line.strip()] or ["it gave no reason"]
    return cut(next((line for line in reversed(lines) if "error" in line.lower()), lines[-1]))
