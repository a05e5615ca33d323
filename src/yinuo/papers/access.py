"""Which papers somebody may print: those of what one may read; anything else is not found."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from yinuo.calls import access as calls_access
from yinuo.calls.commands.closing import day_key, of_day
from yinuo.calls.models import Visit
from yinuo.calls.queries import jobs, register
from yinuo.journal.commands import not_found
from yinuo.lib.refusal import Refused
from yinuo.lib.words import w
from yinuo.papers import content
from yinuo.papers.orders import Piece
from yinuo.papers.states import Paper
from yinuo.people import access

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yinuo.calls.models import Voucher
    from yinuo.people.models import Branch, User

NOT_SIGNED = w("{number} 还没有签字。", "{number} is not signed yet.")


def vouchers(user: User, numbers: Sequence[str]) -> list[Piece]:
    """Return the vouchers to print, in the order asked for. NotFound when one is not to be seen."""
    found = _whole(user, numbers)
    return [Piece(Paper.VOUCHER, number, found[number]) for number in numbers]


def signed(user: User, numbers: Sequence[str]) -> list[Piece]:
    """Return the signed copies of vouchers. NotFound as `vouchers`, Refused `not_signed`."""
    found = _whole(user, numbers)
    return [_signed(found[number]) for number in numbers]


def receipts(user: User, numbers: Sequence[str]) -> list[Piece]:
    """Return the receipt forms to print. NotFound when one is not to be seen."""
    access.require_somewhere(user, "call.see")
    places = dict(
        Visit.objects.filter(receipt_number__in=[each for each in numbers if each]).values_list(
            "receipt_number", "voucher__number"
        )
    )
    if len(places) != len(set(numbers)):
        raise not_found("receipt")
    found = _whole(user, sorted(set(places.values())), "receipt")
    return [_receipt(found[places[number]], number) for number in numbers]


def of_voucher(user: User, number: str) -> list[Piece]:
    """Return every paper of one voucher: itself, its receipt forms, its signed copy. NotFound, NotAllowed."""
    (voucher,) = vouchers(user, [number])
    row = _whole(user, [number])[number]
    pieces = [_receipt(row, visit.receipt_number) for visit in row.visits.all() if visit.receipt_number]
    copy = [_signed(row)] if content.standing(row) else []
    return [voucher, *pieces, *copy]


def day(user: User, code: str, when: date, *, with_vouchers: bool = False) -> list[Piece]:
    """Return the register of a branch's day, and the vouchers of the day when asked. NotFound, NotAllowed."""
    where = branch(user, code)
    calls = list(register.whole(of_day(where, when).filter(pk__in=calls_access.visible(user))))
    book = Piece(Paper.REGISTER, day_key(where, when), branch=where, day=when, calls=calls)
    if not with_vouchers:
        return [book]
    numbers = [each.number for call in calls for each in call.vouchers.all()]
    return [book, *vouchers(user, numbers)]


def branch(user: User, code: str) -> Branch:
    """Return a branch whose calls the person sees. NotAllowed without the right, NotFound out of reach."""
    access.require_somewhere(user, "call.see")
    found = access.branches(user, "call.see").filter(code=code).first()
    if found is None:
        raise not_found("branch")
    return found


def again(user: User, wanted: Sequence[tuple[str, str]]) -> list[Piece]:
    """Return the pieces of an order that was counted, by paper and number, with the rows as they are now."""
    by_kind: dict[str, list[str]] = {}
    for paper, number in wanted:
        by_kind.setdefault(paper, []).append(number)
    found: dict[tuple[str, str], Piece] = {}
    for paper, numbers in by_kind.items():
        pieces = BY_PAPER[Paper(paper)](user, numbers)
        found |= {(paper, piece.number): piece for piece in pieces}
    return [found[each] for each in wanted]


def _books(user: User, keys: Sequence[str]) -> list[Piece]:
    return [piece for key in keys for piece in _book(user, key)]


def _book(user: User, key: str) -> list[Piece]:
    code, _dash, digits = key.rpartition("-")
    return day(user, code, date.fromisoformat(digits))


BY_PAPER = {
    Paper.VOUCHER: vouchers,
    Paper.SIGNED: signed,
    Paper.RECEIPT: receipts,
    Paper.REGISTER: _books,
}


def _whole(user: User, numbers: Sequence[str], kind: str = "voucher") -> dict[str, Voucher]:
    seen = jobs.whole().filter(number__in=numbers, call__in=calls_access.visible(user))
    found = {each.number: each for each in seen}
    if any(number not in found for number in numbers):
        raise not_found(kind)
    return found


def _signed(row: Voucher) -> Piece:
    signature = content.standing(row)
    if signature is None:
        raise Refused("not_signed", NOT_SIGNED.format(number=row.number))
    return Piece(Paper.SIGNED, row.number, row, signature=signature)


def _receipt(row: Voucher, number: str) -> Piece:
    visit = next(each for each in row.visits.all() if each.receipt_number == number)
    visit.voucher = row
    return Piece(Paper.RECEIPT, number, row, visit)
