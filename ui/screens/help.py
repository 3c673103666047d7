"""Help: how it works, which keys there are, and what is kept."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

import ui
from ui.widgets.text import title

title("Help")
st.markdown((Path(ui.__file__).parent / "static" / "help.md").read_text(encoding="utf-8"))
