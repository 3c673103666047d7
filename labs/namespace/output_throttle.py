"""How fast a terminal's output may come, and what of it an interrupt makes worthless. Pure; time comes in.

Endless output must leave the app's CPU to the others, so it is read at a pace. The price is a queue of
megabytes between shell and reader; after an interrupt it is dropped, as a terminal's own driver does.
"""

from __future__ import annotations

from dataclasses import dataclass, field

# Bytes a second, and at once: more than anybody can read, less than would keep a core busy.
PACE = 2 << 20
BURST = 256 << 10
# What a shell's terminal answers to an interrupt. A program that has taken the keyboard may not; then
# dropping ends with the time.
_INTERRUPT, _ECHO = b"\x03", b"^C"
_DROP_SECONDS = 3.0


@dataclass(slots=True)
class OutputThrottle:
    """A bucket of bytes that fills at `pace` a second up to `burst`. Instants in seconds, any origin."""

    pace: float = PACE
    burst: float = BURST
    _level: float = field(default=0.0, init=False)
    _at: float = field(default=float("-inf"), init=False)
    _drop_until: float = field(default=float("-inf"), init=False)

    def note_input(self, keys: bytes, now: float) -> None:
        """Note keys: an interrupt while output is behind makes the rest of it worthless."""
        if _INTERRUPT in keys and self._level < 0:
            self._drop_until = now + _DROP_SECONDS

    def filter_output(self, output: bytes, now: float) -> bytes:
        """What of `output` is still to be shown."""
        if now >= self._drop_until:
            return output
        _, echo, after = output.partition(_ECHO)
        if echo:
            self._drop_until = float("-inf")
        return echo + after

    def delay_after(self, size: int, now: float) -> float:
        """Account for `size` bytes; the seconds to wait before the next are read."""
        self._level = min(self.burst, self._level + (now - self._at) * self.pace) - size
        self._at = now
        return max(0.0, -self._level / self.pace)
