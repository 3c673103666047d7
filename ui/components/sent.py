"""What a browser sent: anything at all, until it was read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import streamlit as st

_MOST_EDITS = 1_000_000  # nobody clicks as often within one page


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer as it came, unread, and how many edits it took; `edit` 0 means that nothing came."""

    value: object = None
    edit: int = 0


def sent(key: str) -> Sent:
    """What the component with this key last sent in this session, also inside a callback."""
    return read_sent(st.session_state.get(key))


def read_sent(state: object) -> Sent:
    """The component's state as Streamlit keeps it, `{"answer": {"value": ..., "edit": n}}`, or nothing."""
    answer = state.get("answer") if isinstance(state, Mapping) else None
    if not isinstance(answer, Mapping):
        return Sent()
    edit = answer.get("edit")
    if type(edit) is not int or not 0 < edit <= _MOST_EDITS:
        return Sent()
    return Sent(answer.get("value"), edit)


def pressed_in(key: str) -> object:
    """What the component with this key triggered in this run, unread; None if it triggered nothing."""
    state = st.session_state.get(key)
    return state.get("pressed") if isinstance(state, Mapping) else None


def read_ids(raw: object, known: Collection[str]) -> tuple[str, ...] | None:
    """Ids that are all known, none twice; None for anything else."""
    if not isinstance(raw, list) or len(raw) > len(known):
        return None
    if not all(isinstance(one, str) and one in known for one in raw) or len(set(raw)) != len(raw):
        return None
    return tuple(raw)
