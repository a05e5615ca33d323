"""Faults planted on purpose, each one a way to break the promise; the harnesses have to find them.

`PLANTED` names the fault; `tests.crashes.planted` are the settings of an installation that has it.
"""

from __future__ import annotations

import os
import threading
import time
from itertools import count
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig

if TYPE_CHECKING:
    from collections.abc import Callable

PAUSE = 0.04
SETTINGS = "tests.crashes.planted"


def commit_before_line() -> None:
    """The row is committed before its line in the journal."""
    from yinuo.journal import commands
    from yinuo.journal.models import Entry

    plain = commands.append

    def append(row: Any) -> Any:
        if isinstance(row, Entry):
            commit_now()
        return plain(row)

    commands.append = append


def claim_apart() -> None:
    """The claim of a key is a transaction of its own, after the work's."""
    from django.db import transaction

    from yinuo.journal import requests

    def tried(claim: Any, work: Callable[[], Any]) -> Any:
        first = requests.Answer.objects.filter(by_id=claim.by_id, key=claim.key).first()
        if first is not None:
            return requests.Reply(first.status, first.body)
        with transaction.atomic():
            reply = work()
        time.sleep(PAUSE)
        claim.pk, claim.status, claim.body = None, reply.status, reply.body
        requests.append(claim)
        return reply

    requests._tried = tried


def answer_before_commit() -> None:
    """The answer leaves while the transaction is still open."""
    from django.db import connections

    from yinuo.people import http

    plain = http.once

    def once(*, work: Callable[[], Any], **named: Any) -> Any:
        told: list[Any] = []
        heard = threading.Event()

        def early() -> Any:
            told.append(work())
            heard.set()
            time.sleep(PAUSE)
            return told[0]

        def whole() -> None:
            try:
                told.append(plain(work=early, **named))
            except Exception as problem:  # noqa: BLE001 - raised again where it was asked
                told.append(problem)
            finally:
                heard.set()
                connections.close_all()

        threading.Thread(target=whole).start()
        heard.wait()
        if isinstance(told[0], Exception):
            raise told[0]
        return told[0]

    http.once = once


def message_before_commit() -> None:
    """A worker's message is out before its step is committed, each time under another key."""
    from yinuo.duties import jobs

    plain, tries = jobs.put, count()

    def put(*, once_key: str, **named: Any) -> None:
        plain(once_key=f"{once_key}{os.getpid()}{next(tries)}", **named)
        commit_now()

    jobs.put = put


def work_without_claim() -> None:
    """A worker claims a step only after it was done and committed."""
    from yinuo.duties import jobs

    plain = jobs._claim

    def claim(*arguments: Any) -> None:
        commit_now()
        plain(*arguments)

    jobs._claim = claim


def commit_now() -> None:
    """Commit in the middle of a step and go on in a new transaction."""
    from django.db import connection

    if connection.savepoint_ids or not connection.in_atomic_block:
        return
    connection._commit()
    time.sleep(PAUSE)
    if connection.vendor == "sqlite":
        connection._start_transaction_under_autocommit()


FAULTS = (commit_before_line, claim_apart, answer_before_commit, message_before_commit, work_without_claim)


class Planted(AppConfig):
    """Plants the fault when Django is ready."""

    name = "tests.crashes"
    label = "crashes"

    def ready(self) -> None:
        {fault.__name__: fault for fault in FAULTS}[os.environ["PLANTED"]]()
