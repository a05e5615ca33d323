"""A thin HTTP client: one connection kept open, so that the client costs little beside what it measures."""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from uuid import uuid4

END = b"\r\n\r\n"
CHUNK = 65536
WAIT_SECONDS = 60.0


class Failed(Exception):  # noqa: N818 - the server answered, only not as wanted
    """The server answered with another status than the one wanted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: status, body, how many seconds it took."""

    status: int
    body: bytes
    seconds: float

    @property
    def content(self) -> Any:
        """The body read as JSON."""
        return json.loads(self.body)


class Wire:
    """One connection to the server. `fixed` are headers of every request, such as who asks."""

    def __init__(self, port: int, fixed: dict[str, str] | None = None, host: str = "127.0.0.1") -> None:
        lines = {"Host": f"{host}:{port}", "Accept-Encoding": "identity", **(fixed or {})}
        self.fixed = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self.socket = socket.create_connection((host, port), WAIT_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path: str) -> Answer:
        """Ask for `path`. Failed unless it is answered with 200."""
        return self._asked(f"GET {path} HTTP/1.1\r\n{self.fixed}\r\n".encode(), (200,))

    def write(self, path: str, content: dict[str, Any], token: str, version: int | None = None) -> Answer:
        """Send a write with a key of its own on `version`. Failed unless it is taken (200, 201)."""
        body = json.dumps(content, ensure_ascii=False).encode()
        head = f"POST {path} HTTP/1.1\r\n{self.fixed}Authorization: Bearer {token}\r\n"
        head += f"Idempotency-Key: {uuid4().hex}\r\nContent-Type: application/json\r\n"
        head += "" if version is None else f'If-Match: "{version}"\r\n'
        return self._asked(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body, (200, 201))

    def close(self) -> None:
        """End the connection."""
        self.socket.close()

    def _asked(self, sent: bytes, wanted: tuple[int, ...]) -> Answer:
        begun = perf_counter()
        self.socket.sendall(sent)
        status, body = self._answer()
        answer = Answer(status, body, perf_counter() - begun)
        if status not in wanted:
            first = sent.partition(b"\r\n")[0].decode()
            raise Failed(f"{first}: {status} {body[:600].decode(errors='replace')}")
        return answer

    def _answer(self) -> tuple[int, bytes]:
        got = b""
        while END not in got:
            got += self._more()
        head, _, body = got.partition(END)
        length = length_in(head)
        parts, there = [body], len(body)
        while there < length:
            parts.append(self._more())
            there += len(parts[-1])
        return int(head[9:12]), b"".join(parts)

    def _more(self) -> bytes:
        got = self.socket.recv(CHUNK)
        if not got:
            raise Failed("the server closed the connection")
        return got


def length_in(head: bytes) -> int:
    """Return the content's length that the head of an answer tells; 0 when it tells none."""
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0
