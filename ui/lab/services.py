"""What a process has one of for its labs: catalogue, cluster, open sessions, the terminal's files."""

from __future__ import annotations

from ui.components.terminal import TerminalFiles
from ui.lab.catalogue import LabCatalogue
from ui.lab.connection import ClusterConnection
from ui.lab.sessions import LabSessions


class LabServices:
    """Made at start, part of the app context. Nothing is read or connected before it is needed."""

    def __init__(
        self, catalogue: LabCatalogue | None = None, terminal_files: TerminalFiles | None = None
    ) -> None:
        self.catalogue = catalogue or LabCatalogue()
        self.terminal_files = terminal_files or TerminalFiles()
        self.connection = ClusterConnection()
        self.sessions = LabSessions(self.connection)
