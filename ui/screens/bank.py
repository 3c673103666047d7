"""For authors: what is wrong with the bank, by file, line and column, and the cure."""

from __future__ import annotations

from ui import format as fmt
from ui.app_context import app_context
from ui.author.findings import draw_findings
from ui.widgets.text import muted, title


def draw() -> None:
    bank = app_context().backend.bank
    title("Mistakes in the bank")
    if not bank.findings:
        muted(f"There are none: {fmt.count(len(bank.problems), 'problem')} can be served.")
        return
    are = "is" if len(bank.problems) == 1 else "are"
    muted(
        f"{fmt.count(len(bank.problems), 'sound problem')} {are} served. "
        f"{fmt.count(len(bank.findings), 'thing')} to mend, then restart the server."
    )
    draw_findings(bank.findings)


draw()
