"""`cutover instructors`: who may run classes. Each gets a link that works once, to choose a password with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from ui.backend import open_backend
from ui.settings import Settings, read_settings

if TYPE_CHECKING:
    from grader.service import Grader
    from grader.service.classes.instructors import SignInLink


@click.group()
def instructors() -> None:
    """Say who may run classes."""


@instructors.command("add")
@click.argument("name")
@click.option("--assistant", is_flag=True, help="May help in classes, but not make, export or delete one.")
def add_command(name: str, assistant: bool) -> None:
    """Let NAME run classes, and print the link with which they choose a password."""
    settings = read_settings()
    with _grader(settings) as grader:
        _print_link(settings, grader.instructors.add(name, "assistant" if assistant else "instructor"))


@instructors.command("reset")
@click.argument("name")
def reset_command(name: str) -> None:
    """Print another link for NAME, and sign them out everywhere."""
    settings = read_settings()
    with _grader(settings) as grader:
        _print_link(settings, grader.instructors.reset(name))


@instructors.command("list")
def list_command() -> None:
    """Name everybody who may run classes."""
    with _grader(read_settings()) as grader:
        found = grader.instructors.all()
    for one in found:
        click.echo(f"{one.name}  {one.role}")
    if not found:
        click.echo("There is nobody yet: cutover instructors add NAME.")


@contextmanager
def _grader(settings: Settings) -> Iterator[Grader]:
    """The grader for one command."""
    backend = open_backend(settings)
    try:
        yield backend.grader
    finally:
        backend.close()


def _print_link(settings: Settings, link: SignInLink) -> None:
    address = settings.base_url or f"http://{settings.host}:{settings.port}"
    click.echo(
        f"{link.instructor.name} ({link.instructor.role}) chooses a password here, once, within 2 days:"
    )
    click.echo(f"{address}/classes?link={link.token}")
