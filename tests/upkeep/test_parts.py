"""The inner layer of a copy: parts, their fingerprints, the manifest."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.lib.refusal import Refusal
from yinuo.upkeep.copies import known, names
from yinuo.upkeep.copies.parts import PIECE, Manifest, Packing, Part, Unpacking
from yinuo.upkeep.copies.proofs import seal
from yinuo.upkeep.copies.reading import safe
from yinuo.upkeep.copies.sealing import Reader, Writer


def packed(parts: dict[str, tuple[list[bytes], bool]]) -> bytes:
    stream = io.BytesIO()
    packing = Packing(Writer(stream, {}, None), Manifest("0.1.0", "2026-11-24", "sqlite"))
    for name, (pieces, small) in parts.items():
        packing.add(name, pieces, packed=small, columns=["a"])
    packing.finish()
    return stream.getvalue()


def unpacked(file: bytes) -> tuple[dict[str, bytes], Manifest]:
    unpacking = Unpacking(Reader(io.BytesIO(file), "copy.yinuo", None))
    found = {part.name: b"".join(part.pieces()) for part in unpacking.parts()}
    assert unpacking.manifest is not None
    return found, unpacking.manifest


def by_hand(*lines: Any) -> bytes:
    """A sealed file of lines that no Packing would write: a dict is a line, bytes are bytes."""
    stream = io.BytesIO()
    writer = Writer(stream, {}, None)
    for line in lines:
        told = line if isinstance(line, bytes) else json.dumps(line).encode()
        writer.write((len(told).to_bytes(4, "big") if not isinstance(line, bytes) else b"") + told)
    writer.finish()
    return stream.getvalue()


PIECES = st.lists(st.binary(max_size=300), max_size=5)


@given(
    parts=st.dictionaries(
        st.text("ab/", min_size=1, max_size=6), st.tuples(PIECES, st.booleans()), max_size=4
    )
)
def test_parts_come_back_as_they_were(parts: dict[str, tuple[list[bytes], bool]]) -> None:
    found, manifest = unpacked(packed(parts))
    assert found == {name: b"".join(pieces) for name, (pieces, _small) in parts.items()}
    assert manifest.parts == [
        Part(name, len(content), hashlib.sha256(content).hexdigest()) for name, content in found.items()
    ]


@pytest.mark.parametrize("small", [True, False])
def test_a_part_of_many_pieces(small: bool) -> None:
    content = bytes(range(256)) * (PIECE // 256 * 5 + 3)
    assert unpacked(packed({"files/a": ([content], small)}))[0]["files/a"] == content


def test_a_part_nobody_reads_is_proven_all_the_same() -> None:
    unpacking = Unpacking(Reader(io.BytesIO(packed({"files/a": ([b"abc"], True)})), "copy.yinuo", None))
    assert [part.name for part in unpacking.parts()] == ["files/a"]
    assert unpacking.manifest is not None
    assert unpacking.manifest.files == 1


MANIFEST = {"version": "0", "made_at": "", "database": "sqlite", "parts": []}


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [{"manifest": {}}],
        [{"manifest": None}],
        [{"manifest": {**MANIFEST, "parts": [{"name": "a"}]}}],
        [{"manifest": {**MANIFEST, "unheard": 1}}],
        [{"manifest": {**MANIFEST, "parts": [{"name": "a", "size": 0, "sha256": ""}]}}],
        [{"name": "a"}, b"\0\0\0\0", {"manifest": MANIFEST}],
        [{"name": "a", "packed": True}, b"\0\0\0\3abc", b"\0\0\0\0"],
        [{"name": "a", "packed": True}, b"\0\0\0\0", {"manifest": MANIFEST}],
        [{"name": "a"}, b"\xff\xff\xff\xff"],
        [{"unheard": 1}],
        [["name"]],
        ["name"],
        [b"\0\0\0\1{"],
        [{"manifest": MANIFEST}, {"name": "behind"}],
    ],
)
def test_what_is_no_list_of_parts_is_damaged(lines: list[Any]) -> None:
    with pytest.raises(Refusal) as caught:
        unpacked(by_hand(*lines))
    assert caught.value.code == "copy_damaged"


def test_a_manifest_by_hand_can_be_read() -> None:
    assert unpacked(by_hand({"manifest": MANIFEST}))[1].database == "sqlite"


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("files/vouchers/ab/abc", True),
        ("database/sqlite", True),
        ("files/../../etc/passwd", False),
        ("files//a", False),
        ("files/./a", False),
        ("files/a\0", False),
        ("files/", False),
        ("/etc/passwd", False),
        ("other/a", False),
        ("", False),
    ],
)
def test_a_part_can_not_leave_its_folder(name: str, good: bool) -> None:
    assert safe(name) is good


@pytest.mark.parametrize(
    ("version", "than", "newer"),
    [
        ("0.1.0", "0.1.0", False),
        ("0.1.1", "0.1.0", True),
        ("0.10", "0.9.9", True),
        ("0.0.9", "0.1.0", False),
        ("1.0rc1", "0.9", True),
        ("0.1", "0.1.0", False),
        ("someday", "9.9", True),
    ],
)
def test_versions_are_compared_by_number(version: str, than: str, newer: bool) -> None:
    assert known.newer(version, than) is newer


def test_own_migrations_are_known_and_foreign_ones_let_pass() -> None:
    own = known.own_migrations()
    assert "journal.0001_initial" in own
    assert known.unknown([*own, "auth.9999_whatever"]) == []
    assert known.unknown(["journal.9999_from_the_future"]) == ["journal.9999_from_the_future"]


@given(
    hashes=st.lists(st.text("0123456789abcdef", min_size=4, max_size=4), min_size=1, max_size=8, unique=True)
)
def test_the_seal_of_the_journal_knows_a_cut_tail_and_another_order(hashes: list[str]) -> None:
    whole = seal(hashes)
    assert whole["lines"] == len(hashes)
    assert whole["last"] == hashes[-1]
    assert seal(hashes[:-1]) != whole
    assert len(hashes) == 1 or seal(hashes[::-1]) != whole


def test_a_name_tells_when(tmp_path: Any) -> None:
    from datetime import UTC, datetime

    at = datetime(2026, 11, 24, 18, 30, 5, tzinfo=UTC)
    assert names.name(at) == "yinuo-20261124T183005Z.yinuo"
    assert names.made_at(tmp_path / names.name(at)) == at
    assert names.made_at(tmp_path / "yinuo-20261399T183005Z.yinuo") is None
    assert names.made_at(tmp_path / "notes.txt") is None
    assert names.place(tmp_path, at) == tmp_path / names.name(at)
    assert names.place(tmp_path / "mine.yinuo", at) == tmp_path / "mine.yinuo"
    assert names.place(tmp_path / "a.bin", at) == tmp_path / "a.bin"


@pytest.mark.parametrize(("text", "found"), [(b"abc\n", b"abc"), (b"a b \r\n", b"a b "), (b"x", b"x")])
def test_a_passphrase_is_the_file_without_its_line_end(tmp_path: Any, text: bytes, found: bytes) -> None:
    (tmp_path / "secret").write_bytes(text)
    assert names.passphrase(tmp_path / "secret") == found
    assert names.passphrase(None) is None


def test_an_empty_passphrase_is_refused(tmp_path: Any) -> None:
    (tmp_path / "secret").write_bytes(b"\n")
    with pytest.raises(Refusal, match="passphrase_empty"):
        names.passphrase(tmp_path / "secret")
