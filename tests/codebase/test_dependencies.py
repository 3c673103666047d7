"""What is installed is what was locked, by its hash, and under a licence that Cutover can be shipped with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-run.lock", "requirements-build.lock", "requirements-npm.lock")
# What Python itself brings into a new environment, and what is installed from this tree.
UNLOCKED = {"pip", "setuptools", "cutover"}

# They let Cutover be given on; LGPL and MPL bind changes to the library itself, and it is used as it is.
ALLOWED = re.compile(
    r"0BSD|BSD(?:[- ][23][- ]Clause)?(?: License)?|[23]-Clause BSD License"
    r"|Apache(?: Software)?(?: License)?(?:,? Version)?(?:[- ]2\.0)?"
    r"|MIT(?:-0|-CMU)?(?: License)?|ISC(?: License)?(?: \(ISCL\))?|Zlib|CC0-1\.0"
    r"|LGPL-3\.0-only|MPL-2\.0|Mozilla Public License 2\.0 \(MPL 2\.0\)"
    r"|PSF-2\.0|PSFL|Python Software Foundation License|Unlicense|The Unlicense \(Unlicense\)"
)
# Packages whose metadata name no licence, and where it was read.
READ_BY_HAND = {"axe-playwright-python": "MIT, in the LICENSE file of its repository"}


def pins(lock: str) -> Iterator[tuple[str, str, str]]:
    """Name, version and everything else of each requirement of a lock file."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        found = re.match(r"([A-Za-z0-9._-]+)==([^\s;]+)(.*)", line)
        assert found, f"{lock} has a line that pins nothing: {line}"
        yield normal(found[1]), found[2], found[3]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def licences(found: Distribution) -> list[str]:
    """What the metadata name: the expression, else the classifiers, else the first line of the text."""
    metadata = found.metadata
    if "License-Expression" in metadata:
        return [part.strip("() ") for part in re.split(r"\b(?:AND|OR)\b", metadata["License-Expression"])]
    classifiers = [name for name in metadata.get_all("Classifier") or [] if name.startswith("License ::")]
    named = [name.split(" :: ")[-1] for name in classifiers if name != "License :: DFSG approved"]
    if named:
        return named
    return metadata["License"].splitlines()[:1] if "License" in metadata else []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_of_a_lock_has_a_hash(lock: str) -> None:
    without = [name for name, _, rest in pins(lock) if "--hash=sha256:" not in rest]
    assert without == []


def test_the_locks_agree() -> None:
    versions: dict[str, str] = {}
    for lock in LOCKS:
        for name, version, rest in pins(lock):
            if ";" not in rest:
                assert versions.setdefault(name, version) == version, f"{name} in {lock}"


def test_nothing_is_installed_that_was_not_locked() -> None:
    locked = {(name, version) for lock in LOCKS for name, version, _ in pins(lock)}
    found = {(normal(one.name), one.version) for one in distributions()}
    assert {one for one in found if one[0] not in UNLOCKED} - locked == set()


def test_each_installation_requires_hashes() -> None:
    """Every command of the Makefile that installs something; the project itself brings nothing along."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    commands = [line for line in text.splitlines() if re.search(r"pip install|uv build|npm ci", line)]
    assert len(commands) >= 5
    for command in commands:
        assert "--require-hashes" in command or "--no-deps --no-build-isolation -e ." in command, command


def is_allowed(named: list[str]) -> bool:
    return bool(named) and all(ALLOWED.fullmatch(name) for name in named)


@pytest.mark.parametrize("named", [[], ["GPL-3.0-only"], ["AGPL-3.0-or-later"], ["MIT", "SSPL-1.0"]])
def test_a_licence_that_binds_cutover_is_refused(named: list[str]) -> None:
    assert not is_allowed(named)


def test_every_licence_is_allowed() -> None:
    refused = {
        one.name: licences(one)
        for one in distributions()
        if normal(one.name) not in UNLOCKED | READ_BY_HAND.keys() and not is_allowed(licences(one))
    }
    assert refused == {}, "may it be shipped with Cutover? then it belongs to ALLOWED or READ_BY_HAND"


def test_what_was_read_by_hand_names_no_licence_itself() -> None:
    by_name = {normal(one.name): one for one in distributions()}
    assert [name for name in READ_BY_HAND if licences(by_name[name])] == []
