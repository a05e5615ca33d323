"""The inner layer of a copy: named parts, each with its size and SHA-256, and the manifest at the end."""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from yinuo.upkeep.copies.sealing import Reader, Writer

PIECE = 1 << 18
LONGEST_MANIFEST = 1 << 29
QUICKLY = 1


@dataclass(frozen=True, slots=True)
class Part:
    """What the manifest says of one part."""

    name: str
    size: int
    sha256: str


@dataclass(slots=True)
class Manifest:
    """What a copy says of itself: counts by table, the journal's length and seal, its parts."""

    version: str
    made_at: str
    database: str
    migrations: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    journal: dict[str, Any] = field(default_factory=dict)
    sequences: dict[str, list[Any]] = field(default_factory=dict)
    installation: dict[str, Any] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)

    @property
    def files(self) -> int:
        """How many photos and signatures there are."""
        return sum(part.name.startswith("files/") for part in self.parts)


class Packing:
    """Writes parts and the manifest into a sealed stream."""

    def __init__(self, writer: Writer, manifest: Manifest) -> None:
        self._writer, self.manifest = writer, manifest

    def add(self, name: str, content: Iterable[bytes], *, packed: bool = False, **told: Any) -> None:
        """Add a part from its pieces; `packed` makes it smaller, `told` is what its reader needs to know."""
        self._line({"name": name, "packed": packed, **told})
        digest, size = hashlib.sha256(), 0
        pack = zlib.compressobj(QUICKLY) if packed else None
        for piece in content:
            digest.update(piece)
            size += len(piece)
            self._piece(pack.compress(piece) if pack else piece)
        if pack:
            self._piece(pack.flush())
        self._writer.write(bytes(4))
        self.manifest.parts.append(Part(name, size, digest.hexdigest()))

    def finish(self) -> None:
        """Write the manifest and the sealed end."""
        self._line({"manifest": asdict(self.manifest)})
        self._writer.finish()

    def _piece(self, content: bytes) -> None:
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            self._writer.write(len(piece).to_bytes(4, "big") + piece)

    def _line(self, told: dict[str, Any]) -> None:
        line = json.dumps(told, ensure_ascii=False).encode()
        self._writer.write(len(line).to_bytes(4, "big") + line)


class Found:
    """A part as it is being read: its name, what was told beside it, its content once through."""

    def __init__(self, reader: Reader, told: dict[str, Any]) -> None:
        self._reader, self.told = reader, told
        self.name = str(told["name"])
        self._digest, self._size, self._through = hashlib.sha256(), 0, False

    def pieces(self) -> Iterator[bytes]:
        """Yield the content. Refusal `copy_damaged` when it can't be unpacked."""
        unpack = zlib.decompressobj() if self.told.get("packed") else None
        for raw in self._raw():
            yield from self._counted(unpack, raw)
        if unpack and not unpack.eof:
            raise self._reader.damaged()
        self._through = True

    def part(self) -> Part:
        """Return what the content was; reads what nobody has read."""
        if not self._through:
            for _ in self.pieces():
                pass
        return Part(self.name, self._size, self._digest.hexdigest())

    def _counted(self, unpack: Any, raw: bytes) -> Iterator[bytes]:
        while raw:
            try:
                piece = unpack.decompress(raw, PIECE) if unpack else raw
            except zlib.error as error:
                raise self._reader.damaged() from error
            raw = unpack.unconsumed_tail if unpack else b""
            self._digest.update(piece)
            self._size += len(piece)
            yield piece

    def _raw(self) -> Iterator[bytes]:
        while length := _length(self._reader, PIECE):
            yield self._reader.read(length)


class Unpacking:
    """Reads the parts one after another; the manifest is known, and proven, when all are through."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.manifest: Manifest | None = None

    def parts(self) -> Iterator[Found]:
        """Yield each part. Refusal `copy_damaged` when one, or the end, is not what the manifest says."""
        seen: list[Part] = []
        while True:
            told = self._line()
            if "manifest" in told:
                break
            found = Found(self._reader, told)
            yield found
            seen.append(found.part())
        self._reader.finish()
        self.manifest = self._told(told["manifest"])
        if self.manifest.parts != seen:
            raise self._reader.damaged()

    def _line(self) -> dict[str, Any]:
        try:
            told = json.loads(self._reader.read(_length(self._reader, LONGEST_MANIFEST)))
        except (ValueError, RecursionError) as error:
            raise self._reader.damaged() from error
        if not isinstance(told, dict) or not ({"name", "manifest"} & set(told)):
            raise self._reader.damaged()
        return told

    def _told(self, told: Any) -> Manifest:
        try:
            return Manifest(**{**told, "parts": [Part(**part) for part in told["parts"]]})
        except (KeyError, TypeError) as error:
            raise self._reader.damaged() from error


def _length(reader: Reader, most: int) -> int:
    length = int.from_bytes(reader.read(4), "big")
    if length > most:
        raise reader.damaged()
    return length
