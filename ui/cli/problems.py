"""`cutover problems`: what an author does with a bank."""

from __future__ import annotations

import click

from ui.cli.lazy_group import LazyCommand, LazyGroup

_CHECK = LazyCommand(
    "ui.cli.check", "check", "Say what is wrong with a bank, where, why, and how to mend it."
)
COMMANDS = {
    "analyse": LazyCommand(
        "ui.cli.analyse", "analyse", "Say how each item of a response matrix did, and which key may be wrong."
    ),
    "check": _CHECK,
    "lint": _CHECK._replace(help="The same as check."),
    "export": LazyCommand(
        "ui.cli.exchange", "export", "Write problems as GIFT, Moodle XML, QTI 2.1 or a sheet to print."
    ),
    "import": LazyCommand(
        "ui.cli.exchange", "import_", "Read questions of GIFT, Moodle XML or QTI into YAML."
    ),
    "new": LazyCommand(
        "ui.cli.new", "new", "Begin a problem that already passes, and a bank where there is none."
    ),
    "observed": LazyCommand(
        "ui.cli.observed", "observed", "Print how each problem went at first meetings, as CSV."
    ),
    "preview": LazyCommand(
        "ui.cli.preview", "preview", "Show a file of problems as learners see it, drawn anew at every save."
    ),
    "prove": LazyCommand(
        "ui.cli.prove", "prove", "Show on a cluster that every key holds and no distractor does."
    ),
    "regrade": LazyCommand(
        "ui.cli.regrade", "regrade", "Replay the logged answers to a problem whose key was changed."
    ),
    "reports": LazyCommand(
        "ui.cli.problem_reports", "problem_reports", "List the problems that learners reported as wrong."
    ),
    "review": LazyCommand("ui.cli.review", "review", "Keep that a key was compared with its source."),
    "schema": LazyCommand("ui.cli.schema", "schema", "Print the JSON Schema of the files of a bank."),
    "stats": LazyCommand("ui.cli.stats", "stats", "Draw a bank: what it covers, and what guessing is worth."),
}


@click.group(cls=LazyGroup, commands_by_name=COMMANDS)
def problems() -> None:
    """Write problems, check them, and carry them to other systems and back."""
