"""How many files and sockets the system lets this process have, and how many open pages that is good for."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

if sys.platform != "win32":
    import resource

# An open page holds its socket and the three descriptors of an event loop that Streamlit makes for it.
PER_PAGE = 4
# The bank, the database, the log, labs, and the loops of pages that were closed a moment ago.
RESERVED = 200
# What one process was measured to serve, with room; more would wait for the processor anyway.
MOST_PAGES = 2_000
WANTED = RESERVED + PER_PAGE * MOST_PAGES


def raise_limit() -> int:
    """Ask the system for as many descriptors as `MOST_PAGES` need; returns how many there are now."""
    if sys.platform == "win32":
        # Windows counts no descriptors for a process.
        return WANTED
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    possible = WANTED if hard == resource.RLIM_INFINITY else min(hard, WANTED)
    if soft != resource.RLIM_INFINITY and soft < possible:
        # macOS names a hard limit that it then refuses to give.
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (possible, hard))
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return WANTED if soft == resource.RLIM_INFINITY else soft


def most_pages(descriptors: int) -> int:
    """How many pages may be open at once with that many descriptors; at least one."""
    return max(1, min(MOST_PAGES, (descriptors - RESERVED) // PER_PAGE))


def has_free_descriptors() -> bool:
    """Whether one more page could be opened now."""
    taken: list[int] = []
    try:
        taken.extend(os.open(os.devnull, os.O_RDONLY) for _ in range(PER_PAGE))
    except OSError:
        return False
    finally:
        for descriptor in taken:
            os.close(descriptor)
    return True
