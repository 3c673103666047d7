"""Join a class; `?code=` brings the code along, as the projector's QR code does."""

from __future__ import annotations

import streamlit as st

from ui import request
from ui.classroom.join import draw_join
from ui.widgets.sign_in import require_browser

require_browser()
request.draw_for(request.learner())
draw_join(st.query_params.get("code", ""))
