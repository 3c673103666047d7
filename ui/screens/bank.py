"""For authors: what is wrong with the bank, by file, line and column, and the cure."""

from __future__ import annotations

from ui import format as fmt
from ui import request
from ui.author.findings import draw_findings
from ui.widgets.sign_in import require_learner
from ui.widgets.text import muted, title


def draw() -> None:
    bank = request.grader().bank.summary()
    title("Mistakes in the bank")
    if not bank.findings:
        muted(f"There are none: {fmt.count(bank.problem_count, 'problem')} can be served.")
        return
    are = "is" if bank.problem_count == 1 else "are"
    muted(
        f"{fmt.count(bank.problem_count, 'sound problem')} {are} served. "
        f"{fmt.count(len(bank.findings), 'thing')} to mend, then restart the server."
    )
    draw_findings(bank.findings)


require_learner()
draw()
