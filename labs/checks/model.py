"""The kinds of checks and the moments that they speak of, as an author writes them.

Every check has a title, the sentence that a learner reads, and a failure text of its own; `because` gives
likely mistakes their own words. Texts may hold {placeholders}, which differ by kind and are checked here.
"""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag, model_validator

from labs.checks.conditions import AnyCondition, Name, ObjectRef, Strict, which
from labs.checks.timeline import Responder
from labs.checks.times import END, START, Length, MomentRef
from problems.errors import refusal
from problems.fields import Id, Line

Version = Literal["blue", "green"]

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class MomentSpec(Strict):
    """When a condition became true: the first such time after `after`, or the last one."""

    title: Line
    becomes: AnyCondition
    after: MomentRef = MomentRef(START)
    take: Literal["first", "last"] = "first"


class Misconception(Strict):
    """A likely mistake: when its condition holds now, `say` is the reason instead of `otherwise`."""

    when: AnyCondition
    say: Line


class _Check(Strict):
    placeholders: ClassVar[frozenset[str]] = frozenset({"found"})

    id: Id
    title: Line
    points: Annotated[int, Field(ge=1, le=10)] = 1
    otherwise: Line
    misconceptions: tuple[Misconception, ...] = ()
    # Not judged before this moment: what nobody has touched yet has not been kept safe.
    once: MomentRef | None = None

    @model_validator(mode="after")
    def _knows_its_placeholders(self) -> _Check:
        for text in (self.otherwise, *(one.say for one in self.misconceptions)):
            strange = set(_PLACEHOLDER.findall(text)) - self.placeholders
            if strange:
                known = ", ".join(f"{{{name}}}" for name in sorted(self.placeholders))
                what = f"{{{sorted(strange)[0]}}} is no placeholder of this check"
                raise refusal("S2", what, f"It has {known}.", "otherwise")
        return self

    def instants(self) -> tuple[MomentRef, ...]:
        """Every instant that the check speaks of."""
        return (self.once,) if self.once else ()


class NowCheck(_Check):
    """The condition holds now, and at the end."""

    now: AnyCondition


class AlwaysCheck(_Check):
    """The condition holds at every instant of a window. Once broken, it stays broken."""

    placeholders: ClassVar[frozenset[str]] = frozenset({"found", "at"})
    always: AnyCondition
    from_: MomentRef = Field(MomentRef(START), alias="from")
    to: MomentRef = MomentRef(END)

    def instants(self) -> tuple[MomentRef, ...]:
        return (*super().instants(), self.from_, self.to)


class AtCheck(_Check):
    """The condition holds at one moment."""

    placeholders: ClassVar[frozenset[str]] = frozenset({"found", "at"})
    at: MomentRef
    holds: AnyCondition

    def instants(self) -> tuple[MomentRef, ...]:
        return (*super().instants(), self.at)


class IntervalSpec(Strict):
    """From the moment `first` to the moment `then` passes so much time, counted in this order."""

    first: MomentRef
    then: MomentRef
    at_least: Length = 0.0
    at_most: Length | None = None


class IntervalCheck(_Check):
    """Two moments come in order, and so far apart."""

    placeholders: ClassVar[frozenset[str]] = frozenset({"seconds"})
    interval: IntervalSpec

    def instants(self) -> tuple[MomentRef, ...]:
        return (*super().instants(), self.interval.first, self.interval.then)


class TrafficSpec(Strict):
    """What has to be true of the requests that were due in a window; every class by default.

    `failed`: at most so many failed. `all`: from `from` on, at the latest `within` later, one version gives
    every answer. `none`: these answered nothing. `p95`: so quick are 95 of 100 good answers, the time that
    the class's own work takes included.
    """

    classes: tuple[Id, ...] = ()
    from_: MomentRef = Field(MomentRef(START), alias="from")
    to: MomentRef = MomentRef(END)
    failed: Annotated[int, Field(ge=0)] | None = None
    all: Version | None = None
    within: Length | None = None
    none: tuple[Responder, ...] = ()
    p95: Length | None = None

    @model_validator(mode="after")
    def _asks_for_one_thing(self) -> TrafficSpec:
        asked = [self.failed is not None, self.all is not None, bool(self.none), self.p95 is not None]
        if sum(asked) != 1:
            raise refusal(
                "S3",
                "the check asks for nothing, or for several things",
                "Write one of failed, all, none and p95.",
            )
        if (self.all is None) != (self.within is None):
            raise refusal("S3", "`all` and `within` go together", "Write both, or neither.")
        return self


class TrafficCheck(_Check):
    """The requests of a window were served as they should be. `soak` is how long it must be watched."""

    placeholders: ClassVar[frozenset[str]] = frozenset(
        {"class", "failed", "of", "how", "first", "last", "who", "within", "p95"}
    )
    traffic: TrafficSpec
    soak: Length = 0.0

    def instants(self) -> tuple[MomentRef, ...]:
        return (*super().instants(), self.traffic.from_, self.traffic.to)


class ChangesSpec(Strict):
    """Every change of a field of an object was made by one of these managers of managedFields."""

    on: ObjectRef
    field: Annotated[str, StringConstraints(pattern=r"^(spec|data|metadata)(\.[A-Za-z0-9_-]+)*$")]
    by: Annotated[tuple[Line, ...], Field(min_length=1)]
    from_: MomentRef = Field(MomentRef(START), alias="from")


class ChangesCheck(_Check):
    """The change was made by the right verb; collected by a watch, change by change."""

    placeholders: ClassVar[frozenset[str]] = frozenset({"by", "at"})
    changes: ChangesSpec

    def instants(self) -> tuple[MomentRef, ...]:
        return (*super().instants(), self.changes.from_)


class AnswerSpec(Strict):
    """A decision, given as a ConfigMap: `kubectl create configmap decision --from-literal=do=refuse`."""

    configmap: Name
    key: Annotated[str, StringConstraints(pattern=r"^[a-z0-9._-]+$", max_length=60)]
    accept: Annotated[tuple[Line, ...], Field(min_length=1)]


class AnswerCheck(_Check):
    """The decision is one of those accepted; small and capital letters are the same."""

    placeholders: ClassVar[frozenset[str]] = frozenset({"given"})
    answer: AnswerSpec


_TAGS = ("now", "always", "at", "interval", "traffic", "changes", "answer")


def _kind(value: object) -> str | None:
    return which(_TAGS, value)


Check = NowCheck | AlwaysCheck | AtCheck | IntervalCheck | TrafficCheck | ChangesCheck | AnswerCheck
AnyCheck = Annotated[
    Annotated[NowCheck, Tag("now")]
    | Annotated[AlwaysCheck, Tag("always")]
    | Annotated[AtCheck, Tag("at")]
    | Annotated[IntervalCheck, Tag("interval")]
    | Annotated[TrafficCheck, Tag("traffic")]
    | Annotated[ChangesCheck, Tag("changes")]
    | Annotated[AnswerCheck, Tag("answer")],
    Discriminator(
        _kind,
        custom_error_type="no_check",
        custom_error_message=f"this is no check: it needs one of {', '.join(_TAGS)}",
    ),
]
