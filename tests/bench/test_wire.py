"""The thin client against a server that answers what it is told to."""

from __future__ import annotations

import json
import socket
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from tools.bench.wire import Failed, Wire, length_in

if TYPE_CHECKING:
    from collections.abc import Iterator


def answer(status: str = "200 OK", body: bytes = b"{}", *more: str) -> bytes:
    """Return an answer as a server would write it."""
    head = "\r\n".join([f"HTTP/1.1 {status}", *more, f"Content-Length: {len(body)}"])
    return head.encode() + b"\r\n\r\n" + body


@contextmanager
def server(*answers: list[bytes]) -> Iterator[tuple[int, list[bytes]]]:
    """Yield the port of a server that answers each request with pieces, and what it was asked."""
    asked: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listening.accept()
        with connection:
            for pieces in answers:
                asked.append(connection.recv(65536))
                for piece in pieces:
                    connection.sendall(piece)

    thread = Thread(target=serve, daemon=True)
    thread.start()
    with listening:
        yield listening.getsockname()[1], asked
    thread.join(5)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 12", 12),
        (b"HTTP/1.1 200 OK\r\ncontent-length:7\r\nX: y", 7),
        (b"HTTP/1.1 204 No Content", 0),
        (b"HTTP/1.1 200 OK\r\nX-Content-Length: 9", 0),
    ],
)
def test_the_length_is_read_from_the_head(head: bytes, expected: int) -> None:
    assert length_in(head) == expected


def test_an_answer_in_pieces_is_put_together() -> None:
    whole = answer(body=json.dumps({"version": 3, "fault": "停机" * 100}).encode())
    pieces = [whole[:5], whole[5:40], whole[40:90], whole[90:]]
    with server(pieces) as (port, _):
        wire = Wire(port)
        told = wire.get("/api/v1/calls")
        wire.close()
    assert (told.status, told.content["version"]) == (200, 3)
    assert told.seconds > 0


def test_a_write_carries_key_version_and_token() -> None:
    with server([answer("201 Created")], [answer()]) as (port, asked):
        wire = Wire(port)
        wire.write("/api/v1/calls", {"fault": "停机"}, "secret")
        wire.write("/api/v1/calls/1/file", {}, "secret", 7)
        wire.close()
    first, second = asked
    assert b"Authorization: Bearer secret\r\n" in first
    assert b"If-Match" not in first
    assert b'If-Match: "7"\r\n' in second
    keys = [line for each in asked for line in each.split(b"\r\n") if line.startswith(b"Idempotency-Key")]
    assert len(set(keys)) == 2
    assert json.loads(first.partition(b"\r\n\r\n")[2]) == {"fault": "停机"}


def test_fixed_headers_come_with_every_request() -> None:
    with server([answer()], [answer()]) as (port, asked):
        wire = Wire(port, {"Cookie": "sessionid=abc"})
        wire.get("/")
        wire.get("/calls/")
        wire.close()
    assert all(b"Cookie: sessionid=abc\r\n" in each for each in asked)


def test_a_refusal_is_told_with_its_words() -> None:
    body = json.dumps({"code": "stale_version"}).encode()
    with server([answer("409 Conflict", body)]) as (port, _):
        wire = Wire(port)
        with pytest.raises(Failed, match=r"POST /x HTTP/1.1: 409 .*stale_version"):
            wire.write("/x", {}, "t")
        wire.close()


def test_a_connection_that_ends_is_no_answer() -> None:
    with server([answer()[:20]]) as (port, _):
        wire = Wire(port)
        with pytest.raises(Failed, match="closed"):
            wire.get("/")
        wire.close()
