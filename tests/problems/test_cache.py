"""A kept bank is the bank, and anything doubtful is read anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from problems.bank import Bank
from problems.cache import open_bank
from problems.errors import BankError
from problems.reading.reader import read_bank
from tests.problems import texts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    slip = texts.choice("slip").replace("tries: 1", "tries: 7")
    return texts.write_bank(tmp_path / "bank", texts.every_kind(), slip)


@pytest.fixture
def kept_in(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "banks"


@pytest.fixture
def cold(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that were read anew."""
    read: list[Path] = []

    def note(folder: Path) -> Bank:
        read.append(folder)
        return read_bank(folder)

    monkeypatch.setattr("problems.reading.reader.read_bank", note)
    return read


def _same(one: Bank, other: Bank) -> bool:
    return (one.manifest, dict(one.problems), one.findings, one.origins) == (
        other.manifest,
        dict(other.problems),
        other.findings,
        other.origins,
    )


def test_a_kept_bank_is_the_bank_with_its_findings_and_places(
    folder: Path, kept_in: Path, cold: list[Path]
) -> None:
    assert _same(open_bank(folder, kept_in), read_bank(folder))
    assert _same(open_bank(folder, kept_in), read_bank(folder))
    assert cold == [folder]
    assert list(open_bank(folder, kept_in).problems) == list(read_bank(folder).problems)


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "a.yaml").write_text(texts.choice("another")),
        lambda folder: (folder / "b.yaml").unlink(),
        lambda folder: (folder / "c.yaml").write_text(texts.order("one-more")),
        lambda folder: (folder / "c.yml").write_text(""),
        lambda folder: (folder / "bank.yaml").write_text(texts.MANIFEST + "practice: 3\n"),
        lambda folder: (folder / "b.yaml").rename(folder / "z.yaml"),
    ],
)
def test_a_changed_bank_is_read_anew(
    folder: Path, kept_in: Path, cold: list[Path], change: Callable[[Path], object]
) -> None:
    open_bank(folder, kept_in)
    change(folder)
    assert _same(open_bank(folder, kept_in), read_bank(folder))
    assert len(cold) == 2


def test_a_change_that_keeps_size_and_date_is_seen(folder: Path, kept_in: Path) -> None:
    open_bank(folder, kept_in)
    path = folder / "a.yaml"
    before = path.stat()
    path.write_text(path.read_text().replace("both labels", "BOTH labels"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert "BOTH" in str(open_bank(folder, kept_in).problems["which-pods"])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw[:-1],
        lambda raw: raw[: len(raw) // 2],
        lambda raw: b"",
        lambda raw: raw.replace(b'"correct":true', b'"correct":null'),
        lambda raw: raw + b"\n{}",
        lambda raw: b"cos\nsystem\n(S'echo'\ntR.",
    ],
)
def test_a_spoilt_file_is_read_anew(
    folder: Path, kept_in: Path, cold: list[Path], spoil: Callable[[bytes], bytes]
) -> None:
    open_bank(folder, kept_in)
    (path,) = kept_in.iterdir()
    path.write_bytes(spoil(path.read_bytes()))
    assert _same(open_bank(folder, kept_in), read_bank(folder))
    assert len(cold) == 2


def test_a_folder_that_others_may_write_to_is_not_trusted(
    folder: Path, kept_in: Path, cold: list[Path]
) -> None:
    kept_in.mkdir(parents=True)
    kept_in.chmod(0o777)
    open_bank(folder, kept_in)
    open_bank(folder, kept_in)
    assert len(cold) == 2
    assert list(kept_in.iterdir()) == []


def test_a_folder_that_cannot_be_made_costs_only_speed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert _same(open_bank(folder, tmp_path / "file" / "kept"), read_bank(folder))


def test_a_full_disk_costs_only_speed(folder: Path, kept_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", full)
    assert _same(open_bank(folder, kept_in), read_bank(folder))


def test_what_is_kept_is_for_this_user_alone(folder: Path, kept_in: Path) -> None:
    open_bank(folder, kept_in)
    (path,) = kept_in.iterdir()
    assert kept_in.stat().st_mode & 0o777 == 0o700
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_bank_that_cannot_be_served_is_not_kept(tmp_path: Path, kept_in: Path) -> None:
    with pytest.raises(BankError):
        open_bank(tmp_path, kept_in)
    assert list(kept_in.iterdir()) == []
