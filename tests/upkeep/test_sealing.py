"""The outer layer of a copy: what is written is read, and nothing else is."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinuo.lib.refusal import Refusal
from yinuo.upkeep.copies import sealing
from yinuo.upkeep.copies.sealing import FRAME, Reader, Writer

SECRET = "蓬莱山上三棵松".encode()
HEADER = {"version": "0.1.0", "made": "上海"}


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "COST", 2)


def written(content: bytes, passphrase: bytes | None = None) -> bytes:
    stream = io.BytesIO()
    writer = Writer(stream, HEADER, passphrase)
    writer.write(content)
    writer.finish()
    return stream.getvalue()


def read(file: bytes, length: int, passphrase: bytes | None = None) -> bytes:
    reader = Reader(io.BytesIO(file), "copy.yinuo", passphrase)
    found = reader.read(length)
    reader.finish()
    return found


def code(file: bytes, length: int, passphrase: bytes | None = None) -> str:
    """What is said against a file; "" when nothing is."""
    try:
        read(file, length, passphrase)
    except Refusal as refusal:
        return (
            refusal.code
            if all("copy.yinuo" in said for said in (refusal.words.zh, refusal.words.en))
            else "mute"
        )
    return ""


@pytest.mark.parametrize("passphrase", [None, SECRET])
@pytest.mark.parametrize("length", [0, 1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME])
def test_what_was_written_is_read(length: int, passphrase: bytes | None) -> None:
    content = bytes(index % 251 for index in range(1000)) * (length // 1000 + 1)
    assert read(written(content[:length], passphrase), length, passphrase) == content[:length]


@pytest.mark.parametrize("passphrase", [None, SECRET])
@pytest.mark.parametrize("steps", [(1, 2, 3), (FRAME, 1), (FRAME + 5, FRAME + 5)])
def test_how_it_is_cut_does_not_matter(steps: tuple[int, ...], passphrase: bytes | None) -> None:
    stream = io.BytesIO()
    writer = Writer(stream, HEADER, passphrase)
    for step in steps:
        writer.write(b"x" * step)
    writer.finish()
    reader = Reader(io.BytesIO(stream.getvalue()), "copy.yinuo", passphrase)
    assert b"".join(reader.read(step) for step in reversed(steps)) == b"x" * sum(steps)
    reader.finish()


def test_the_header_is_there_for_anyone() -> None:
    reader = Reader(io.BytesIO(written(b"", SECRET)), "copy.yinuo", SECRET)
    assert {name: reader.header[name] for name in HEADER} == HEADER


def test_nothing_of_the_content_shows_in_a_locked_file() -> None:
    assert b"canary" * 20 not in written(b"canary" * 1000, SECRET)
    assert b"canary" * 20 in written(b"canary" * 1000)


def test_two_copies_of_the_same_have_nothing_in_common() -> None:
    first, second = (written(b"same" * 100, SECRET).split(b"\n", 2)[2] for _ in range(2))
    assert first != second


@pytest.mark.parametrize("passphrase", [None, SECRET])
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_one_bit_changed_anywhere_is_found(passphrase: bytes | None, place: float, bit: int) -> None:
    file = bytearray(written(b"abcdefgh" * 40, passphrase))
    file[int(place * len(file))] ^= 1 << bit
    assert code(bytes(file), 320, passphrase) != ""


@pytest.mark.parametrize("passphrase", [None, SECRET])
def test_every_byte_of_a_small_file_counts(passphrase: bytes | None) -> None:
    file = written(b"abc", passphrase)
    for place in range(len(file)):
        changed = bytearray(file)
        changed[place] ^= 0x01
        assert code(bytes(changed), 3, passphrase) != "", place


@pytest.mark.parametrize("passphrase", [None, SECRET])
def test_a_file_cut_anywhere_is_found(passphrase: bytes | None) -> None:
    file = written(b"abcdefgh" * 40, passphrase)
    for length in range(0, len(file), 3):
        assert code(file[:length], 320, passphrase) in {"copy_damaged", "copy_foreign"}, length


@pytest.mark.parametrize("passphrase", [None, SECRET])
def test_bytes_behind_the_end_are_found(passphrase: bytes | None) -> None:
    assert code(written(b"abc", passphrase) + b"\0", 3, passphrase) == "copy_damaged"


@pytest.mark.parametrize("passphrase", [None, SECRET])
def test_content_longer_than_asked_for_is_found(passphrase: bytes | None) -> None:
    assert code(written(b"abcd", passphrase), 3, passphrase) == "copy_damaged"
    assert code(written(b"abcd", passphrase), 5, passphrase) == "copy_damaged"


def frames(file: bytes) -> tuple[bytes, list[bytes]]:
    head = file.index(b"\n", file.index(b"\n") + 1) + 1
    found, place = [], head
    while place < len(file):
        length = int.from_bytes(file[place : place + 4], "big") & ~sealing.LAST
        found.append(file[place : place + 4 + length])
        place += 4 + length
    return file[:head], found


@pytest.mark.parametrize("passphrase", [None, SECRET])
@pytest.mark.parametrize(
    "order", [(1, 0, 2, 3), (0, 0, 1, 2, 3), (0, 2, 3), (0, 1, 3), (3,), (0, 1, 2), (0, 1, 2, 3, 3)]
)
def test_frames_moved_left_out_or_repeated_are_found(
    order: tuple[int, ...], passphrase: bytes | None
) -> None:
    content = b"".join(bytes([letter]) * FRAME for letter in b"abc")
    head, parts = frames(written(content, passphrase))
    assert len(parts) == 4
    assert code(head + b"".join(parts[index] for index in order), len(content), passphrase) == "copy_damaged"


def test_frames_of_another_copy_are_found() -> None:
    mine, theirs = (frames(written(b"a" * 100, SECRET)) for _ in range(2))
    assert code(mine[0] + b"".join(theirs[1]), 100, SECRET) == "copy_damaged"


@pytest.mark.parametrize(
    ("passphrase", "said"),
    [(None, "passphrase_needed"), (b"", "passphrase_needed"), (b"wrong", "passphrase_wrong")],
)
def test_without_the_passphrase_it_stays_shut(passphrase: bytes | None, said: str) -> None:
    assert code(written(b"abc", SECRET), 3, passphrase) == said


def test_a_passphrase_for_an_open_file_does_no_harm() -> None:
    assert read(written(b"abc"), 3, SECRET) == b"abc"


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"", "copy_foreign"),
        (b"PK\x03\x04", "copy_foreign"),
        (b"YINUO COPY x\n{}\n", "copy_foreign"),
        (b"YINUO COPY 2\n{}\n", "copy_newer"),
        (b"YINUO COPY 1\n{\n", "copy_damaged"),
        (b"YINUO COPY 1\n[]\n", "copy_damaged"),
        (b'YINUO COPY 1\n{"lock": 7}\n', "copy_damaged"),
        (b"YINUO COPY 1\n" + b"[" * 100_000 + b"\n", "copy_damaged"),
        (b"YINUO COPY 1\n{}\n\x7f\xff\xff\xff", "copy_damaged"),
    ],
)
def test_what_is_no_copy_is_told_apart(file: bytes, said: str) -> None:
    assert code(file, 1) == said


@pytest.mark.parametrize("cost", [0, 1, 3, 1 << 21, 1 << 60, -2, "many"])
def test_a_hostile_header_does_not_cost_memory(cost: object) -> None:
    lock = {"salt": "00" * 16, "nonce": "00" * 8, "check": "00" * 32, "cost": cost}
    assert code(b"YINUO COPY 1\n" + json.dumps({"lock": lock}).encode() + b"\n", 1, SECRET) == "copy_damaged"
