"""The field that sends a learner's own download to this server, which answers with what it took from it."""

from __future__ import annotations

from ui.components.registration import register

# Where it is sent, relative to where Cutover is served.
IMPORT_PATH = "import/progress.json"
_MOUNT = register("progress_import")


def progress_import(*, key: str, label: str = "Your download, cutover-progress.json") -> None:
    """A file field and its button. Once a file was taken, the page is drawn anew.

    The file goes by a request of its own: Streamlit's uploads are closed.
    """
    _MOUNT(
        key=key,
        data={
            "path": IMPORT_PATH,
            "label": label,
            "button": "Bring it in",
            "no_file": "Choose the file first.",
            "not_sent": "The file did not reach the server. Try again.",
        },
    )
