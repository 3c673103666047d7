"""How often Python looks for garbage that refers to itself, of which Streamlit leaves 360 objects a click."""

from __future__ import annotations

import gc

# Objects made before the youngest are looked through, and how often that happens before the next older are.
# With Python's own 700, 10, 10 and 300 learners everything alive was walked every 4 s, and every page stood
# still for 0.2 s; with these the collections of a minute took 0.8 s instead of 1.9 s.
_THRESHOLDS = (10_000, 20, 20)


def collect_seldom() -> None:
    """From now on this process looks for garbage when there is some to be found."""
    gc.set_threshold(*_THRESHOLDS)
