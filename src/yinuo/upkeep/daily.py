"""The daily copy: made when its hour has come, carried elsewhere, old ones thinned, troubles told."""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

from yinuo.lib.refusal import Refusal
from yinuo.lib.words import Words, w
from yinuo.outbox.commands import About, Address, put
from yinuo.upkeep import state
from yinuo.upkeep.copies.making import BROKEN, UNFINISHED, make
from yinuo.upkeep.copies.names import name, passphrase
from yinuo.upkeep.copies.reading import prove
from yinuo.upkeep.state import State
from yinuo.upkeep.thinning import kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yinuo.upkeep.plan import Plan

HEAD_OFFICE = ZoneInfo("Asia/Shanghai")
AGAIN = timedelta(minutes=30)
LATE = timedelta(hours=36)

OVERDUE = w(
    "备份已经过期：最近一次完好的备份是 {last}。{problem}",
    "The copies are late: the last good one is of {last}. {problem}",
)
NEVER = w("从来没有", "never")
FAILED = w("备份没有做成：{problem}", "The daily copy failed: {problem}")


def due(plan: Plan, known: State | None, now: datetime) -> bool:
    """Say whether a copy ought to be made: its hour came since the last good one, and no try just failed."""
    if not plan.daily or known is None:
        return False
    last = max(filter(None, (state.last_good([plan.folder]), known.since)))
    if last >= _hour_before(plan, now):
        return False
    return known.tried is None or not known.problem or now >= known.tried + AGAIN


def copy_now(now: datetime) -> bool:
    """Make the copy of `now`, carry it away, thin out; remember and tell how it went. False: another does."""
    plan, data = _plan(), _data()
    with _turn(data) as mine:
        if not mine:
            return False
        known = state.read(data) or State(now)
        problem = _tried(plan, now)
        state.write(data, replace(known, tried=now, problem=problem.en, problem_zh=problem.zh))
        if problem.en:
            _tell("failed", FAILED.format(problem=problem), now)
        return True


def watch(now: datetime) -> None:
    """Begin to owe copies the first time; tell the administrators when the last good one is too old."""
    plan, data = _plan(), _data()
    known = state.read(data)
    if known is None:
        state.write(data, State(now))
        return
    last = state.last_good([plan.folder])
    if not plan.daily or now - max(filter(None, (last, known.since))) <= LATE:
        return
    told = f"{last.astimezone(HEAD_OFFICE):%Y-%m-%d %H:%M}" if last else NEVER
    _tell("late", OVERDUE.format(last=told, problem=known.why), now)


def _tried(plan: Plan, now: datetime) -> Words:
    """Make and carry; return what went wrong, empty when nothing did."""
    try:
        plan.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(plan.folder)
        secret = passphrase(plan.passphrase_file)
        path = plan.folder / name(now)
        make(path, at=now, passphrase=secret, progress=lambda _done, _total: None)
        if plan.away:
            _carry(path, plan.away, secret)
    except OSError as error:
        return _same(f"{error.strerror or error} ({error.filename or plan.folder})")
    except Refusal as refusal:
        return refusal.words
    except BROKEN as error:
        return _same(str(error).partition("\n")[0][:200])
    for folder in filter(None, (plan.folder, plan.away)):
        thin(folder, plan.keep)
    return _same("")


def _same(text: str) -> Words:
    """Return what the machine says, which it says in one language."""
    return Words(text, text)


def thin(folder: Path, keep: tuple[int, int, int]) -> None:
    """Delete the copies in `folder` that need not stay."""
    found = state.copies(folder)
    stay = kept(found, keep, HEAD_OFFICE)
    for at, path in found.items():
        if at not in stay:
            path.unlink(missing_ok=True)


def _carry(path: Path, away: Path, secret: bytes | None) -> None:
    """Put the copy into the other folder, which must exist, under its name when it was read back there."""
    draft = away / f"{UNFINISHED}{path.name}"
    try:
        shutil.copyfile(path, draft)
        with draft.open("rb+") as stream:
            os.fsync(stream.fileno())
        prove(draft, secret, lambda _done, _total: None)
        draft.replace(away / path.name)
    finally:
        draft.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Take away what a copy that was broken off has left; only who holds the turn copies."""
    for left in folder.glob(f"{UNFINISHED}*"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def _hour_before(plan: Plan, now: datetime) -> datetime:
    here = now.astimezone(HEAD_OFFICE)
    today = datetime.combine(here.date(), plan.at, HEAD_OFFICE)
    return today if today <= here else today - timedelta(days=1)


@contextmanager
def _turn(data: Path) -> Iterator[bool]:
    """Yield whether this process may copy: one at a time, however many workers there are."""
    descriptor = os.open(data / "copying", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(descriptor)


def _tell(what: str, text: Words, now: datetime) -> None:
    """Tell the administrators, once a day."""
    day = now.astimezone(HEAD_OFFICE).date()
    put(
        kind="upkeep",
        to=Address(role="administrator"),
        text=text,
        about=About("installation", "copies"),
        at=now,
        once_key=f"copies:{what}:{day}",
    )


def _plan() -> Plan:
    plan: Plan = settings.YINUO_COPIES
    return plan


def _data() -> Path:
    return Path(settings.YINUO_DATA)
