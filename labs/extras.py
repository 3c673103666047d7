"""What the labs need besides Cutover itself, and what is said where it is missing."""

from __future__ import annotations

from importlib.util import find_spec

# The packages of the extra `labs`, as they are imported.
LABS_NEED = ("kubernetes", "websockets")
NO_LABS = "The labs' packages are not installed. `pip install 'cutover[labs]'` brings them."


def missing() -> bool:
    """Whether a package of the labs is missing. Imports none of them: one takes more than a second."""
    return any(find_spec(name) is None for name in LABS_NEED)
