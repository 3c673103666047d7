"""A limit on time and memory around a piece of code, held by the kernel where it can."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def within(*, seconds: float, megabytes: int) -> Iterator[None]:
    """Fails past `seconds` of processor time; allocating `megabytes` anew raises MemoryError in the block."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (_mapped() + megabytes * 1_000_000, hard))
    begun = time.process_time()
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    took = time.process_time() - begun
    if took > seconds:
        pytest.fail(f"took {took:.2f} s of processor time, of {seconds} s")


def _mapped() -> int:
    """Bytes of address space of this process."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
