"""One promise as pages show it: whose, about what, how it stands, how late, what proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.calendars.queries import working_calendar
from yinuo.desk import subjects
from yinuo.duties.rules import standing
from yinuo.duties.states import STANDING_WORDS, DutyState, Standing
from yinuo.lib import worktime
from yinuo.lib.words import Words, w
from yinuo.people.rights import ROLES

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from yinuo.calls.models import Call
    from yinuo.duties.models import Duty

HEADS = (
    w("条款", "Clause"),
    w("诺言", "Promise"),
    w("对象", "About"),
    w("客户", "Customer"),
    w("分公司", "Branch"),
    w("责任人", "Who owes it"),
    w("到期", "Due"),
    w("做到", "Done"),
    w("迟了（工作分钟）", "Late by (working minutes)"),
    w("进度", "How it stands"),
    w("原因", "Reason"),
    w("凭据", "Proof"),
)


class Kept:
    """One promise at `now`; `call` is what it is about, None for another subject or one not to be seen."""

    def __init__(self, duty: Duty, call: Call | None, now: datetime) -> None:
        self.duty = duty
        self.call = call
        self.now = now
        self.calendar = working_calendar(duty.branch.calendar_id)
        self.standing = standing(DutyState(duty.state), duty.due_at, now) or Standing.EXCUSED

    @property
    def said(self) -> Words:
        """How it stands, in words."""
        return STANDING_WORDS[self.standing]

    @property
    def who(self) -> Words:
        """Who owes it: the person, else the role."""
        owner = self.duty.owner
        return Words(owner.name, owner.name) if owner else ROLES[self.duty.owner_role]

    @property
    def customer(self) -> str:
        """The customer of the call it is about; empty without one."""
        return self.call.customer.name if self.call else ""

    @property
    def address(self) -> str:
        """The page of its subject; empty when there is none to be seen."""
        if self.duty.subject_kind == "call" and self.call is None:
            return ""
        return subjects.address(self.duty.subject_kind, self.duty.subject_key)

    @property
    def proof(self) -> str:
        """The beginning of the fingerprint of the journal line that settled it."""
        return self.duty.evidence[:10]

    @property
    def late_by(self) -> timedelta | None:
        """The working time from its due instant until it was kept, or until now; None unless it was late."""
        if self.standing not in (Standing.LATE, Standing.OVERDUE):
            return None
        return worktime.between(self.calendar, self.duty.due_at, self.duty.settled_at or self.now)

    def cells(self) -> list[object]:
        """Return the row of a table under `HEADS`."""
        duty, zone, late_by = self.duty, self.calendar.zone, self.late_by
        return [
            duty.clause,
            duty.words,
            duty.subject_key,
            self.customer,
            duty.branch.words,
            self.who,
            duty.due_at.astimezone(zone),
            duty.settled_at.astimezone(zone) if duty.settled_at else None,
            None if late_by is None else int(late_by.total_seconds() // 60),
            self.said,
            duty.reason,
            duty.evidence,
        ]
