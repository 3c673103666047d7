"""An attempt of any mode: the one that the address names, or the one of its mode that is not finished."""

from ui.attempt.attempt import draw_attempt

draw_attempt()
