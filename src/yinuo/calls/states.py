"""The states of calls and vouchers, the table of allowed moves, and the words of the main job."""

from __future__ import annotations

from enum import StrEnum

from yinuo.lib.moves import Moves
from yinuo.lib.words import w


class State(StrEnum):
    """Where a call, or a voucher of it, stands. Only a call waits for approval."""

    AWAITING_APPROVAL = "awaiting_approval"
    REGISTERED = "registered"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    UNDER_WAY = "under_way"
    ON_SITE = "on_site"
    DONE = "done"
    FILED = "filed"
    CANCELLED = "cancelled"
    DUPLICATE = "duplicate"


STATE_WORDS = {
    State.AWAITING_APPROVAL: w("待批准", "awaiting approval"),
    State.REGISTERED: w("待派工", "to dispatch"),
    State.DISPATCHED: w("已派工", "dispatched"),
    State.ACCEPTED: w("已接受", "accepted"),
    State.UNDER_WAY: w("出发", "under way"),
    State.ON_SITE: w("处理中", "on site"),
    State.DONE: w("已完成", "done"),
    State.FILED: w("已归档", "filed"),
    State.CANCELLED: w("已作废", "cancelled"),
    State.DUPLICATE: w("并号", "duplicate"),
}

OPEN = (
    State.AWAITING_APPROVAL,
    State.REGISTERED,
    State.DISPATCHED,
    State.ACCEPTED,
    State.UNDER_WAY,
    State.ON_SITE,
    State.DONE,
)
WAITING = (State.AWAITING_APPROVAL, State.REGISTERED)
PROGRESS = (
    State.REGISTERED,
    State.DISPATCHED,
    State.ACCEPTED,
    State.UNDER_WAY,
    State.ON_SITE,
    State.DONE,
    State.FILED,
)

MOVES: Moves[State] = Moves(
    {
        (State.AWAITING_APPROVAL, "approve"): State.REGISTERED,
        (State.AWAITING_APPROVAL, "cancel"): State.CANCELLED,
        (State.AWAITING_APPROVAL, "duplicate"): State.DUPLICATE,
        (State.REGISTERED, "dispatch"): State.DISPATCHED,
        (State.REGISTERED, "solve_remotely"): State.DONE,
        (State.REGISTERED, "cancel"): State.CANCELLED,
        (State.REGISTERED, "duplicate"): State.DUPLICATE,
        (State.DISPATCHED, "accept"): State.ACCEPTED,
        (State.DISPATCHED, "decline"): State.REGISTERED,
        (State.DISPATCHED, "dispatch"): State.DISPATCHED,
        (State.DISPATCHED, "solve_remotely"): State.DONE,
        (State.DISPATCHED, "cancel"): State.CANCELLED,
        (State.DISPATCHED, "duplicate"): State.DUPLICATE,
        (State.ACCEPTED, "set_out"): State.UNDER_WAY,
        (State.ACCEPTED, "decline"): State.REGISTERED,
        (State.ACCEPTED, "hand_over"): State.DISPATCHED,
        (State.ACCEPTED, "solve_remotely"): State.DONE,
        (State.ACCEPTED, "cancel"): State.CANCELLED,
        (State.UNDER_WAY, "arrive"): State.ON_SITE,
        (State.UNDER_WAY, "hand_over"): State.DISPATCHED,
        (State.UNDER_WAY, "cancel"): State.CANCELLED,
        (State.ON_SITE, "record"): State.ON_SITE,
        (State.ON_SITE, "escalate"): State.ON_SITE,
        (State.ON_SITE, "sign"): State.ON_SITE,
        (State.ON_SITE, "hand_over"): State.DISPATCHED,
        (State.ON_SITE, "leave"): State.DONE,
        (State.ON_SITE, "leave_open"): State.REGISTERED,
        (State.DONE, "sign"): State.DONE,
        (State.DONE, "amend"): State.DONE,
        (State.DONE, "receive"): State.DONE,
        (State.DONE, "file"): State.FILED,
        (State.DONE, "send_back"): State.REGISTERED,
        (State.FILED, "amend"): State.FILED,
    }
)


class Channel(StrEnum):
    """How a request came (S1.1)."""

    TELEPHONE = "telephone"
    LETTER = "letter"
    WALK_IN = "walk_in"
    EMAIL = "email"
    PORTAL = "portal"
    CODE = "code"
    API = "api"


