"""A proof as its author writes it: what shows a key to be true.

It is carried out by `labs.proofs` on a cluster. Everything is per option: what is done for it, and what must
hold afterwards. The key must hold, every distractor must fail to hold.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from problems.errors import refusal
from problems.fields import VISIBLE_TEXT, Duration, Id, StrictModel

Script = Annotated[str, StringConstraints(min_length=1, max_length=4_000, pattern=VISIBLE_TEXT)]
PodLabels = Annotated[dict[str, str], Field(min_length=1, max_length=8)]
OBJECT_NAME_PATTERN = r"^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$"
ObjectName = Annotated[str, StringConstraints(pattern=OBJECT_NAME_PATTERN)]

# Where the option's own text goes in a script or a manifest.
OPTION_MARK = "{{option}}"


class RoutingClaim(StrictModel):
    """A Service sends its users to all Ready pods with these labels, so many of them, and to no other."""

    service: ObjectName = "model"
    """The Service."""
    pods: PodLabels
    """The labels of the pods that must get the traffic."""
    count: Annotated[int, Field(ge=0, le=12)]
    """How many pods that are."""


class OutputClaim(StrictModel):
    """Commands and what they must print, to the letter but for the end of the last line."""

    run: Script
    """The commands, run when the option has been carried out."""
    prints: Annotated[str, StringConstraints(max_length=4_000)]
    """What they must print; may be nothing."""


class _Proof(StrictModel):
    start: Id
    """The start in the bank's folder `starts/` that everything begins from."""
    before: Script | None = None
    """Commands that bring the start to what the prompt tells, before every trial."""
    limit: Duration = timedelta(seconds=60)
    """How long one trial may take."""


class _Claims(_Proof):
    exits: Annotated[int, Field(ge=0, le=255)] | None = None
    """The exit code that what was done must have."""
    contains: Script | None = None
    """A text that what was done must print somewhere."""
    shows: OutputClaim | None = None
    """What must be seen afterwards."""
    routes: RoutingClaim | None = None
    """Whom the Service must send to afterwards."""


class KubectlProof(_Claims):
    """Commands are run. Without a claim the problem's code is run once, and options say what it prints."""

    kind: Literal["kubectl"]
    """Commands are run in a scratch namespace."""
    run: Script | None = None
    """What is run instead of the problem's own `code`."""
    compare: Literal["exact", "end"] = "exact"
    """Whether an option must be all that is printed, or its last lines."""
    around: Script = OPTION_MARK
    """A script around what an option does, which stands at {{option}}."""
    each: dict[Id, Script] | None = None
    """What is done for an option, where its own text is no command; it may stand in there at {{option}}."""

    @property
    def claims(self) -> bool:
        return any(one is not None for one in (self.exits, self.contains, self.shows, self.routes))

    @model_validator(mode="after")
    def _fits_together(self) -> KubectlProof:
        if OPTION_MARK not in self.around:
            raise refusal("F4", "`around` has no {{option}}", "Write {{option}} where it goes.", "around")
        if not self.claims and (self.each or self.around != OPTION_MARK):
            raise refusal("F1", "the proof claims nothing", "Add `exits`, `contains`, `shows` or `routes`.")
        return self


class ManifestProof(_Claims):
    """Each option is applied to a scratch namespace; the key routes to the right Ready pods."""

    kind: Literal["manifest"]
    """Each option is a manifest, or a part of one."""
    around: Script = OPTION_MARK
    """The manifest around an option; {{option}} stands alone in its line, and its indent is the option's."""
    routes: RoutingClaim
    """Whom the Service must send to afterwards."""

    @model_validator(mode="after")
    def _check_option_mark(self) -> ManifestProof:
        if OPTION_MARK not in self.around:
            raise refusal("F4", "`around` has no {{option}}", "Write {{option}} where it goes.", "around")
        return self


class SnippetProof(StrictModel):
    """Code is run in a pod without network or credentials; what it prints, or how it ends, decides.

    It finds the problem's own code in the variable CODE.
    """

    kind: Literal["snippet"]
    """Code is run without a cluster."""
    language: Literal["shell", "python"] = "shell"
    """What the code is written in."""
    run: Script | None = None
    """What is run instead of the problem's own `code`; for an order, code that defines `broken(order)`."""
    compare: Literal["exact", "end"] = "exact"
    """Whether an option must be all that is printed, or its last lines."""
    around: Script | None = None
    """Code around an option, which stands at {{option}}; what ends with 0 holds."""
    each: dict[Id, Script] | None = None
    """What is run for an option, where its own text is no code; it may stand in there at {{option}}."""
    limit: Duration = timedelta(seconds=20)
    """How long the code may take."""

    @property
    def claims(self) -> bool:
        return self.around is not None or bool(self.each)

    @model_validator(mode="after")
    def _check_option_mark(self) -> SnippetProof:
        if self.around is not None and OPTION_MARK not in self.around:
            raise refusal("F4", "`around` has no {{option}}", "Write {{option}} where it goes.", "around")
        if self.claims and self.run is not None:
            raise refusal("F4", "the proof has `run` beside `around` or `each`", "Keep one of them.", "run")
        return self


