"""Whose turn it is to load the demonstration: one process of an installation at a time."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = "demonstration-loading"


def take(*, wait: bool) -> int | None:
    """Take the turn and return what holds it; None when another process has it and one doesn't `wait`."""
    path = Path(settings.MEDIA_ROOT).parent / FILE
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with suppress(BlockingIOError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        return descriptor
    os.close(descriptor)
    return None


def give_back(held: int) -> None:
    """Let the next process have the turn; the end of a process does the same."""
    os.close(held)


@contextmanager
def awaited() -> Iterator[None]:
    """Hold the turn for a block, waiting until it is free."""
    held = take(wait=True)
    try:
        yield
    finally:
        if held is not None:
            give_back(held)
