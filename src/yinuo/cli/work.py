"""`yinuo work`, `yinuo tick`: answer the clock, for ever or once."""

from __future__ import annotations

import signal
import threading
from datetime import datetime

import click

from yinuo.cli.ready import now, set_up_with_database, use_installation
from yinuo.cli.say import Stop, say
from yinuo.lib.words import w

PAUSE_SECONDS = 1.0
DONE = w("做了 {n} 件到期的事。", "{n} due things done.")
NO_INSTANT = w(
    "看不懂这个时刻：{text}（要写成 2026-11-24T09:00:00+08:00）。",
    "Not an instant: {text} (write 2026-11-24T09:00:00+08:00).",
)


@click.command()
def work() -> None:
    """做到期的事：提醒、升级、通知……直到停止。

    Do what falls due (reminders, escalations, messages) until stopped.
    """
    end = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: end.set())
    use_installation()
    set_up_with_database()
    while not end.is_set():
        if not one_round(now()):
            end.wait(PAUSE_SECONDS)


@click.command()
@click.option("--at", "text", metavar="INSTANT", help="假定现在是这个时刻。 As if it were this instant.")
def tick(text: str | None) -> None:
    """只做一轮到期的事。 One pass over what is due."""
    at = instant(text) if text else None
    set_up_with_database()
    say(DONE.format(n=one_round(at or now())))


def one_round(at: datetime) -> int:
    """Do everything due at `at` on fresh connections; return how much it was."""
    from django.db import close_old_connections

    from yinuo.config.jobs import run_due
    from yinuo.upkeep.health import beat

    close_old_connections()
    done = run_due(at)
    beat()
    return done


def instant(text: str) -> datetime:
    """Read an ISO 8601 instant with its offset. Stops for anything else."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise Stop(NO_INSTANT.format(text=text)) from error
    if at.tzinfo is None:
        raise Stop(NO_INSTANT.format(text=text))
    return at
