"""How a machine's move is done: checked, by the command, on the version it named, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yinuo.calls import access
from yinuo.calls.api import telling
from yinuo.calls.commands.gate import Deed
from yinuo.people import http

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from yinuo.calls.api.told import CallMoved, VoucherMoved
    from yinuo.calls.models import Call, Voucher
    from yinuo.people.http import Writing
    from yinuo.people.models import User

    Check = Callable[[User, str], object]


def deed_of(writing: Writing, claimed_at: datetime | None = None) -> Deed:
    """Return the deed of a writing request."""
    return Deed(writing.by, writing.at, claimed_at)


def call_move(
    request: HttpRequest, number: str, right: str, command: Callable[..., Call], **values: Any
) -> HttpResponse:
    """Do a move of a call for somebody who has the `right`, and answer what became of it."""

    def work(writing: Writing) -> CallMoved:
        access.check_call(writing.by, number, right)
        row = command(number=number, version=writing.version, deed=deed_of(writing), **values)
        return telling.moved_call(row)

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
        check(writing.by, number)
        deed = deed_of(writing, claimed_at)
        return telling.moved(command(number=number, version=writing.version, deed=deed, **values))

    return http.change(request, work)


def holding(right: str) -> Check:
    """Return the check that somebody has `right` over a voucher."""

    def check(user: User, number: str) -> None:
        access.check_voucher(user, number, right)

    return check
