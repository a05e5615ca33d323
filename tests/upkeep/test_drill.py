"""A copy made while clients write is restored elsewhere: nothing acknowledged is missing, and it can be used."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.crashes.place import Place
from tests.upkeep.drilling import KIND, Elsewhere, asked, await_answer, busy, calls_of, program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = "蓬莱山上三棵松"


@pytest.fixture(scope="module")
def place() -> Iterator[tuple[Place, dict[str, Any]]]:
    """An installation with its small world, its server running."""
    with Place(KIND, YINUO_COPIES="off") as here:
        known = here.told("tests.crashes.prepare")
        photo = here.folder / "data" / "files" / "vouchers" / "ab" / "abc"
        photo.parent.mkdir(parents=True)
        photo.write_bytes(b"photo" * 1000)
        (here.folder / "secret").write_text(f"{SECRET}\n", "utf-8")
        here.web.start()
        await_answer(here.port, "/sign-in")
        yield here, known


def copied(place: Place, name: str, *more: str, using: tuple[str, ...] = ("-m", "yinuo.cli")) -> Path:
    path = place.folder / f"{name}.yinuo"
    done = program(place.environment, *using, "backup", "--to", str(path), *more)
    assert done.returncode == 0, done.stdout + done.stderr
    return path


def test_the_drill(place: tuple[Place, dict[str, Any]]) -> None:
    here, known = place
    locked = ("--passphrase-file", str(here.folder / "secret"))
    with busy(here, known) as book:
        before = list(book.lines)
        copy = copied(here, "drill", *locked)
        after = len(book.lines)
    assert book.refused == []
    assert before
    assert after > len(before), "nobody wrote while the copy was made"
    there = Elsewhere(here, "drill")
    done = there.restore(copy, *locked)
    assert done.returncode == 0, done.stdout + done.stderr
    assert there.lost(before) == []
    assert there.yinuo("audit", "verify").returncode == 0
    assert (there.folder / "files" / "vouchers" / "ab" / "abc").read_bytes() == b"photo" * 1000
    with there.serving() as port:
        assert calls_of(port, known["tokens"]["supervisor"])
        assert asked(port, "/", Accept="text/html")[0] in {302, 303}
        assert asked(port, "/sign-in")[0] == 200
    again = there.restore(copy, *locked)
    assert again.returncode == 1
    assert "--replace" in again.stdout + again.stderr
    replaced = there.restore(copy, *locked, "--replace")
    assert replaced.returncode == 0, replaced.stdout + replaced.stderr
    assert there.lost(before) == []


def test_a_copy_that_is_none_is_caught(place: tuple[Place, dict[str, Any]]) -> None:
    """Planted: the file alone is copied while others write; or each table at a moment of its own."""
    here, known = place
    there = Elsewhere(here, "careless")
    with busy(here, known, range(4, 8)) as book:
        if KIND == "sqlite":
            there.folder.mkdir()
            before = list(book.lines)
            shutil.copy(here.folder / "data" / "yinuo.sqlite3", there.folder)
        else:
            before = list(book.lines)
            copy = copied(here, "careless", using=("-m", "tests.upkeep.careless"))
    if KIND == "postgres":
        done = there.restore(copy)
        if done.returncode:
            assert "foreign key" in done.stderr + done.stdout
            return
    assert before
    assert there.lost(before) != []


@pytest.mark.parametrize("harm", ["cut", "flipped", "wrong passphrase", "no passphrase", "newer", "foreign"])
def test_nothing_is_changed_by_a_copy_that_is_no_good(
    place: tuple[Place, dict[str, Any]], harm: str, tmp_path: Path
) -> None:
    here, _known = place
    sound = here.folder / "sound.yinuo"
    locked = ["--passphrase-file", str(here.folder / "secret")]
    if not sound.exists():
        copied(here, "sound", *locked)
    content = bytearray(sound.read_bytes())
    if harm == "cut":
        content = content[: len(content) // 2]
    if harm == "flipped":
        content[len(content) // 2] ^= 4
    if harm == "newer":
        content = bytearray(bytes(content).replace(b'"version": "0.', b'"version": "9.', 1))
    if harm == "foreign":
        content = bytearray(b"PK\3\4 a letter")
    if harm == "wrong passphrase":
        (tmp_path / "other").write_text("other")
        locked = ["--passphrase-file", str(tmp_path / "other")]
    file = tmp_path / "harmed.yinuo"
    file.write_bytes(content)
    data = tmp_path / "data"
    done = program(
        {**here.environment, "YINUO_DATA": str(data)},
        "-m", "yinuo.cli", "restore", str(file), "--replace", *(locked if harm != "no passphrase" else ()),
    )  # fmt: skip
    said = (done.stdout + done.stderr).splitlines()
    assert done.returncode == 1
    assert len([line for line in said if "harmed.yinuo" in line]) == 1, said
    assert "Traceback" not in done.stderr
    assert not data.exists()
