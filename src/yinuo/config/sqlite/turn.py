"""The write turn: one writing transaction at a time, across threads and processes, in fair order.

Inside a process the waiting threads form a queue. Between processes two files decide: who holds
`door` is next, who holds `turn` writes. A process that has just written must pass the door again,
so it can't take the turn twice while another one waits.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections import deque
from contextlib import suppress

NEXT_PAUSE = 0.0003
DOOR_PAUSE = 0.002


class TooBusy(Exception):  # noqa: N818 - the queue is full, nothing is broken
    """The turn did not come within the time limit."""


class Queue:
    """A lock that is handed on in the order of asking, with a time limit."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Event] = deque()

    def acquire(self, seconds: float) -> None:
        """Wait at most `seconds` for the lock. Raises TooBusy."""
        with self._guard:
            if not self._held:
                self._held = True
                return
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(seconds):
            return
        with self._guard:
            if mine.is_set():
                return
            self._waiting.remove(mine)
        raise TooBusy

    def release(self) -> None:
        """Hand the lock to who has waited longest, or let it lie."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._held = False


class FileLock:
    """An exclusive lock on a file, tried until it is free or time is up."""

    def __init__(self, path: str, pause: float) -> None:
        self.path = path
        self.pause = pause
        self._descriptor: int | None = None

    def acquire(self, deadline: float) -> None:
        """Wait until `deadline` (monotonic seconds) for the file. Raises TooBusy, OSError."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        while not _locked(descriptor):
            if time.monotonic() >= deadline:
                os.close(descriptor)
                raise TooBusy
            time.sleep(self.pause)
        self._descriptor = descriptor

    def release(self) -> None:
        """Free the file, also for children forked meanwhile; harmless when it is not held."""
        if self._descriptor is not None:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        self.forget()

    def forget(self) -> None:
        """Close this process's handle without a word to the others who share the lock."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


class Turn:
    """The right to write to one database."""

    def __init__(self, path: str | None) -> None:
        """Make the turn of the database at `path`; None for one that lives in this process's memory."""
        self._queue = Queue()
        self._door = FileLock(f"{path}-door", DOOR_PAUSE) if path else None
        self._file = FileLock(f"{path}-turn", NEXT_PAUSE) if path else None

    def take(self, seconds: float) -> None:
        """Wait at most `seconds` for the turn. Raises TooBusy; OSError without access to the lock."""
        deadline = time.monotonic() + seconds
        self._queue.acquire(seconds)
        try:
            self._take_files(deadline)
        except BaseException:
            self._queue.release()
            raise

    def give_back(self) -> None:
        """End the turn; the next in line begins."""
        if self._file is not None:
            self._file.release()
        self._queue.release()

    def forget(self) -> None:
        """In a forked child: let go of what only the parent holds."""
        for lock in (self._door, self._file):
            if lock is not None:
                lock.forget()

    def _take_files(self, deadline: float) -> None:
        if self._door is None or self._file is None:
            return
        self._door.acquire(deadline)
        try:
            self._file.acquire(deadline)
        finally:
            self._door.release()


def _locked(descriptor: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


_turns: dict[str, Turn] = {}
_guard = threading.Lock()


def turn_of(name: str, *, in_memory: bool) -> Turn:
    """Return this process's turn for the database called `name` (a path, or a memory database's name)."""
    key = name if in_memory else os.path.realpath(name)
    with _guard:
        return _turns.setdefault(key, Turn(None if in_memory else key))


def _start_afresh() -> None:
    for turn in _turns.values():
        turn.forget()
    _turns.clear()


os.register_at_fork(after_in_child=_start_afresh)
