"""What can be set from outside: `CUTOVER_*`, each with a default that serves one learner on one machine."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

import labs
import problems
from labs.environment_variables import (
    Folder,
    VariableRefused,
    data_folder,
    describe_variables,
    read_variables,
)
from ui.errors import SettingsError

PREFIX = "CUTOVER_"
LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["text", "json"]


def shipped_bank() -> Path:
    """The folder of the bank that comes with Cutover."""
    return Path(problems.__file__).parent / "banks" / "blue-green"


def shipped_scenarios() -> Path:
    """The folder of the labs that come with Cutover."""
    return Path(labs.__file__).parent / "scenarios"


def _is_folder(path: Path) -> Path:
    if not path.is_dir():
        raise ValueError(f"there is no folder {path}")
    return path


def _is_web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("write an address like https://cutover.example.org or https://example.org/cutover")
    return value.rstrip("/")


def _names(value: object) -> object:
    """Names between commas, lower case: "a.example, b.example"."""
    if not isinstance(value, str):
        return value
    names = tuple(name.strip().lower() for name in value.split(",") if name.strip())
    if any(re.fullmatch(r"[a-z0-9_.-]+", name) is None for name in names):
        raise ValueError("write names without scheme and port, such as cutover.example.org, train.local")
    return names


Names = Annotated[tuple[str, ...], BeforeValidator(_names)]


class Settings(BaseModel):
    """The settings of this process. `description` is the sentence that `cutover doctor` and the docs show."""

    model_config = ConfigDict(frozen=True, validate_default=True)

    host: str = Field(
        "127.0.0.1",
        description="The address to listen on. 0.0.0.0 lets other machines in.",
    )
    port: int = Field(
        8501,
        ge=1,
        le=65535,
        description="The port to listen on.",
    )
    data: Folder = Field(
        default_factory=data_folder,
        description="The folder for everything that Cutover writes.",
    )
    db_url: SecretStr | None = Field(
        None,
        description="The database, such as postgresql://user:password@host/cutover. "
        "Without it: SQLite in the data folder.",
    )
    bank: Folder = Field(
        default_factory=shipped_bank,
        description="The folder of the bank of problems to serve.",
    )
    scenarios: Annotated[Folder, AfterValidator(_is_folder)] = Field(
        default_factory=shipped_scenarios,
        description="The folder of the labs to offer, each a folder of its own in it.",
    )
    cookie_secret: SecretStr | None = Field(
        None,
        description="The key that signs the device cookie. Without it one is made once and kept in the "
        "data folder; replicas must share one.",
    )
    base_url: Annotated[str, AfterValidator(_is_web_address)] | None = Field(
        None,
        description="Where browsers find Cutover when it stands behind a proxy, such as https://example.org/cutover.",
    )
    allowed_hosts: Names = Field(
        (),
        description="More names that browsers may ask for, separated by commas. The address to listen on and "
        "the base URL's name need not be listed.",
    )
    metrics_port: int | None = Field(
        None,
        ge=1,
        le=65535,
        description="The port on which Prometheus finds /metrics. Without it nothing is measured.",
    )
    metrics_host: str = Field(
        "127.0.0.1",
        description="The address on which Prometheus finds /metrics. "
        "Whoever reaches it can read the figures.",
    )
    drain_seconds: float = Field(
        0,
        ge=0,
        le=600,
        description="Seconds that the process takes to end once it is asked to (SIGTERM), for replicas "
        "behind a proxy: in the first half /readyz says no, in the second open pages are closed "
        "one after the other.",
    )
    log_level: LogLevel = Field(
        "info",
        description="How much is logged: debug, info, warning or error.",
    )
    log_format: LogFormat = Field(
        "text",
        description="How it is logged by `cutover serve`: text for people, or json, an object in each line.",
    )

    @property
    def database(self) -> str:
        """The database's address, ready for the store. It may hold a password: never print it."""
        if self.db_url is not None:
            return self.db_url.get_secret_value()
        return f"sqlite:///{self.data / 'cutover.sqlite3'}"

    @property
    def base_path(self) -> str:
        """The path below which browsers find Cutover, without slashes around it: "" or "cutover"."""
        return urlsplit(self.base_url or "").path.strip("/")

    @property
    def base_route(self) -> str:
        """What the app's own routes begin with: "" or "/cutover"."""
        return f"/{self.base_path}" if self.base_path else ""

    @property
    def over_https(self) -> bool:
        return (self.base_url or "").startswith("https://")


def read_settings() -> Settings:
    """The settings as the environment has them now. Raises SettingsError."""
    try:
        return read_variables(Settings, PREFIX)
    except VariableRefused as refused:
        raise SettingsError(str(refused)) from refused


def described(chosen: Settings) -> list[tuple[str, str, str]]:
    """Rows of (variable, value, meaning). A secret's value stays hidden."""
    return describe_variables(chosen, PREFIX)
