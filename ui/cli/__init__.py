"""The command line: `cutover`. Each group is loaded when it is asked for, so that `--help` is quick."""

from __future__ import annotations

import errno
import sys
from typing import NoReturn

import click

from grader.errors import GraderError
from labs.errors import LabError
from labs.extras import LABS_NEED, NO_LABS
from problems.errors import BankError, ExchangeError, ProofError
from ui.cli.lazy_group import LazyCommand, LazyGroup
from ui.errors import UiError

COMMANDS = {
    "serve": LazyCommand("ui.cli.serve", "serve", "Serve Cutover in the browser."),
    "doctor": LazyCommand(
        "ui.cli.doctor", "doctor", "Say what is set, where the data lies, and what is wrong."
    ),
    "store": LazyCommand("ui.cli.store", "store", "Bring the database up to date."),
    "instructors": LazyCommand("ui.cli.instructors", "instructors", "Say who may run classes."),
    "problems": LazyCommand("ui.cli.problems", "problems", "Write, check and exchange problems."),
    "labs": LazyCommand("ui.cli.labs", "labs", "Run the labs: a cluster of its own, made and removed."),
}


class MainGroup(LazyGroup):
    """The whole command line, which turns our own errors into sentences."""

    def invoke(self, ctx: click.Context) -> object:
        """Our own errors, and a file that is in the way, are one plain sentence and exit code 1."""
        try:
            return super().invoke(ctx)
        except (BankError, ExchangeError, ProofError, GraderError, LabError, UiError) as e:
            _refuse(str(e))
        except ModuleNotFoundError as e:
            if (e.name or "").partition(".")[0] not in LABS_NEED:
                raise
            _refuse(NO_LABS)
        except OSError as e:
            # A pipe that was closed is click's to handle.
            if e.filename is None or e.errno == errno.EPIPE:
                raise
            _refuse(f"{e.filename}: {e.strerror}. Name a place that this user can read and write.")


def _refuse(sentence: str) -> NoReturn:
    click.echo(f"cutover: {sentence}", err=True)
    sys.exit(1)


@click.group(
    cls=MainGroup, commands_by_name=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="cutover", message="%(version)s")
def main() -> None:
    """Become good at blue-green deployment of ML models."""
