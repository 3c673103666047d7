"""Which browser is asking: a random device id in a signed cookie that no script in the page can read.

The cookie says nothing about a person. The store knows which learner a device belongs to. The key that signs
it is given by a setting, or made once and kept in the data folder.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Collection, Mapping
from functools import cached_property
from pathlib import Path

from itsdangerous import BadSignature, Signer, TimestampSigner

from ui.errors import SettingsError
from ui.settings import Settings

# The longest that browsers keep a cookie; every visit starts it again.
COOKIE_SECONDS = 400 * 24 * 3600

_DEVICE = re.compile(r"^[0-9a-f]{32}$")
_KEY_FILE = "cookie-secret"
# How long a browser has to take its fresh id, in seconds, and the longest token for it.
RENEWAL_SECONDS = 60
LONGEST_RENEWAL = 300
# Devices whose old id may still be shown by an open page of this process.
_MOST_RENEWED = 10_000
# Only asked about in the first seconds of a process; a crowd beyond it waits for the database.
_NEW_DEVICES = 500


class DeviceCookies:
    """Gives devices their ids, signs them into cookies, and reads those back."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._new: deque[str] = deque(maxlen=_NEW_DEVICES)
        # Old ids, with when they were given up, in Unix seconds, and what came instead.
        self._renewed: OrderedDict[str, tuple[float, str]] = OrderedDict()

    def new_device(self) -> str:
        """A fresh device id: 128 random bits as hex digits."""
        device = secrets.token_hex(16)
        self._new.append(device)
        return device

    def is_new(self, device: str) -> bool:
        """Whether this process gave the device its id, not long ago: the store can't know it yet."""
        return device in self._new

    def renew(self, old: Collection[str], fresh: str) -> str:
        """A token with which a browser that has one of the `old` ids takes `fresh` instead, within a minute.

        Only the page whose learner joined, changed or left gets it; a copy of the cookie is no use without.
        """
        for device in old:
            self._renewed[device] = time.time(), fresh
        while len(self._renewed) > _MOST_RENEWED:
            self._renewed.popitem(last=False)
        return self._renewals.sign(".".join([*old, fresh])).decode("ascii")

    def read_renewal(self, token: str, device: str | None) -> str | None:
        """The fresh id of a token, for the browser that has one of its old ids or the fresh one already."""
        try:
            signed = self._renewals.unsign(token, max_age=RENEWAL_SECONDS).decode("ascii", "replace")
        except BadSignature:
            return None
        ids = signed.split(".")
        return ids[-1] if device in ids and _DEVICE.match(ids[-1]) else None

    def seconds_since_renewal(self, device: str) -> float | None:
        """How long ago the browser's id was renewed, if this is its old one; the store knows nobody of it."""
        renewed = self._renewed.get(device)
        return None if renewed is None else time.time() - renewed[0]

    def newest(self, device: str) -> str:
        """The id that the browser has by now, whose connections may still have the old one.

        Nobody may act by it: whoever copied the old cookie has it too.
        """
        renewed = self._renewed.get(device)
        return device if renewed is None else renewed[1]

    @cached_property
    def name(self) -> str:
        """What the cookie is called: another name for each key, as cookies know hosts and no ports.

        So two installations on one host leave each other's cookies alone, and replicas share theirs. Raises
        SettingsError where no key can be had.
        """
        key = cookie_secret(self._settings).encode()
        return f"{self.general_name}_{hmac.digest(key, b'cutover.cookie-name', 'sha256').hex()[:10]}"

    @property
    def general_name(self) -> str:
        """The name without the part of this installation; a cookie called so may be another installation's.

        Behind https its prefix keeps a page on http, or a neighbour on another subdomain, from setting one:
        the browser takes it only over https and, where Cutover has the host to itself, only from this host.
        """
        if not self._settings.over_https:
            return "cutover_device"
        return f"{'__Secure-' if self._settings.base_path else '__Host-'}cutover_device"

    def find(self, cookies: Mapping[str, str]) -> str | None:
        """The device that sent these cookies, or None.

        Browsers that came before installations had names of their own are known by the general one.
        """
        return self.read(cookies.get(self.name)) or self.read(cookies.get(self.general_name))

    def sign(self, device: str) -> str:
        """The cookie's value for a device. Raises SettingsError where no key can be had."""
        return self._signer.sign(device).decode("ascii")

    def read(self, cookie: str | None) -> str | None:
        """The device that a cookie's value names, or None where this server did not sign it."""
        try:
            device = self._signer.unsign(cookie or "").decode("ascii", "replace")
        except BadSignature:
            return None
        return device if _DEVICE.match(device) else None

    @cached_property
    def _signer(self) -> Signer:
        return Signer(cookie_secret(self._settings), salt="cutover.device")

    @cached_property
    def _renewals(self) -> TimestampSigner:
        return TimestampSigner(cookie_secret(self._settings), salt="cutover.renewal")


def cookie_secret(settings: Settings) -> str:
    """The key, made when there is none yet. Raises SettingsError where it cannot be read or written."""
    if settings.cookie_secret is not None:
        return settings.cookie_secret.get_secret_value()
    try:
        return _stored_secret(settings.data / _KEY_FILE)
    except OSError as refused:
        raise SettingsError(
            f"The data folder {settings.data} cannot be written ({refused.strerror}). "
            "Make it writable, or name another folder in CUTOVER_DATA."
        ) from refused


def _stored_secret(file: Path) -> str:
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_once(file, secrets.token_hex(32))
    return file.read_text(encoding="ascii").strip()


def _write_once(file: Path, text: str) -> None:
    """Write `text`, readable by this user alone; a file that somebody else made meanwhile stays."""
    draft = file.with_name(f".{file.name}.{os.getpid()}.{threading.get_ident()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(text)
        # A link appears whole or not at all, and never replaces one that is there.
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
