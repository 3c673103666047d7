"""A picture of a Service and its pods: its data, who is selected, and the words for those who do not see it.

It is drawn elsewhere. What a reader would sketch on paper is here as data, so that the drawing and its text
alternative cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from problems.errors import refusal
from problems.fields import StrictModel

Side = Literal["blue", "green", "other"]
WORD_PATTERN = r"^\S+$"
Name = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=WORD_PATTERN)]
# A label of a pod or a pair of a selector.
Labels = Annotated[dict[Name, Name], Field(max_length=4)]


class PodGroup(StrictModel):
    """Pods that are alike."""

    name: Name
    """What the pods are called, like `model-blue`."""
    side: Side
    """`blue`, `green` or `other`: the colour that they are drawn in."""
    count: Annotated[int, Field(ge=1, le=12)] | None = None
    """How many there are; without it they are drawn as one, and nothing says how many."""
    ready: Annotated[int, Field(ge=0, le=12)] | None = None
    """How many of them are Ready; without it all are."""
    labels: Labels
    """Their labels, by which the selector finds them."""

    @model_validator(mode="after")
    def _is_possible(self) -> PodGroup:
        if self.ready is not None and self.ready > (self.count or 1):
            what = f"{self.ready} of {self.count or 1} pods can't be ready"
            raise refusal("F4", what, "Lower `ready`, or raise `count`.", "ready")
        return self

    @property
    def ready_count(self) -> int:
        return self.total if self.ready is None else self.ready

    @property
    def total(self) -> int:
        """How many cards stand for them at most: their count, or one."""
        return self.count or 1


class PictureState(StrictModel):
    """The Service's selector and all pods at one time."""

    selector: Labels
    """The Service's selector; empty for a Service without one."""
    pods: Annotated[tuple[PodGroup, ...], Field(min_length=1, max_length=4)]
    """The pods of the namespace, those that are not selected among them."""


class ProblemPicture(StrictModel):
    """A picture under the prompt, and a second one with the solution."""

    service: Name = "model"
    """The name of the Service."""
    before: PictureState
    """What the question starts from; shown with the prompt."""
    after: PictureState | None = None
    """How it ends; shown with the solution, and nowhere before."""
    traffic: bool = True
    """Whether `before` shows whom the Service selects; `false` where that is what is asked."""


@dataclass(frozen=True, slots=True)
class ServicePicture:
    """One state as it is drawn; without `traffic` nothing says whom the Service selects."""

    service: str
    state: PictureState
    traffic: bool

    def selects(self, pods: PodGroup) -> bool:
        """Whether the selector matches the labels; an empty selector matches no pod."""
        return bool(self.state.selector) and self.state.selector.items() <= pods.labels.items()

    @property
    def selector_text(self) -> str:
        """ "app=model, version=blue"; empty without a selector."""
        return _pairs(self.state.selector)

    @property
    def alternative(self) -> str:
        """The picture in sentences."""
        selector = self.selector_text or "nothing"
        groups = [self._sentence(pods) for pods in self.state.pods]
        return " ".join([f"The Service {self.service} selects {selector}.", *groups])

    def _sentence(self, pods: PodGroup) -> str:
        number = "Pods" if pods.count is None else f"{pods.count} pod{'s' * (pods.count != 1)}"
        ready = {pods.total: "ready", 0: "not ready"}.get(pods.ready_count, f"{pods.ready_count} ready")
        reached = "" if not self.traffic else "; selected" if self.selects(pods) else "; not selected"
        return f"{number} of {pods.name} ({_pairs(pods.labels)}): {ready}{reached}."


def asked_picture(picture: ProblemPicture | None) -> ServicePicture | None:
    """What is shown with the prompt."""
    return ServicePicture(picture.service, picture.before, picture.traffic) if picture else None


def solved_picture(picture: ProblemPicture | None) -> ServicePicture | None:
    """What is shown with the solution: `after`, or `before` with its traffic where that was asked."""
    if picture is None or (picture.after is None and picture.traffic):
        return None
    return ServicePicture(picture.service, picture.after or picture.before, traffic=True)


def _pairs(labels: dict[str, str]) -> str:
    return ", ".join(f"{key}={value}" for key, value in labels.items())
