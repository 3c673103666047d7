"""Practice: untimed problems, back and forth."""

from ui.attempt.attempt import draw_attempt

draw_attempt("practice")
