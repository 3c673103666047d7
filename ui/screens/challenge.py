"""A challenge: five timed problems, one of each kind, with feedback at once."""

from ui.attempt.attempt import draw_attempt

draw_attempt("challenge")
