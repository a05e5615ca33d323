"""How a machine's move is done: checked, by the command, on the version it named, once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from yinuo.calls import access
from yinuo.calls.api import telling
from yinuo.calls.commands.gate import Deed
from yinuo.people import access as rights
from yinuo.people import http

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from yinuo.calls.api.told import CallMoved, VoucherMoved
    from yinuo.calls.models import Call, Voucher
    from yinuo.people.http import Writing
    from yinuo.people.models import User

    Check = Callable[[User, Any], None]
    """Refuses what is not for the person to do with a call, or a voucher, that the command has locked."""


def deed_of(writing: Writing, claimed_at: datetime | None = None, *, check: Check | None = None) -> Deed:
    """Return the deed of a writing request; `check` is asked by the command with what it has locked.

    NotAllowed for somebody who may see no call at all.
    """
    if check is None:
        return Deed(writing.by, writing.at, claimed_at)
    rights.require_somewhere(writing.by, "call.see")
    return Deed(writing.by, writing.at, claimed_at, partial(check, writing.by))


def call_move(
    request: HttpRequest, number: str, right: str, command: Callable[..., Call], **values: Any
) -> HttpResponse:
    """Do a move of a call for somebody who has the `right`, and answer what became of it."""

    def work(writing: Writing) -> CallMoved:
        deed = deed_of(writing, check=having(right))
        return telling.moved_call(command(number=number, version=writing.version, deed=deed, **values))

    return http.change(request, work)


def voucher_move(
    request: HttpRequest,
    number: str,
    check: Check,
    command: Callable[..., Voucher],
    **values: Any,
) -> HttpResponse:
    """Do a move of a voucher for somebody whom `check` lets, and answer what became of it.

    `claimed_at` among the values is the instant by the person's own device.
    """
    claimed_at = values.pop("claimed_at", None)

    def work(writing: Writing) -> VoucherMoved:
        deed = deed_of(writing, claimed_at, check=check)
        return telling.moved(command(number=number, version=writing.version, deed=deed, **values))

    return http.change(request, work)


def having(right: str) -> Check:
    """Return the check that somebody has `right` over a call."""
    return partial(access.may_do, deed=right)


def holding(right: str) -> Check:
    """Return the check that somebody has `right` over a voucher."""
    return partial(access.may_do_with, deed=right)
