"""Days and instants in the words people say, in a zone and relative to now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.lib.words import Words, w

if TYPE_CHECKING:
    from datetime import date, datetime, tzinfo

WEEKDAYS = (
    w("星期一", "Monday"),
    w("星期二", "Tuesday"),
    w("星期三", "Wednesday"),
    w("星期四", "Thursday"),
    w("星期五", "Friday"),
    w("星期六", "Saturday"),
    w("星期日", "Sunday"),
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NEAR = {
    -1: (w("昨天", "yesterday"), w("昨", "yest")),
    0: (w("今天", "today"), w("", "")),
    1: (w("明天", "tomorrow"), w("明", "tmr")),
}


def clock(instant: datetime, zone: tzinfo) -> str:
    """Return the time of day with two digits: 09:05."""
    return f"{instant.astimezone(zone):%H:%M}"


def day(value: date, today: date) -> Words:
    """Say a day; the year only when it is not the present one: 11 月 24 日, 31 Mar 2027."""
    zh = f"{value.month} 月 {value.day} 日"
    en = f"{value.day} {MONTHS[value.month - 1]}"
    return Words(zh, en) if value.year == today.year else Words(f"{value.year} 年 {zh}", f"{en} {value.year}")


def month(value: date) -> Words:
    """Say a month with its year: 2026 年 11 月, Nov 2026."""
    return Words(f"{value.year} 年 {value.month} 月", f"{MONTHS[value.month - 1]} {value.year}")


def weekday(value: date, today: date) -> Words:
    """Say a day with its weekday: 11 月 24 日，星期二."""
    said, name = day(value, today), WEEKDAYS[value.weekday()]
    return Words(f"{said.zh}，{name.zh}", f"{name.en}, {said.en}")


def when(instant: datetime, now: datetime, zone: tzinfo) -> Words:
    """Say an instant in a sentence: 今天 09:05, 明天 09:05, 11 月 26 日 09:05."""
    local, today = instant.astimezone(zone), now.astimezone(zone).date()
    near = NEAR.get((local.date() - today).days)
    said = near[0] if near else day(local.date(), today)
    return Words(f"{said.zh} {local:%H:%M}", f"{said.en} {local:%H:%M}")


def brief(instant: datetime, now: datetime, zone: tzinfo) -> Words:
    """Say an instant in a column: 09:05, 明 08:59, 11-26 08:59; another year 2025-11-26."""
    local, today = instant.astimezone(zone), now.astimezone(zone).date()
    near = NEAR.get((local.date() - today).days)
    if near:
        return Words(f"{near[1].zh} {local:%H:%M}".strip(), f"{near[1].en} {local:%H:%M}".strip())
    shape = "%m-%d %H:%M" if local.year == today.year else "%Y-%m-%d"
    return Words(local.strftime(shape), local.strftime(shape))
