"""One call with everything its page shows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from yinuo.agreements.models import Contract
from yinuo.agreements.queries import as_cover
from yinuo.agreements.rules import left
from yinuo.calls.access import shown
from yinuo.calls.models import Voucher
from yinuo.calls.queries.jobs import whole
from yinuo.calls.queries.register import last_services
from yinuo.duties.queries import of_subject
from yinuo.duties.states import DutyState
from yinuo.journal.commands import not_found
from yinuo.journal.queries import timeline

if TYPE_CHECKING:
    from yinuo.calls.models import Attachment, Call, Record, Signature, Visit
    from yinuo.duties.models import Duty
    from yinuo.journal.models import Entry
    from yinuo.lib.words import Words
    from yinuo.people.models import User

YEAR = timedelta(days=365)


@dataclass(slots=True)
class Sight:
    """A call as its page shows it, with one of its vouchers in front."""

    call: Call
    vouchers: list[Voucher]
    voucher: Voucher
    entries: list[Entry] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    services: list[Voucher] = field(default_factory=list)
    contract: Contract | None = None
    of_year: int = 0

    @property
    def contract_left(self) -> Words | None:
        """What is left of the contract's visits and hours."""
        return left(as_cover(self.contract)) if self.contract else None

    @property
    def record(self) -> Record | None:
        """The newest version of the last section of the voucher's record."""
        latest = [each for each in self.voucher.records.all() if each.latest]
        return max(latest, key=lambda each: each.section, default=None)

    @property
    def visit(self) -> Visit | None:
        """The voucher's last visit."""
        return max(self.voucher.visits.all(), key=lambda each: each.position, default=None)

    @property
    def signature(self) -> Signature | None:
        """The signature that stands."""
        standing = [each for each in self.voucher.signatures.all() if not each.superseded]
        return standing[-1] if standing else None

    @property
    def files(self) -> list[Attachment]:
        """The files of the voucher, without drawn signatures."""
        return [each for each in self.voucher.attachments.all() if each.kind != "signature"]

    @property
    def amended(self) -> list[list[Record]]:
        """The sections of the record that have more than one version, oldest version first."""
        sections: dict[int, list[Record]] = defaultdict(list)
        for each in self.voucher.records.all():
            sections[each.section].append(each)
        return [versions for versions in sections.values() if len(versions) > 1]

    def next_duty(self, user: User) -> Duty | None:
        """Return the open duty that is due first: of those that `user` owes, else of all."""
        waiting = [duty for duty in self.duties if duty.state == DutyState.OPEN]
        mine = [duty for duty in waiting if _owes(user, duty)]
        return min(mine or waiting, key=lambda duty: duty.due_at, default=None)


def _owes(user: User, duty: Duty) -> bool:
    if duty.owner_id is not None:
        return duty.owner_id == user.pk
    return duty.owner_role in user.roles and user.branch_id in (None, duty.branch_id)


def sight(call: Call, position: int, user: User) -> Sight:
    """Return the call with the vouchers that `user` may see, the one at `position` in front; 0 is the first.

    NotFound when there is none at `position`, or none for `user` to see.
    """
    vouchers = shown(user, list(whole().filter(call=call).order_by("position")))
    voucher = next((each for each in vouchers if position in (0, each.position)), None)
    if voucher is None:
        raise not_found("voucher")
    for each in vouchers:
        each.call = call
    found = Sight(call, vouchers, voucher)
    found.entries = list(timeline(call.SUBJECT, call.number))
    found.duties = list(of_subject(call.SUBJECT, call.number).select_related("branch", "owner"))
    if voucher.device_id:
        found.services = last_services(voucher.device_id, before=voucher.pk)
        since = call.reported_at - YEAR
        of_device = Voucher.objects.filter(device=voucher.device_id, call__reported_at__gt=since)
        found.of_year = of_device.filter(call__reported_at__lte=call.reported_at).count()
    if voucher.contract:
        found.contract = Contract.objects.filter(number=voucher.contract).first()
    return found
