"""What a full or broken disk and a database that is away mean for who asked: not done, try again later."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError

from yinuo.lib.words import w
from yinuo.web.machine.refusals import BUSY, Busy, NoSpace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yinuo.lib.refusal import Refusal

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FAILING = {errno.EIO, errno.EROFS}
SQLITE_FULL = ("SQLITE_FULL",)
SQLITE_FAILING = ("SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_CORRUPT", "SQLITE_NOTADB")
SERVER_FULL = "53100"
SERVER_FAILING = "58"
DEEPEST = 8

NO_SPACE = w(
    "磁盘已满，这件事没有做成，什么也没有改变。请告诉管理员，稍后再试。",
    "The disk is full: this was not done and nothing was changed. Tell the administrator and try later.",
)
FAILING_DISK = w(
    "磁盘出错，这件事没有做成，什么也没有改变。请告诉管理员。",
    "The disk failed: this was not done and nothing was changed. Tell the administrator.",
)


def of(error: BaseException | None) -> Refusal | None:
    """Return the answer: NoSpace (507) `no_space` or `disk_failed`, Busy (503) `busy`; None for the rest."""
    errors = list(_chain(error))
    for each in errors:
        told = _disk(each)
        if told is not None:
            return told
    if any(isinstance(each, OperationalError | InterfaceError) for each in errors):
        return Busy("busy", BUSY)
    return None


def _disk(error: BaseException) -> Refusal | None:
    number = error.errno if isinstance(error, OSError) else None
    name = str(getattr(error, "sqlite_errorname", ""))
    state = str(getattr(error, "sqlstate", None) or "")
    if number in FULL or name in SQLITE_FULL or state == SERVER_FULL:
        return NoSpace("no_space", NO_SPACE)
    if number in FAILING or name.startswith(SQLITE_FAILING) or state.startswith(SERVER_FAILING):
        return NoSpace("disk_failed", FAILING_DISK)
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what led to it."""
    for _ in range(DEEPEST):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__
