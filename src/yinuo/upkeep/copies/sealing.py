"""The outer layer of a copy: a header anyone may read, then frames whose order and end are sealed.

`YINUO COPY 1`, a line of JSON, then frames: four bytes of length (the highest bit marks the last), then the
content. Encrypted frames are AES-256-GCM; the nonce counts them and the header is bound to each, so none
can be changed, left out, repeated or moved. The last frame holds the SHA-256 of header and content.
The key comes from the passphrase by scrypt (RFC 7914); frames follow STREAM (Hoang et al. 2015).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from yinuo.upkeep.copies.refusals import refusal

if TYPE_CHECKING:
    from typing import BinaryIO

MAGIC = b"YINUO COPY "
FORMAT = 1
FRAME = 1 << 20
TAG = 16
LAST = 1 << 31
LONGEST_HEADER = 1 << 20
COST = 1 << 15
HIGHEST_COST = 1 << 17


class _Open:
    """Frames that are bound together by the digest in the last one."""

    overhead = 0

    def seal(self, content: bytes, _number: int, *, last: bool) -> bytes:  # noqa: ARG002 - the same shape as _Locked
        return content

    open = seal


class _Locked:
    """Frames under a key."""

    overhead = TAG

    def __init__(self, key: bytes, nonce: bytes, header: bytes) -> None:
        self._cipher, self._nonce = AESGCM(key), nonce
        self._bound = hashlib.sha256(header).digest()

    def seal(self, content: bytes, number: int, *, last: bool) -> bytes:
        return self._cipher.encrypt(self._at(number), content, self._bound + bytes([last]))

    def open(self, content: bytes, number: int, *, last: bool) -> bytes:
        return self._cipher.decrypt(self._at(number), content, self._bound + bytes([last]))

    def _at(self, number: int) -> bytes:
        return self._nonce + number.to_bytes(4, "big")


class Writer:
    """Writes header and frames to a stream."""

    def __init__(self, stream: BinaryIO, header: dict[str, Any], passphrase: bytes | None) -> None:
        self._stream = stream
        lock, key = _new_lock(passphrase) if passphrase else (None, b"")
        told = json.dumps({**header, "lock": lock}, ensure_ascii=False).encode()
        self._header = MAGIC + str(FORMAT).encode() + b"\n" + told + b"\n"
        self._digest = hashlib.sha256(self._header)
        self._frames = _Locked(key, bytes.fromhex(lock["nonce"]), self._header) if lock else _Open()
        self._waiting = bytearray()
        self._number = 0
        stream.write(self._header)

    def write(self, content: bytes) -> None:
        """Take bytes; whole frames go out."""
        self._digest.update(content)
        self._waiting += content
        while len(self._waiting) >= FRAME:
            self._put(bytes(self._waiting[:FRAME]))
            del self._waiting[:FRAME]

    def finish(self) -> None:
        """Write what waits and the sealed end."""
        if self._waiting:
            self._put(bytes(self._waiting))
            self._waiting.clear()
        self._put(self._digest.digest(), last=True)

    def _put(self, content: bytes, *, last: bool = False) -> None:
        sealed = self._frames.seal(content, self._number, last=last)
        self._number += 1
        self._stream.write((len(sealed) | (LAST if last else 0)).to_bytes(4, "big") + sealed)


class Reader:
    """Reads what Writer wrote; a Refusal says what is wrong with it."""

    def __init__(self, stream: BinaryIO, name: str, passphrase: bytes | None) -> None:
        """Read the header. Refusal `copy_foreign`, `copy_newer`, `copy_damaged`, `passphrase_needed`,
        `passphrase_wrong`."""
        self._stream, self.name = stream, name
        raw, self.header = _header(stream, name)
        self._digest = hashlib.sha256(raw)
        lock = self.header.get("lock")
        self._frames = self._unlocked(lock, raw, passphrase) if lock else _Open()
        self._waiting = bytearray()
        self._number = 0
        self._ended = False
        self.taken = len(raw)

    def read(self, count: int) -> bytes:
        """Return the next `count` bytes of the content. Refusal `copy_damaged` when there are fewer."""
        while len(self._waiting) < count and not self._ended:
            self._take()
        if len(self._waiting) < count:
            raise self.damaged()
        found = bytes(self._waiting[:count])
        del self._waiting[:count]
        return found

    def finish(self) -> None:
        """Be sure that the content ends here as it was written. Refusal `copy_damaged`."""
        while not self._ended:
            self._take()
        if self._waiting or self._stream.read(1):
            raise self.damaged()

    def damaged(self) -> Exception:
        """Return the refusal of a damaged copy."""
        return refusal("copy_damaged", name=self.name)

    def _unlocked(self, lock: dict[str, Any], raw: bytes, passphrase: bytes | None) -> _Locked:
        if not passphrase:
            raise refusal("passphrase_needed", name=self.name)
        try:
            salt, nonce, check = (bytes.fromhex(lock[part]) for part in ("salt", "nonce", "check"))
            cost = int(lock["cost"])
        except (KeyError, TypeError, ValueError) as error:
            raise self.damaged() from error
        if not (1 < cost <= HIGHEST_COST and cost & (cost - 1) == 0 and len(nonce) == 8):
            raise self.damaged()
        key, known = _key(passphrase, salt, cost)
        if not hmac.compare_digest(known, check):
            raise refusal("passphrase_wrong", name=self.name)
        return _Locked(key, nonce, raw)

    def _take(self) -> None:
        told = int.from_bytes(self._exactly(4), "big")
        last, length = bool(told & LAST), told & ~LAST
        if length > FRAME + self._frames.overhead:
            raise self.damaged()
        try:
            content = self._frames.open(self._exactly(length), self._number, last=last)
        except InvalidTag as error:
            raise self.damaged() from error
        self._number += 1
        if not last:
            self._digest.update(content)
            self._waiting += content
            return
        self._ended = True
        if not hmac.compare_digest(content, self._digest.digest()):
            raise self.damaged()

    def _exactly(self, count: int) -> bytes:
        found = self._stream.read(count)
        if len(found) != count:
            raise self.damaged()
        self.taken += count
        return found


def _header(stream: BinaryIO, name: str) -> tuple[bytes, dict[str, Any]]:
    first = stream.readline(len(MAGIC) + 12)
    number = first.removeprefix(MAGIC).strip()
    if not first.startswith(MAGIC) or not number.isdigit():
        raise refusal("copy_foreign", name=name)
    told = stream.readline(LONGEST_HEADER)
    if int(number) > FORMAT:
        raise refusal("copy_newer", name=name, version=number.decode())
    try:
        header = json.loads(told)
    except (ValueError, RecursionError) as error:
        raise refusal("copy_damaged", name=name) from error
    if not isinstance(header, dict) or not isinstance(header.get("lock"), dict | None):
        raise refusal("copy_damaged", name=name)
    return first + told, header


def _new_lock(passphrase: bytes) -> tuple[dict[str, Any], bytes]:
    salt = os.urandom(16)
    key, check = _key(passphrase, salt, COST)
    nonce = os.urandom(8)
    return {"salt": salt.hex(), "nonce": nonce.hex(), "cost": COST, "check": check.hex()}, key


def _key(passphrase: bytes, salt: bytes, cost: int) -> tuple[bytes, bytes]:
    """Return the key and, derived beside it, what tells a wrong passphrase from a damaged file."""
    both = hashlib.scrypt(passphrase, salt=salt, n=cost, r=8, p=1, maxmem=2048 * (cost + 64), dklen=64)
    return both[:32], hashlib.sha256(both[32:]).digest()
