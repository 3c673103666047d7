"""What keeps people from seeing a page.

UiError               the message is one plain sentence and its cure
├── SettingsError     a CUTOVER_* variable has a value that cannot be used
└── Closed            there is nothing to serve: no bank, no store, no place for either
"""

from __future__ import annotations


class UiError(Exception):
    """The root. It may be shown as it is."""


class SettingsError(UiError):
    """A setting cannot be used."""


class Closed(UiError):
    """Cutover cannot serve at the moment."""
