"""Reading a large bank keeps within its bounds; `python -m tests.load.bank` prints the figures."""

from __future__ import annotations

import pytest

from tests.load.bank import measure


@pytest.mark.slow
def test_a_large_bank_opens_as_quickly_as_promised() -> None:
    ratios = measure(problems=2_000)
    assert ratios["cold"] < 1.5
    assert ratios["cache"] < 0.1
