"""Practice: untimed problems, back and forth."""

from ui.parts.attempt import draw_attempt

draw_attempt("practice")
