"""The reason of a due time, as the call stores it, said as one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yinuo.customers.states import ZONE_WORDS
from yinuo.lib import worktime
from yinuo.lib.words import Words, from_json, w

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

NONE = w("没有到达的承诺", "no promise of arrival")
AGREED = w("按 {who} 的要求改约", "a later time as {who} wanted")
PROMISED = w("{zone}，承诺 {hours} 工时：{sum}", "{zone}, {hours} working hours promised: {sum}")


def arrival_words(due_at: datetime | None, why: Mapping[str, Any]) -> Words:
    """Return why somebody must have arrived by `due_at`: zone, promise, each stretch that counted (G14)."""
    if due_at is None:
        return NONE
    if "agreed_with" in why:
        return AGREED.format(who=why["agreed_with"])
    due = worktime.from_json({"at": due_at.isoformat(), "steps": why.get("steps", [])})
    return PROMISED.format(
        zone=next((words for zone, words in ZONE_WORDS.items() if zone == why.get("zone")), Words("", "")),
        hours=f"{int(why.get('minutes', 0)) / 60:g}",
        sum=worktime.summary(due),
    )


def said(stored: Mapping[str, str] | None) -> str:
    """Return stored words in the current language, nothing for none."""
    return str(from_json(dict(stored))) if stored else ""
