"""The wheel: everything that git has of the product is in it, and it serves from an empty folder.

`CUTOVER_TEST_DIST` names the folder of a wheel that is already built; without it one is built.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.ports import free_port
from ui.components.terminal import TerminalFiles

ROOT = Path(__file__).parents[2]
UV = Path(sys.executable).with_name("uv")
PACKAGES = ("problems", "grader", "labs", "ui")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    named = os.environ.get("CUTOVER_TEST_DIST")
    folder = Path(named) if named else tmp_path_factory.mktemp("dist")
    if not named:
        call(UV, "build", "--quiet", "--wheel", "--out-dir", folder, ROOT)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def cutover(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of an environment that has the wheel and what it depends on, and nothing of this tree."""
    folder = tmp_path_factory.mktemp("bare")
    call(UV, "venv", "--quiet", "--python", sys.executable, folder)
    lock = ROOT / "requirements.lock"
    call(UV, "pip", "install", "--quiet", "--python", folder, "-c", lock, f"{wheel}[labs]")
    return folder / "bin" / "cutover"


def call(*command: object) -> None:
    subprocess.run([str(word) for word in command], check=True, timeout=300)


def tracked_files() -> set[str]:
    listed = subprocess.run(
        ["git", "ls-files", *PACKAGES], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return set(listed.stdout.splitlines())


def test_every_file_of_the_product_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert tracked_files() - names == set()
    assert {"app.py", "ui/streamlit.toml"} <= names
    assert not [name for name in names if name.startswith(("tests/", "docs/"))]


@pytest.mark.skipif(not TerminalFiles().are_complete(), reason="npm has not brought xterm.js: make release")
def test_the_terminal_s_files_and_their_licences_are_in_the_wheel(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if "node_modules" in name}
    assert {Path(name).name for name in names} == {"xterm.mjs", "xterm.css", "addon-fit.mjs", "LICENSE"}


def test_an_installed_wheel_checks_its_bank_and_its_labs(cutover: Path, tmp_path: Path) -> None:
    for command in (("problems", "check"), ("labs", "check"), ("--version",)):
        subprocess.run([cutover, *command], cwd=tmp_path, check=True, timeout=120, env=environment(tmp_path))


def test_an_installed_wheel_serves_from_an_empty_folder(cutover: Path, tmp_path: Path) -> None:
    with serving(cutover, tmp_path) as address:
        assert asked(f"{address}/readyz") == "ready"
        assert "<html" in asked(f"{address}/")
        if TerminalFiles().are_complete():
            assert "xterm" in asked(f"{address}/xterm/xterm.css").lower()


def environment(folder: Path, **more: str) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "HOME": str(folder), "CUTOVER_DATA": str(folder / "data"), **more}


@contextmanager
def serving(cutover: Path, folder: Path) -> Iterator[str]:
    """The address of the installed app, once it is ready."""
    port = free_port()
    own = environment(folder, CUTOVER_PORT=str(port))
    process = subprocess.Popen([cutover, "serve"], cwd=folder, env=own)
    address = f"http://127.0.0.1:{port}"
    try:
        while not is_ready(address):
            assert process.poll() is None, "the server has ended"
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def is_ready(address: str) -> bool:
    try:
        return asked(f"{address}/readyz") == "ready"
    except urllib.error.URLError:
        return False


def asked(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return str(answer.read().decode())