class Condition(StrictModel):
    """What must be so at one moment. Every field that is given must hold."""

    live: ObjectName | None = None
    """The Service's selector matches this Deployment's pods."""
    ready: ObjectName | None = None
    """Every pod that this Deployment asks for is Ready, and it asks for one at least."""
    gone: ObjectName | None = None
    """This Deployment asks for no pods."""
    done: Id | None = None
    """This step has been done."""

    @model_validator(mode="after")
    def _says_something(self) -> Condition:
        if self == Condition.model_construct():
            raise refusal("F1", "the condition says nothing", "Add `live`, `ready`, `gone` or `done`.")
        return self


class StepAction(StrictModel):
    """What a step does: one command, or a scale and the wait for it; a step that only looks has `look`."""

    scale: Annotated[dict[ObjectName, Annotated[int, Field(ge=0, le=9)]], Field(max_length=1)] | None = None
    """A Deployment and the replicas that it gets."""
    wait: ObjectName | None = None
    """A Deployment whose rollout is waited for."""
    point: PodLabels | None = None
    """Labels patched into the Service's selector."""
    delete: ObjectName | None = None
    """A Deployment that is deleted."""
    look: Script | None = None
    """Commands that change nothing; they must succeed."""
    needs: tuple[Condition, ...] = ()
    """What must be so before, for the step to mean anything."""
    idle: bool = False
    """The step changes nothing at all, which is what is wrong with it: it is carried out and seen to."""
    harms: bool = False
    """The step breaks what is on its way, whenever it is done; carried out, its `look` must fail."""

    @model_validator(mode="after")
    def _does_one_thing(self) -> StepAction:
        does = self.scale or self.wait, self.point, self.delete, self.look
        if sum(bool(one) for one in does) != 1:
            raise refusal(
                "F4", "an act does one thing", "Keep one of `scale`, `wait`, `point`, `delete`, `look`."
            )
        return self


class SafetyRule(StrictModel):
    """What makes an order safe. One of the fields but `until`, `at_least` and `after` is given."""

    serves: Annotated[int, Field(ge=1, le=9)] | None = None
    """At every instant so many Ready pods are behind the Service, and no request fails."""
    keeps: ObjectName | None = None
    """This Deployment has `at_least` Ready pods until the step `until` is done."""
    at_least: Annotated[int, Field(ge=1, le=9)] = 1
    """How many Ready pods `keeps` is about."""
    until: Id | None = None
    """The step with which `keeps` ends; without it, it holds to the end."""
    asks: Annotated[int, Field(ge=1, le=12)] | None = None
    """All Deployments together never ask for more pods than this."""
    live: ObjectName | None = None
    """Users are on this Deployment only when the steps `after` are done."""
    after: tuple[Id, ...] = ()
    """The steps that come before users are moved."""
    first: tuple[Id, ...] = ()
    """These steps come first, in this order, because users are waiting."""
    ends: Condition | None = None
    """What must be so at the end."""

    @model_validator(mode="after")
    def _says_one_thing(self) -> SafetyRule:
        given = (self.serves, self.keeps, self.asks, self.live, self.first, self.ends)
        if sum(bool(one) for one in given) != 1:
            raise refusal(
                "F4",
                "a rule says one thing",
                "Keep one of `serves`, `keeps`, `asks`, `live`, `first`, `ends`.",
            )
        return self


class UnsafeOrder(StrictModel):
    """An order that must be seen to break something."""

    order: Annotated[tuple[Id, ...], Field(min_length=1, max_length=10)]
    """Its steps, distractors among them."""


class OrderProof(_Proof):
    """Orders are carried out under traffic: those that are right break no rule, the others do."""

    kind: Literal["order"]
    """Orders are carried out step by step under traffic."""
    acts: Annotated[dict[Id, StepAction], Field(min_length=2, max_length=16)]
    """What each step does; in a choice, what the names in `plans` do."""
    rules: Annotated[tuple[SafetyRule, ...], Field(min_length=1, max_length=8)]
    """What makes an order safe."""
    unsafe: Annotated[tuple[UnsafeOrder, ...], Field(max_length=6)] = ()
    """Orders that must be seen to break a rule on the cluster; the model tries every other one."""
    plans: dict[Id, tuple[Id, ...]] | None = None
    """For a choice: the acts of each option, in order."""


Proof = KubectlProof | ManifestProof | SnippetProof | OrderProof
AnyProof = Annotated[Proof, Field(discriminator="kind")]
PROOF_KINDS: dict[str, type[Proof]] = {
    "kubectl": KubectlProof,
    "manifest": ManifestProof,
    "snippet": SnippetProof,
    "order": OrderProof,
}
