"""A challenge: five timed problems, one of each kind, with feedback at once."""

from ui.parts.attempt import draw_attempt

draw_attempt("challenge")
