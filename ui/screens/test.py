"""A test of the pattern: one try each, and no word until the end."""

from ui.attempt.attempt import draw_attempt

draw_attempt("test")
