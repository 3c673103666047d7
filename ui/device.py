"""Which browser is asking: a random device id in a signed cookie that no script in the page can read.

The cookie says nothing about a person. The store knows which learner a device belongs to.
"""

from __future__ import annotations

import re
import secrets
from collections import deque
from functools import cache

import streamlit as st
from itsdangerous import BadSignature, Signer

from ui.secret import cookie_secret
from ui.settings import settings

COOKIE = "cutover_device"
# The longest that browsers keep a cookie; every visit starts it again.
COOKIE_SECONDS = 400 * 24 * 3600

_DEVICE = re.compile(r"^[0-9a-f]{32}$")
# Only asked about in the first seconds of a process; a crowd beyond it waits for the database.
_NEWCOMERS: deque[str] = deque(maxlen=500)


def new_device() -> str:
    """A fresh device id: 128 random bits as hex digits."""
    _NEWCOMERS.append(secrets.token_hex(16))
    return _NEWCOMERS[-1]


def is_newcomer(device: str) -> bool:
    """Whether this process gave the device its id, not long ago."""
    return device in _NEWCOMERS


def sign(device: str) -> str:
    """The cookie's value for a device. Raises SettingsError where no key can be had."""
    return _signer().sign(device).decode("ascii")


def device_in(cookie: str | None) -> str | None:
    """The device that a cookie's value names, or None where this server did not sign it."""
    try:
        device = _signer().unsign(cookie or "").decode("ascii", "replace")
    except BadSignature:
        return None
    return device if _DEVICE.match(device) else None


def this_device() -> str | None:
    """The device of the browser whose page is being drawn."""
    return device_in(st.context.cookies.get(COOKIE))


@cache
def _signer() -> Signer:
    return Signer(cookie_secret(settings()), salt="cutover.device")
