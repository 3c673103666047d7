"""What must hold before anything can be served: a folder to write to and a port to listen on."""

from __future__ import annotations

import os
import socket
from pathlib import Path

UNWRITABLE_CURE = "Make it writable, or name another folder in CUTOVER_DATA."
PORT_CURE = "Stop what listens there, such as another Cutover, or name another port in CUTOVER_PORT."


def folder_problem(folder: Path) -> str | None:
    """The system's reason why nothing can be written to the folder, made if need be; None when it can."""
    probe = folder / f".probe-{os.getpid()}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as refused:
        return refused.strerror or str(refused)
    return None


def port_problem(host: str, port: int) -> str | None:
    """The system's reason why nobody can listen there; None when one can."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as refused:
            return refused.strerror or str(refused)
    return None
