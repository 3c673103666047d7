"""A learner's terminal, drawn by xterm.js: keys and output go through the app's own WebSocket."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import ui
from ui.components.registration import register

_MOUNT = register("terminal", "terminal_keys")
# Served name: path below the packages of npm, media type.
_FILES = {
    "xterm.mjs": ("xterm/lib/xterm.mjs", "text/javascript"),
    "fit.mjs": ("addon-fit/lib/addon-fit.mjs", "text/javascript"),
    "xterm.css": ("xterm/css/xterm.css", "text/css"),
}


@dataclass(frozen=True, slots=True)
class TerminalFiles:
    """What the terminal is drawn with, as npm leaves it in `packages`; it may be missing."""

    packages: Path = Path(ui.__file__).parent / "xterm" / "node_modules" / "@xterm"

    def are_complete(self) -> bool:
        return all(self.find(name) for name in _FILES)

    def find(self, name: str) -> tuple[Path, str] | None:
        """The file that is served under this name and its media type; None for any other name or file."""
        path, media_type = _FILES.get(name, ("", ""))
        file = self.packages / path
        return (file, media_type) if path and file.is_file() else None


def terminal(attempt: str, *, key: str) -> None:
    """The shell in an attempt's namespace. It survives reruns, and opens again when its connection drops."""
    _MOUNT(key=key, data={"socket": f"terminal/{attempt}", "files": "xterm/"})
