"""Kinds of parameters and steps, and how far the product carries a clause out."""

from __future__ import annotations

from enum import StrEnum

from yinuo.lib.words import Words, w


class Kind(StrEnum):
    """What a parameter's value is; days of 0 end with the same day, working days with its working hours."""

    WORKING_MINUTES = "working_minutes"
    CLOCK_MINUTES = "clock_minutes"
    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"
    PERIOD = "period"
    TIME = "time"
    MONEY = "money"
    COUNT = "count"
    RATIO = "ratio"
    LIST = "list"
    CHOICE = "choice"
    TEXT = "text"
    STEPS = "steps"


class Carried(StrEnum):
    """How far the product carries a clause out now."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class StepKind(StrEnum):
    """What a step does: remind the one who owes, or bring it before somebody higher."""

    REMIND = "remind"
    ESCALATE = "escalate"


class Base(StrEnum):
    """From where a step is counted: a share of the promise, its opening, or its due instant."""

    SHARE = "share"
    OPENED = "opened"
    DUE = "due"


KIND_WORDS: dict[Kind, Words] = {
    Kind.WORKING_MINUTES: w("工作时间", "working time"),
    Kind.CLOCK_MINUTES: w("钟表时间", "clock time"),
    Kind.WORKING_DAYS: w("工作日", "working days"),
    Kind.DAYS: w("日历天", "calendar days"),
    Kind.MONTHS: w("月", "months"),
    Kind.PERIOD: w("周期", "period"),
    Kind.TIME: w("时刻", "time of day"),
    Kind.MONEY: w("金额", "money"),
    Kind.COUNT: w("数量", "count"),
    Kind.RATIO: w("比例或倍数", "share or factor"),
    Kind.LIST: w("清单", "list"),
    Kind.CHOICE: w("选择", "choice"),
    Kind.TEXT: w("文字", "text"),
    Kind.STEPS: w("提醒与上报", "reminders and escalation"),
}

CARRIED_WORDS: dict[Carried, Words] = {
    Carried.YES: w("已由系统执行", "carried out by the system"),
    Carried.PARTLY: w("部分由系统执行", "carried out in part"),
    Carried.NO: w("尚未由系统执行", "not carried out by the system yet"),
}

PERIOD_WORDS: dict[str, Words] = {
    "day": w("每日", "each day"),
    "week": w("每周", "each week"),
    "month": w("每月", "each month"),
    "quarter": w("每季", "each quarter"),
    "year": w("每年", "each year"),
}

PART_WORDS: dict[str, Words] = {
    "who": w("责任人", "Who"),
    "by_when": w("时限", "By when"),
    "evidence": w("凭据", "Evidence"),
    "consequence": w("未做到", "If not"),
}

TAB_WORDS: dict[str, Words] = {
    "P": w("软件系统", "Delivered systems"),
    "G": w("上门与维修", "Goods"),
    "S": w("服务过程", "Service process"),
    "D": w("产品约定", "Settled by the product"),
}

REST_WORDS: dict[str, Words] = {
    "calls": w("叫修", "Calls"),
    "due": w("到期提示", "Due marks"),
    "visits": w("上门", "Visits"),
    "photos": w("照片与文件", "Photos and files"),
    "duties": w("守诺", "Promises"),
}
