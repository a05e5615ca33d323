"""Who may see and do what with calls and vouchers; fetched and checked in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from yinuo.calls.models import Call, Helper, Visit, Voucher
from yinuo.calls.queries import jobs, register
from yinuo.journal.commands import not_found
from yinuo.lib.refusal import NotFound
from yinuo.people import access
from yinuo.people.rights import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from yinuo.calls.models import Attachment
    from yinuo.people.models import User


def visible(user: User) -> QuerySet[Call]:
    """Return the calls `user` may see: those of all branches, of the own one, or those worked on."""
    reached = access.require_somewhere(user, "call.see")
    if reached is Scope.ALL:
        return Call.objects.all()
    if reached is Scope.BRANCH:
        return Call.objects.filter(branch_id=user.branch_id or 0)
    return Call.objects.filter(pk__in=_worked_on(user).values("call_id"))


def call_for(user: User, number: str, deed: str = "call.see") -> Call:
    """Return call `number` for `deed`; NotFound when not to be seen, NotAllowed when only the deed is."""
    call = register.whole(visible(user)).filter(number=number).first()
    if call is None:
        raise not_found("call")
    access.require(user, deed, branch_id=call.branch_id, own=True)
    return call


def voucher_for(user: User, number: str, deed: str = "call.see") -> Voucher:
    """Return voucher `number` for `deed`; own means that `user` leads or helps on one of its visits."""
    reached = access.require_somewhere(user, "call.see")
    voucher = jobs.voucher(number)
    own = owns(user, voucher)
    branch_id = voucher.call.branch_id
    if not (reached is Scope.ALL or own or (reached is Scope.BRANCH and branch_id == user.branch_id)):
        raise not_found("voucher")
    access.require(user, deed, branch_id=branch_id, own=own)
    return voucher


def owns(user: User, voucher: Voucher) -> bool:
    """Whether `user` leads or helps on one of the visits; no query when the voucher came whole."""
    return any(
        visit.lead_id == user.pk or user.pk in [helper.user_id for helper in visit.helpers.all()]
        for visit in voucher.visits.all()
    )


def shown(user: User, vouchers: Sequence[Voucher]) -> list[Voucher]:
    """Return those of one call's vouchers that `user` may see: with an own reach only those worked on."""
    own_only = access.require_somewhere(user, "call.see") is Scope.OWN
    return [voucher for voucher in vouchers if not own_only or owns(user, voucher)]


def attachment_for(user: User, key: int) -> Attachment:
    """Return file `key` of a voucher that `user` may see; NotFound, as for none, otherwise."""
    access.require_somewhere(user, "call.see")
    found = jobs.attachment(key)
    try:
        check_voucher(user, found.voucher.number, "call.see")
    except NotFound:
        raise not_found("file") from None
    return found


def voucher_to_work_on(user: User, number: str) -> Voucher:
    """Return voucher `number` for its current lead; administrators may stand in."""
    voucher = voucher_for(user, number, "voucher.work")
    lead = next((visit.lead_id for visit in voucher.visits.all() if visit.current), None)
    if access.scope(user, "voucher.work") is not Scope.ALL and lead != user.pk:
        raise access.refused("voucher.work")
    return voucher


def check_call(user: User, number: str, deed: str) -> None:
    """Refuse as `call_for` does, without fetching the call; one query."""
    branch_id = visible(user).filter(number=number).values_list("branch_id", flat=True).first()
    if branch_id is None:
        raise not_found("call")
    access.require(user, deed, branch_id=branch_id, own=True)


def may_do(user: User, call: Call, deed: str) -> None:
    """Refuse as `call_for` does, of a call that was read with its vouchers and visits."""
    reached = access.require_somewhere(user, "call.see")
    there = reached is Scope.BRANCH and call.branch_id == user.branch_id
    if not (reached is Scope.ALL or there or (reached is Scope.OWN and _worked_on_one(user, call))):
        raise not_found("call")
    access.require(user, deed, branch_id=call.branch_id, own=True)


def check_voucher(user: User, number: str, deed: str) -> int:
    """Refuse as `voucher_for` does, without fetching the voucher; one query. Return the key of the branch."""
    branch_id, own, _leads = _standing(user, number)
    access.require(user, deed, branch_id=branch_id, own=own)
    return branch_id


