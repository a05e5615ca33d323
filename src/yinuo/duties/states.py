"""The states of a duty. Overdue is not one of them: it is derived from the due instant."""

from __future__ import annotations

from enum import StrEnum

from yinuo.lib.words import w


class DutyState(StrEnum):
    """What became of a duty."""

    OPEN = "open"
    MET = "met"
    MET_LATE = "met_late"
    EXCUSED = "excused"
    CANCELLED = "cancelled"


DUTY_WORDS = {
    DutyState.OPEN: w("未了", "open"),
    DutyState.MET: w("守诺", "kept"),
    DutyState.MET_LATE: w("迟了才做", "kept late"),
    DutyState.EXCUSED: w("已免责", "excused"),
    DutyState.CANCELLED: w("已取消", "cancelled"),
}


class Standing(StrEnum):
    """How a promise counts at an instant; one that was cancelled does not count."""

    KEPT = "kept"
    LATE = "late"
    OVERDUE = "overdue"
    WAITING = "waiting"
    EXCUSED = "excused"


STANDING_WORDS = {
    Standing.KEPT: w("守住", "kept"),
    Standing.LATE: w("迟了才做", "kept late"),
    Standing.OVERDUE: w("迟了还没做", "overdue"),
    Standing.WAITING: w("未到期", "not due yet"),
    Standing.EXCUSED: w("已免责", "excused"),
}
