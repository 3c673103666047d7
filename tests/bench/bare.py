"""A bare Streamlit page with the widgets of our problem page, and nothing behind them.

No learner, no bank, no database: what it costs is what the widgets themselves cost. It is drawn anew as a
whole at each click, which is Streamlit's way when nothing is said; ours saves a pick by a request alone.
"""

import streamlit as st

from problems.public_views import PublicPiece
from ui.components.announcer import announce
from ui.components.attempt_bar import attempt_bar
from ui.components.options import options
from ui.components.prose import prose
from ui.components.shortcuts import Binding, shortcuts

_PIECES = (
    PublicPiece("piece-1", "Ready pods that carry both labels"),
    PublicPiece("piece-2", "Ready pods that carry either label"),
    PublicPiece("piece-3", "Pods of the Deployment named green"),
)
_BINDINGS = [Binding("answer", ("Ctrl+Enter",), "Answer"), Binding("hint", ("h",), "Hint, free in practice")]

st.set_page_config(page_title="Bare", layout="centered")
with st.container(key="top", horizontal=True, vertical_alignment="center"):
    attempt_bar(
        ["open", "ahead", "ahead", "ahead", "ahead"],
        1,
        ["Practice 1/5", "Conceptual", "easy", "Selectors"],
        key="bar",
    )
    with st.container(key="roam", horizontal=True, gap="small", width="content"):
        st.button("Back", type="tertiary")
        st.button("Forward", type="tertiary")
st.title("Which pods get traffic?")
prose("The Service selects `app: model, env: green`. **Which pods** receive its traffic?", key="prompt")
options(_PIECES, key="answer")
st.caption("Saved 12:01:07")
announce("", item="here", key="announcer")
with st.container(key="actions", horizontal=True, vertical_alignment="center", gap="small"):
    st.button("Answer", type="primary")
    st.button("Hint, free in practice")
    st.button("Show the solution")
shortcuts(_BINDINGS, key="shortcuts")
