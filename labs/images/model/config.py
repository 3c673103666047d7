"""What a scenario sets: a server's identity, how long its life's stages take, and what is wrong with it.

Everything comes from the environment, so that a Deployment's `env` is the whole story and a learner can
read it there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

OnSigterm = Literal["exit", "finish", "drain"]
Fault = Literal["schema-swap", "label-order", "nan", "slow-tail"]
ON_SIGTERM: dict[str, OnSigterm] = {"exit": "exit", "finish": "finish", "drain": "drain"}
FAULTS: dict[str, Fault] = {
    "schema-swap": "schema-swap",
    "label-order": "label-order",
    "nan": "nan",
    "slow-tail": "slow-tail",
}
T = TypeVar("T")

# Longer than any lab; a slip of the finger like 5000 should be told, not waited for.
LONGEST = 600.0


class ConfigError(ValueError):
    """A variable that cannot be understood; the message says which and what it may be."""


@dataclass(frozen=True, slots=True)
class Config:
    """How one server behaves. Lengths in seconds.

    `on_sigterm`: "exit" leaves at once and cuts what is in flight; "finish" stops listening, ends what is
    in flight and leaves; "drain" goes on serving for `drain` seconds with `Connection: close` in every
    answer, and then finishes.
    """

    name: str = "iris"
    version: str = "v1"
    pod: str = "here"
    port: int = 8080
    load: float = 0.0
    warmup: float = 0.0
    latency: float = 0.0
    on_sigterm: OnSigterm = "finish"
    drain: float = 0.0
    faults: frozenset[Fault] = field(default_factory=frozenset)

    @property
    def served_version(self) -> str:
        """The value of `X-Model-Version`, like "iris-v1"."""
        return f"{self.name}-{self.version}"


def from_env(env: Mapping[str, str]) -> Config:
    """The configuration in MODEL_NAME, MODEL_VERSION, HOSTNAME, PORT, LOAD_SECONDS, WARMUP_SECONDS,
    LATENCY_SECONDS, ON_SIGTERM, DRAIN_SECONDS and FAULTS (names with commas). Raises ConfigError.
    """
    return Config(
        name=env.get("MODEL_NAME", "iris"),
        version=env.get("MODEL_VERSION", "v1"),
        pod=env.get("HOSTNAME", "here"),
        port=_port(env.get("PORT", "8080")),
        load=_seconds(env, "LOAD_SECONDS"),
        warmup=_seconds(env, "WARMUP_SECONDS"),
        latency=_seconds(env, "LATENCY_SECONDS"),
        on_sigterm=_known("ON_SIGTERM", env.get("ON_SIGTERM", "finish"), ON_SIGTERM),
        drain=_seconds(env, "DRAIN_SECONDS"),
        faults=_faults(env.get("FAULTS", "")),
    )


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65_535:
        raise ConfigError(f"PORT is `{text}`; give a number from 1 to 65535, or 0 for any free port")
    return int(text)


def _seconds(env: Mapping[str, str], name: str) -> float:
    text = env.get(name, "") or "0"
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= LONGEST:
        raise ConfigError(f"{name} is `{text}`; give seconds from 0 to {LONGEST:.0f}")
    return value


def _faults(text: str) -> frozenset[Fault]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    return frozenset(_known("FAULTS", name, FAULTS) for name in names)


def _known(variable: str, name: str, names: Mapping[str, T]) -> T:
    if name not in names:
        raise ConfigError(f"{variable} is `{name}`; it knows {', '.join(names)}")
    return names[name]
