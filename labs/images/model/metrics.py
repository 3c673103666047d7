"""Counts and times of one server's requests, as Prometheus reads them."""

from __future__ import annotations

import threading
from collections import Counter

# Upper bounds in seconds; a deadline of half a second lies on one of them.
BUCKETS = (0.005, 0.025, 0.1, 0.5, 1.0, 5.0)


class Metrics:
    """Safe to call from every request's thread. `in_flight` is what a drain waits for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_status: Counter[int] = Counter()
        self._by_bucket: Counter[float] = Counter()
        self._seconds = 0.0
        self._in_flight = 0

    @property
    def in_flight(self) -> int:
        return self._in_flight

    def begin(self) -> None:
        with self._lock:
            self._in_flight += 1

    def end(self) -> None:
        with self._lock:
            self._in_flight -= 1

    def count(self, status: int, seconds: float) -> None:
        """One prediction request was answered with `status` after `seconds`."""
        with self._lock:
            self._by_status[status] += 1
            self._seconds += seconds
            self._by_bucket.update(bound for bound in BUCKETS if seconds <= bound)

    def text(self, version: str, *, ready: bool) -> str:
        """The exposition format, version 0.0.4."""
        with self._lock:
            total = sum(self._by_status.values())
            lines = ["# TYPE model_requests_total counter"]
            for status, count in sorted(self._by_status.items()):
                lines.append(f'model_requests_total{{version="{version}",code="{status}"}} {count}')
            lines.append("# TYPE model_request_seconds histogram")
            for bound in BUCKETS:
                lines.append(f'model_request_seconds_bucket{{le="{bound:g}"}} {self._by_bucket[bound]}')
            lines.append(f'model_request_seconds_bucket{{le="+Inf"}} {total}')
            lines.append(f"model_request_seconds_sum {self._seconds:.6f}")
            lines.append(f"model_request_seconds_count {total}")
            lines += ["# TYPE model_in_flight gauge", f"model_in_flight {self._in_flight}"]
            lines += ["# TYPE model_ready gauge", f"model_ready {int(ready)}"]
        return "\n".join(lines) + "\n"
