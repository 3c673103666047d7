"""What may be written to the log: one line that nobody can forge, and no more of a kind than a reader needs.

A visitor chooses some of the words that are logged, by Streamlit and by libraries too. So each record is
cleaned where it is made, whichever logger and handler it goes through.
"""

from __future__ import annotations

import json
import logging
import threading
import time
import traceback
import unicodedata
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

# Characters of a message, and of a traceback, which is cut in its middle: both ends tell most.
LONGEST_MESSAGE, LONGEST_TRACEBACK = 2_000, 8_000
# Of one kind so many records at once, then one in so many seconds.
BURST, SECONDS_EACH = 10, 10.0
# A kind is a line of the code and an error; no visitor makes more.
_MOST_KINDS = 1_000
# Below the level of every handler: none writes the record.
_NOWHERE = -1
# Letters, marks, numbers, punctuation and symbols stay, and so does the plain space.
_READABLE = frozenset("LMNPS")

Kind = tuple[object, ...]
ErrorInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None] | None


def one_line(text: str, longest: int = LONGEST_MESSAGE) -> str:
    """The text with every control, format and separator character escaped, cut to `longest` characters."""
    cut = text[:longest]
    line = "".join(_escaped(letter) for letter in cut)
    return line if len(text) <= longest else f"{line}… ({len(text)} characters)"


def _escaped(letter: str) -> str:
    if letter == " " or (letter != "\\" and unicodedata.category(letter)[0] in _READABLE):
        return letter
    return letter.encode("unicode_escape", "surrogatepass").decode("ascii")


@dataclass(slots=True)
class _Budget:
    """When a kind will be whole again, in seconds of the clock, and how many were left out since the last."""

    full_at: float
    left_out: int = 0


class LogRecords:
    """Makes log records: clean, cut, and of each kind a few. A factory for `logging.setLogRecordFactory`.

    `as_json` makes each message a JSON object in one line, with everything that the record says.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, *, as_json: bool = False) -> None:
        self._clock = clock
        self._as_json = as_json
        self._lock = threading.Lock()
        self._budgets: OrderedDict[Kind, _Budget] = OrderedDict()

    def __call__(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        record = logging.LogRecord(*args, **kwargs)
        error, stack = record.exc_info, record.stack_info
        kind = record.name, record.levelno, record.pathname, record.lineno, *_origin_of(error)
        first, left_out = self._spend(kind)
        if left_out is None:
            record.levelno = _NOWHERE
            return record
        more = f" (and {left_out} more like it)" if left_out else ""
        record.msg, record.args = one_line(_message_of(record)) + more, None
        record.stack_info = _indented(stack) if stack else None
        if error and error[0] is not None:
            record.exc_text = _indented(_traceback_of(error)) if first else _indented(_summary_of(error))
        if self._as_json:
            record.msg = _json_line(record)
            record.exc_info = record.exc_text = record.stack_info = None
        return record

    def _spend(self, kind: Kind) -> tuple[bool, int | None]:
        """Whether the kind is new, and how many were left out since the last; None leaves it out too."""
        with self._lock:
            now = self._clock()
            budget = self._budgets.pop(kind, None)
            first = budget is None or budget.full_at <= now
            budget = budget or _Budget(now)
            self._budgets[kind] = budget
            if len(self._budgets) > _MOST_KINDS:
                self._budgets.popitem(last=False)
            full_at = max(budget.full_at, now) + SECONDS_EACH
            if full_at - now > BURST * SECONDS_EACH:
                budget.left_out += 1
                return first, None
            left_out, budget.full_at, budget.left_out = budget.left_out, full_at, 0
            return first, left_out


def install(level: str = "info", *, as_json: bool = False) -> None:
    """Has every record of this process made so, and our own from `level` on written to standard error."""
    logging.setLogRecordFactory(LogRecords(as_json=as_json))
    logger, handler = logging.getLogger("cutover"), logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s" if as_json else "%(asctime)s %(message)s"))
    logger.handlers = [handler]
    logger.setLevel(level.upper())


def _json_line(record: logging.LogRecord) -> str:
    """`{"at": "2026-03-28T12:00:00.123Z", "level": "warning", "logger": ..., "message": ...}`, and so on."""
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    line = {
        "at": at.replace("+00:00", "Z"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": record.msg,
        "error": record.exc_text or record.stack_info,
    }
    return json.dumps({key: value for key, value in line.items() if value is not None}, ensure_ascii=False)


def _message_of(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception as misfit:
        return f"{record.msg} (its arguments do not fit: {type(misfit).__name__})"


def _origin_of(error: ErrorInfo) -> Kind:
    """The error's type and where it was raised."""
    if not error or error[0] is None:
        return ()
    frame = error[2]
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    origin = (frame.tb_frame.f_code.co_filename, frame.tb_lineno) if frame is not None else ()
    return (error[0].__name__, *origin)


def _traceback_of(error: ErrorInfo) -> str:
    assert error is not None
    text = "".join(traceback.format_exception(*error)).rstrip("\n")
    if len(text) <= LONGEST_TRACEBACK:
        return text
    half = LONGEST_TRACEBACK // 2
    return f"{text[:half]}\n… {len(text) - 2 * half} characters …\n{text[-half:]}"


def _summary_of(error: ErrorInfo) -> str:
    """The error itself in a line; where it was raised stands in the log already."""
    assert error is not None
    return one_line("".join(traceback.format_exception_only(error[0], error[1])).rstrip("\n"))


def _indented(text: str) -> str:
    """Lines that cannot be taken for records: those begin with a date."""
    return "\n".join(f"  | {one_line(line)}" for line in text.split("\n"))