def may_do_with(user: User, voucher: Voucher, deed: str) -> None:
    """Refuse as `voucher_for` does, of a voucher that was read with its call and visits."""
    branch_id, own, _leads = _standing_of(user, voucher)
    access.require(user, deed, branch_id=branch_id, own=own)


def check_work(user: User, number: str) -> None:
    """Refuse as `voucher_to_work_on` does, without fetching the voucher; one query."""
    _require_work(user, *_standing(user, number))


def may_work(user: User, voucher: Voucher) -> None:
    """Refuse as `voucher_to_work_on` does, of a voucher that was read with its call and visits."""
    _require_work(user, *_standing_of(user, voucher))


def _require_work(user: User, branch_id: int, own: bool, leads: bool) -> None:
    access.require(user, "voucher.work", branch_id=branch_id, own=own)
    if access.scope(user, "voucher.work") is not Scope.ALL and not leads:
        raise access.refused("voucher.work")


def check_handing_over(user: User, number: str) -> None:
    """Refuse unless `user` may hand a job over midway: who leads it now, or who dispatches at its branch."""
    branch_id, _own, _leads = _standing(user, number)
    if not access.may(user, "call.dispatch", branch_id=branch_id):
        check_work(user, number)


def check_adding(user: User, number: str) -> None:
    """Refuse unless `user` may add files to a voucher: who works on it, or who files at its branch."""
    branch_id, own, _leads = _standing(user, number)
    if not access.may(user, "call.file", branch_id=branch_id):
        access.require(user, "voucher.work", branch_id=branch_id, own=own)


def _standing(user: User, number: str) -> tuple[int, bool, bool]:
    """Return the branch of a voucher, whether it is the user's own, and whether the user leads it now."""
    reached = access.require_somewhere(user, "call.see")
    led = Visit.objects.filter(voucher=OuterRef("pk"), lead=user)
    helped = Helper.objects.filter(visit__voucher=OuterRef("pk"), user=user)
    found = Voucher.objects.filter(number=number).values_list(
        "call__branch_id", Exists(led), Exists(helped), Exists(led.filter(current=True))
    )
    standing = found.first()
    if standing is None:
        raise not_found("voucher")
    branch_id, has_led, helps, leads = standing
    return _seen(user, reached, branch_id, has_led or helps, leads)


def _standing_of(user: User, voucher: Voucher) -> tuple[int, bool, bool]:
    """Return what `_standing` returns; no query for whoever leads."""
    reached = access.require_somewhere(user, "call.see")
    led = [visit for visit in voucher.visits.all() if visit.lead_id == user.pk]
    own = bool(led) or Helper.objects.filter(visit__voucher=voucher, user=user).exists()
    return _seen(user, reached, voucher.call.branch_id, own, any(visit.current for visit in led))


def _seen(user: User, reached: Scope, branch_id: int, own: bool, leads: bool) -> tuple[int, bool, bool]:
    if not (reached is Scope.ALL or own or (reached is Scope.BRANCH and branch_id == user.branch_id)):
        raise not_found("voucher")
    return branch_id, own, leads


def _worked_on_one(user: User, call: Call) -> bool:
    vouchers = call.vouchers.all()
    led = any(visit.lead_id == user.pk for voucher in vouchers for visit in voucher.visits.all())
    return led or Helper.objects.filter(visit__voucher__in=list(vouchers), user=user).exists()


def ledger_lines(user: User, lines: QuerySet[Visit]) -> QuerySet[Visit]:
    """Return those of the ledger lines that `user` may see."""
    reached = access.require_somewhere(user, "ledger.see")
    if reached is Scope.ALL:
        return lines
    if reached is Scope.BRANCH:
        return lines.filter(voucher__call__branch_id=user.branch_id or 0)
    return lines.filter(lead=user)


def seen_branches(user: User) -> list[str] | None:
    """Return the codes of the branches whose calls `user` may see; empty for all, None for those worked on.

    NotAllowed for roles that see none.
    """
    reached = access.require_somewhere(user, "call.see")
    if reached is Scope.OWN:
        return None
    return [] if reached is Scope.ALL else [user.branch.code if user.branch else ""]


def _worked_on(user: User) -> QuerySet[Voucher]:
    helped = Helper.objects.filter(user=user).values("visit__voucher_id")
    led = Visit.objects.filter(lead=user).values("voucher_id")
    return Voucher.objects.filter(Q(pk__in=led) | Q(pk__in=helped))
