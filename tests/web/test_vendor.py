"""Files of others are as they came: each has its checksum, its licence, its line in THIRD_PARTY.md."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from yinuo.web import sprite

STATIC = Path(sprite.__file__).parent / "static"
VENDOR = STATIC / "vendor"
CHECKOUT = Path(__file__).parents[2]


def sums() -> dict[str, str]:
    lines = (VENDOR / "SHA256SUMS").read_text("utf-8").splitlines()
    return {name: checksum for checksum, name in (line.split(maxsplit=1) for line in lines)}


def wrong(folder: Path, listed: dict[str, str]) -> set[str]:
    """Names whose file is missing, changed or not listed."""
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {
        "SHA256SUMS"
    }
    changed = {
        name
        for name in there & set(listed)
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != listed[name]
    }
    return changed | (there ^ set(listed))


def test_nothing_was_changed() -> None:
    assert wrong(VENDOR, sums()) == set()


@pytest.mark.parametrize("fault", ["changed", "added", "lost"])
def test_a_fault_would_be_noticed(tmp_path: Path, fault: str) -> None:
    (tmp_path / "a.js").write_text("one", "utf-8")
    listed = {"a.js": hashlib.sha256(b"one").hexdigest()}
    assert wrong(tmp_path, listed) == set()
    if fault == "changed":
        (tmp_path / "a.js").write_text("two", "utf-8")
    elif fault == "added":
        (tmp_path / "b.js").write_text("two", "utf-8")
    else:
        (tmp_path / "a.js").unlink()
    assert len(wrong(tmp_path, listed)) == 1


@pytest.mark.parametrize("folder", sorted(path.name for path in VENDOR.iterdir() if path.is_dir()))
def test_each_has_its_licence_and_its_line(folder: str) -> None:
    assert (VENDOR / folder / "LICENSE").stat().st_size > 100
    assert folder in (CHECKOUT / "THIRD_PARTY.md").read_text("utf-8")


def test_the_icons_have_theirs() -> None:
    assert "MIT License" in (STATIC / "web" / "icons.LICENSE").read_text("utf-8")
    assert "icons.svg" in (CHECKOUT / "THIRD_PARTY.md").read_text("utf-8")
