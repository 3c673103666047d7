"""How busy the whole machine is; a container sees the same counters as its host."""

from __future__ import annotations

from pathlib import Path

_STAT = Path("/proc/stat")
# Columns of the first line, see proc(5): user nice system idle iowait irq softirq steal.
_IDLE, _COUNTED = slice(3, 5), slice(0, 8)


class IdleMeter:
    """The share of CPU time that was idle between two readings."""

    def __init__(self, stat: Path = _STAT) -> None:
        self._stat = stat
        self._before = self._read()

    def since_last(self) -> float:
        """0..1 over all cores since the last call; 1 where the kernel does not say."""
        idle, total = self._read()
        before_idle, before_total = self._before
        self._before = idle, total
        return (idle - before_idle) / (total - before_total) if total > before_total else 1.0

    def _read(self) -> tuple[int, int]:
        """Idle and all CPU time since the machine started, in ticks."""
        try:
            ticks = [int(one) for one in self._stat.read_text("ascii").split("\n", 1)[0].split()[1:]]
        except (OSError, ValueError):
            return 0, 0
        return sum(ticks[_IDLE]), sum(ticks[_COUNTED])
