"""Evidence and reviews as files: a folder of each beside the bank, one JSON file a problem."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import ValidationError

from problems.errors import ProofError
from problems.fields import StrictModel

T = TypeVar("T", bound=StrictModel)


@dataclass(frozen=True, slots=True)
class EvidenceStore(Generic[T]):
    """The folder's name, what lies in it, and what to do again when a file is broken ("prove")."""

    name: str
    kind: type[T]
    again: str

    def read(self, bank: Path, problem: str) -> T | None:
        """What is kept for a problem, fresh or not. Raises ProofError for a broken file."""
        path = self._path(bank, problem)
        try:
            return self.kind.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as e:
            raise ProofError(
                f"{path.name} in {self.name}/ can't be read: delete it, and {self.again} again."
            ) from e

    def write(self, bank: Path, problem: str, known: T) -> Path:
        """Keep it, in place of what was kept before."""
        path = self._path(bank, problem)
        path.parent.mkdir(exist_ok=True)
        path.write_text(known.model_dump_json(indent=1) + "\n", "utf-8")
        return path

    def _path(self, bank: Path, problem: str) -> Path:
        return bank / self.name / f"{problem}.json"
