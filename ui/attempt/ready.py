"""Before a problem: what it will be, while no clock runs."""

from __future__ import annotations

import streamlit as st

from grader.rules.modes import MODES
from grader.views.attempts import AttemptView
from ui import format as words
from ui.widgets.text import escaped, title


def draw_ready(attempt: AttemptView) -> None:
    """What waits, and what starting it means. The problem itself is not shown yet."""
    item = attempt.item
    assert item.problem is not None, "a withdrawn problem is never ready"
    title(f"Problem {attempt.position} of {len(attempt.marks)}")
    with st.container(key="ready", gap="small"):
        st.markdown(escaped(promise(attempt)))


def promise(attempt: AttemptView) -> str:
    """What starting means: how long, how many tries, and what is told when."""
    item = attempt.item
    said = []
    if item.time_limit is None:
        said.append("There is no time limit.")
    else:
        said.append(f"You have {words.span(item.time_limit)} from the moment you start the clock.")
    said.append(f"You have {words.spelt(item.tries_allowed, 'try', 'tries')}.")
    if not MODES[attempt.mode].feedback:
        said.append(f"How it went is said at the end of the {attempt.mode}.")
    return " ".join(said)
