"""The waiting room before Django: whoever sends or reads slowly keeps nobody else waiting.

Many threads wait for what clients send; only a few, those with a seat, do work. A seat has the database
connection, so there are as many connections as seats, however many threads come by.
"""

from __future__ import annotations

from contextlib import contextmanager
from queue import LifoQueue
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, connections

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

CHUNK = 64 * 1024
IN_MEMORY = 1024 * 1024
LONGEST = 64 * 1024 * 1024


class Seats:
    """A WSGI application that lets at most `seats` requests into another one, each when it is all there."""

    def __init__(self, application: Any, seats: int) -> None:
        self._application = application
        self._free: LifoQueue[BaseDatabaseWrapper | None] = LifoQueue()
        for _ in range(seats):
            self._free.put(None)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request; the answer is whole before the seat is given up."""
        received(environ)
        with self._seat():
            response = self._application(environ, start_response)
            try:
                return [b"".join(response)]
            finally:
                if hasattr(response, "close"):
                    response.close()

    @contextmanager
    def _seat(self) -> Iterator[None]:
        connection = self._free.get()
        if connection is not None:
            connections[DEFAULT_DB_ALIAS] = connection
        try:
            yield
        finally:
            if connection is None:
                connection = connections[DEFAULT_DB_ALIAS]
                connection.inc_thread_sharing()
            del connections[DEFAULT_DB_ALIAS]
            self._free.put(connection)


def received(environ: dict[str, Any]) -> None:
    """Wait until the request's body is there; one over 64 MiB is left for who reads or refuses it."""
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isascii() or not length.isdigit() or not 0 < int(length) <= LONGEST:
        return
    body = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - Django reads it and lets it go
    left = int(length)
    while left and (chunk := environ["wsgi.input"].read(min(left, CHUNK))):
        body.write(chunk)
        left -= len(chunk)
    body.seek(0)
    environ["wsgi.input"] = body