CHANNEL_WORDS = {
    Channel.TELEPHONE: w("电话", "telephone"),
    Channel.LETTER: w("来信", "letter"),
    Channel.WALK_IN: w("到店", "walk-in"),
    Channel.EMAIL: w("邮件", "e-mail"),
    Channel.PORTAL: w("客户页面", "portal"),
    Channel.CODE: w("设备码", "device code"),
    Channel.API: w("接口", "API"),
}


class Kind(StrEnum):
    """What kind of request a call is."""

    BREAKDOWN = "breakdown"
    MAINTENANCE = "maintenance"
    INSTALLATION = "installation"
    ADVICE = "advice"
    OTHER = "other"


KIND_WORDS = {
    Kind.BREAKDOWN: w("故障", "breakdown"),
    Kind.MAINTENANCE: w("保养", "maintenance"),
    Kind.INSTALLATION: w("安装", "installation"),
    Kind.ADVICE: w("咨询", "advice"),
    Kind.OTHER: w("其他", "other"),
}


class Injury(StrEnum):
    """The answer to: was anyone hurt, or could anyone have been (decision 10)?"""

    NO = "no"
    YES = "yes"
    UNCLEAR = "unclear"


INJURY_WORDS = {
    Injury.NO: w("没有", "no"),
    Injury.YES: w("有或可能", "yes, or could have been"),
    Injury.UNCLEAR: w("不清楚", "unclear"),
}


class Outcome(StrEnum):
    """How a visit ended (decision 2), or that none was needed (decision 4)."""

    DONE = "done"
    CONTINUED = "continued"
    TAKEN_AWAY = "taken_away"
    NOBODY_THERE = "nobody_there"
    REFUSED = "refused"
    NOT_NEEDED = "not_needed"
    BY_TELEPHONE = "by_telephone"


OUTCOME_WORDS = {
    Outcome.DONE: w("完成", "done"),
    Outcome.CONTINUED: w("未完，改日继续", "to be continued"),
    Outcome.TAKEN_AWAY: w("取回维修", "taken away"),
    Outcome.NOBODY_THERE: w("无人", "nobody there"),
    Outcome.REFUSED: w("客户拒绝", "refused"),
    Outcome.NOT_NEEDED: w("不需要了", "not needed"),
    Outcome.BY_TELEPHONE: w("电话解决", "solved by telephone"),
}
CLOSING = (Outcome.DONE, Outcome.NOT_NEEDED)


class Purpose(StrEnum):
    """What a signature is given for (decision 3)."""

    COMPLETED = "completed"
    TAKEN_AWAY = "taken_away"
    RETURNED = "returned"


PURPOSE_WORDS = {
    Purpose.COMPLETED: w("完成", "completed"),
    Purpose.TAKEN_AWAY: w("取走", "taken away"),
    Purpose.RETURNED: w("送回", "returned"),
}


class SignatureKind(StrEnum):
    """How a signature was given."""

    DRAWN = "drawn"
    CODE = "code"
    SCAN = "scan"
    NONE = "none"


class CodeWay(StrEnum):
    """How a signing code reaches the customer: as a short message, or read out by the clerks."""

    MESSAGE = "message"
    CLERK = "clerk"


SIGNATURE_WORDS = {
    SignatureKind.DRAWN: w("手写", "drawn"),
    SignatureKind.CODE: w("电话验证码", "code by telephone"),
    SignatureKind.SCAN: w("签章扫描", "scan of the signed or chopped paper"),
    SignatureKind.NONE: w("未签字", "none"),
}

UNSIGNED_WORDS = {
    "nobody_authorised": w("没有有权签字的人", "nobody there may sign"),
    "customer_left": w("客户已离开", "the customer had left"),
    "refused": w("客户拒签", "the customer refused"),
    "clean_area": w("洁净区不能带设备", "clean area, no device allowed"),
    "device_failed": w("手机或网络故障", "the phone or network failed"),
    "other": w("其他", "other"),
}

POINT_WORDS = {
    "introduced": w("已自我介绍", "introduced myself"),
    "tidy": w("着装整洁", "tidy"),
    "site_clean": w("现场已清理", "site left clean"),
    "data_kept": w("未动客户数据", "data rules kept"),
    "safety_kept": w("遵守安全规定", "safety rules kept"),
}
