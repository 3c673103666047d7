"""Who is signed in to teach: the secret of a session in a signed cookie of its own, apart from the device's.

It is made anew at every sign-in and names nobody; the store knows whose session it is and until when.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from itsdangerous import BadSignature, Signer

from ui.device import cookie_secret
from ui.settings import Settings

_TOKEN = re.compile(r"^[0-9a-f]{64}$")


class SessionCookies:
    """Signs the secrets of sessions into cookies, and reads those back."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def name(self) -> str:
        """What the cookie is called; behind https with the prefix that keeps others from setting it."""
        if not self._settings.over_https:
            return "cutover_session"
        return f"{'__Secure-' if self._settings.base_path else '__Host-'}cutover_session"

    def sign(self, token: str) -> str:
        """The cookie's value. Raises SettingsError where no key can be had."""
        return self._signer.sign(token).decode("ascii")

    def find(self, cookies: Mapping[str, str]) -> str | None:
        """The secret of the session that sent these cookies, or None where this server did not sign it."""
        try:
            token = self._signer.unsign(cookies.get(self.name) or "").decode("ascii", "replace")
        except BadSignature:
            return None
        return token if _TOKEN.match(token) else None

    @cached_property
    def _signer(self) -> Signer:
        return Signer(cookie_secret(self._settings), salt="cutover.session")
