"""The app context: what one process has one of, made at start and passed on.

Routes and sweepers are given it. Streamlit runs page scripts without arguments, so they ask `app_context()`
for the one that was installed: by whatever starts an app, or by a test for its own pages.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from problems.proofs.evidence_count import EvidenceCount, count_evidence
from ui.backend import Backend, open_backend
from ui.device import DeviceCookies
from ui.errors import Closed, UiError
from ui.session_cookie import SessionCookies

if TYPE_CHECKING:
    from grader.service import Grader
    from ui.author.lesson_watcher import LessonPreview
    from ui.author.watcher import Preview
    from ui.lab.services import LabServices
    from ui.settings import Settings

_LOG = logging.getLogger("cutover.app")
# A database that is away is asked again after this long, not once per click.
_RETRY_S = 2.0


class AppContext:
    """Settings, device cookies, what the labs need, and the backend, which the first who needs it opens.

    Safe to share between threads.
    """

    def __init__(
        self,
        settings: Settings,
        labs: LabServices,
        *,
        opener: Callable[[Settings], Backend] = open_backend,
        devices: DeviceCookies | None = None,
        sessions: SessionCookies | None = None,
        preview: Preview | LessonPreview | None = None,
    ) -> None:
        """`preview` is the file that `cutover problems preview` shows; a learner's app has none."""
        self.settings = settings
        self.labs = labs
        self.preview = preview
        self.devices = devices or DeviceCookies(settings)
        self.sessions = sessions or SessionCookies(settings)
        self._opener = opener
        self._lock = threading.Lock()
        self._backend: Backend | None = None
        self._refusal: tuple[float, str] | None = None

    @property
    def grader(self) -> Grader:
        """The way to everything that is stored. Raises Closed."""
        return self.backend.grader

    @property
    def backend(self) -> Backend:
        """The backend, opened if need be. Raises Closed, for two seconds without trying again."""
        if self._backend is not None:
            return self._backend
        with self._lock:
            if self._backend is None:
                self._backend = self._open()
            return self._backend

    @cached_property
    def evidence_count(self) -> EvidenceCount:
        """How much evidence lies beside the bank; known without opening anything."""
        return count_evidence(self.settings.bank)

    @property
    def was_opened(self) -> bool:
        """Whether the backend was asked for before, with success or without."""
        return self._backend is not None or self._refusal is not None

    def _open(self) -> Backend:
        if self._refusal is not None and time.monotonic() - self._refusal[0] < _RETRY_S:
            raise Closed(self._refusal[1])
        try:
            return self._opener(self.settings)
        except UiError as refused:
            _LOG.error("%s", refused)
            self._refusal = (time.monotonic(), str(refused))
            raise Closed(str(refused)) from refused


_installed: AppContext | None = None


def app_context() -> AppContext:
    """The context of the app whose page is drawn. Raises Closed where no app was started."""
    if _installed is None:
        raise Closed("This page belongs to an app that was not started. Start it with `cutover serve`.")
    return _installed


def install(context: AppContext) -> None:
    """From now on the pages of this process get this context."""
    global _installed  # noqa: PLW0603 - Streamlit passes nothing to a page script
    _installed = context


@contextmanager
def installed(context: AppContext) -> Iterator[AppContext]:
    """Installs the context for the time of a test, then what was there before."""
    global _installed  # noqa: PLW0603
    before, _installed = _installed, context
    try:
        yield context
    finally:
        _installed = before
