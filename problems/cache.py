"""A read bank kept on disk, so that a large one opens many times quicker the next time.

The file is JSON, never pickle: opening it runs nothing, and each problem is validated again when it is
first asked for. It counts only if its first line is the hash of everything behind it, of every file of the
bank, of this package's source and of pydantic's version: sizes and dates of files prove less and save
little. Whenever anything is off, the bank is read anew.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import astuple
from functools import cache
from hashlib import blake2b
from pathlib import Path

import pydantic
from pydantic import TypeAdapter

from problems.bank import Bank, SourceLocation
from problems.errors import Finding
from problems.manifest import Manifest
from problems.model import AnyProblem, Problem
from problems.reading.decode import MAX_BYTES

_PROBLEM: TypeAdapter[Problem] = TypeAdapter(AnyProblem)


def open_bank(folder: Path, kept_in: Path) -> Bank:
    """The bank in a folder, from what is kept in `kept_in`, or read anew and kept. Raises BankError.

    `kept_in` is made for this user alone. If it belongs to somebody else, nothing is read from it.
    """
    from problems.reading.reader import read_bank  # noqa: PLC0415 - PyYAML and all its complaints, seldom needed

    path = kept_in / f"{blake2b(str(folder.resolve()).encode(), digest_size=8).hexdigest()}.bank"
    if not _is_ours(kept_in):
        return read_bank(folder)
    key = _key(folder)
    kept = _load(path, key)
    if kept is not None:
        return kept
    bank = read_bank(folder)
    if _key(folder) == key:
        _keep(bank, path, key)
    return bank


class _Kept(Mapping[str, Problem]):
    """The problems of a kept bank; each is made when it is first asked for."""

    def __init__(self, sources: dict[str, bytes]) -> None:
        self._sources = sources
        self._made: dict[str, Problem] = {}

    def __getitem__(self, name: str) -> Problem:
        if name not in self._made:
            self._made[name] = _PROBLEM.validate_json(self._sources[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)


def _load(path: Path, key: bytes) -> Bank | None:
    try:
        claimed, rest = path.read_bytes().split(b"\n", 1)
        if claimed != _seal(key, rest):
            return None
        head, *sources = rest.split(b"\n")
        told = json.loads(head)
    except (OSError, ValueError):
        return None
    return Bank(
        Manifest.model_validate_json(json.dumps(told["manifest"])),
        _Kept(dict(zip(told["origins"], sources, strict=True))),
        tuple(Finding(*finding) for finding in told["findings"]),
        {name: SourceLocation(*origin) for name, origin in told["origins"].items()},
    )


def _keep(bank: Bank, path: Path, key: bytes) -> None:
    """Write all of it or nothing; a full disk costs the next start its speed and nothing else."""
    head = {
        "manifest": bank.manifest.model_dump(mode="json"),
        "origins": {name: astuple(origin) for name, origin in bank.origins.items()},
        "findings": [astuple(finding) for finding in bank.findings],
    }
    problems = [problem.model_dump_json(exclude_unset=True).encode() for problem in bank.problems.values()]
    rest = b"\n".join([json.dumps(head).encode(), *problems])
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(_seal(key, rest) + b"\n" + rest)
        Path(file.name).replace(path)
    except OSError:
        return


def _is_ours(folder: Path) -> bool:
    """Whether the folder is there, or can be made, and nobody else may write into it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except OSError:
        return False
    return os.name == "nt" or (status.st_uid == os.getuid() and not status.st_mode & 0o022)


def _key(folder: Path) -> bytes:
    """A hash of everything that decides how the bank is read."""
    whole = blake2b(_code(), digest_size=16)
    for path in sorted(folder.glob("*.y*ml")):
        content = _content(path)
        whole.update(f"{path.name}\0{len(content)}\0".encode(errors="surrogateescape") + content)
    return whole.digest()


def _content(path: Path) -> bytes:
    """As much of a file as the reader would read; nothing of what it can't."""
    if not path.is_file():
        return b""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError:
        return b""


@cache
def _code() -> bytes:
    """A hash of this package and of what validates with it."""
    whole = blake2b(pydantic.VERSION.encode(), digest_size=16)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        whole.update(path.read_bytes())
    return whole.digest()


def _seal(key: bytes, rest: bytes) -> bytes:
    return blake2b(rest, key=key, digest_size=16).hexdigest().encode()
