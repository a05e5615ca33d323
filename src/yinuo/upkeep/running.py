"""Whether an installation is in use: each of its processes holds a lock, a restore must be alone."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

from yinuo.upkeep.copies.refusals import refusal

if TYPE_CHECKING:
    from pathlib import Path

NAME = "in-use"
_held: list[int] = []


def hold(data: Path) -> None:
    """Say that this process uses the installation, until it ends. OSError: the folder can't be written."""
    descriptor = _opened(data)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    _held.append(descriptor)


def be_alone(data: Path) -> None:
    """Be the only one until this process ends. Refusal `in_use` while a service runs."""
    descriptor = _opened(data)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise refusal("in_use", name=data) from None
    _held.append(descriptor)


def let_go() -> None:
    """Give back what this process holds: between tests."""
    while _held:
        os.close(_held.pop())


def _opened(data: Path) -> int:
    return os.open(data / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
