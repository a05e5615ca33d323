"""Lengths of time in the words people say: 1 小时 20 分, 1 h 20 min."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.lib.words import Words

if TYPE_CHECKING:
    from datetime import timedelta

_DAY = ("天", "d")
_HOUR = ("小时", "h")
_MINUTE = ("分", "min")
_SECOND = ("秒", "s")


def hours(span: timedelta) -> Words:
    """Say a length in hours, minutes and, only where there are any, seconds: 52 小时 30 分. Days stay hours.

    Made for working time, where a day is not 24 hours. Parts of a second are dropped; a negative length
    has a minus sign in front.
    """
    seconds = _whole_seconds(span)
    parts = [(seconds // 3600, _HOUR), (seconds // 60 % 60, _MINUTE), (seconds % 60, _SECOND)]
    return _said([part for part in parts if part[0]] or [(0, _MINUTE)], negative=_is_negative(span))


def short(span: timedelta) -> Words:
    """Say a length as `hours` does, English without the last unit after hours: 2 h 20."""
    said = hours(span)
    whole_minutes = _whole_seconds(span) % 60 == 0
    return Words(said.zh, said.en.removesuffix(" min")) if whole_minutes and " h " in said.en else said


def elapsed(span: timedelta) -> Words:
    """Say how long by the clock on the wall, in the two largest units: 2 天 4 小时, 3 h 5 min, 40 s."""
    seconds = _whole_seconds(span)
    parts = [
        (seconds // 86400, _DAY),
        (seconds // 3600 % 24, _HOUR),
        (seconds // 60 % 60, _MINUTE),
        (seconds % 60, _SECOND),
    ]
    first = next((place for place, part in enumerate(parts) if part[0]), None)
    if first is None:
        return _said([(0, _MINUTE)], negative=False)
    kept = [part for part in parts[first : first + 2] if part[0]]
    if first < 3:
        kept = [part for part in kept if part[1] is not _SECOND]
    return _said(kept, negative=_is_negative(span))


def _whole_seconds(span: timedelta) -> int:
    return abs(span).days * 86400 + abs(span).seconds


def _is_negative(span: timedelta) -> bool:
    return span.days < 0 and _whole_seconds(span) > 0


def _said(parts: list[tuple[int, tuple[str, str]]], *, negative: bool) -> Words:
    sign = "-" if negative else ""
    return Words(
        sign + " ".join(f"{number} {unit[0]}" for number, unit in parts),
        sign + " ".join(f"{number} {unit[1]}" for number, unit in parts),
    )
