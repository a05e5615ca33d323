"""What somebody else changed in between, in the words of the page instead of the names of columns."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from yinuo.calls.states import STATE_WORDS, State
from yinuo.customers.states import ZONE_WORDS, Zone
from yinuo.lib.refusal import Conflict
from yinuo.lib.words import Words, w
from yinuo.web import clock, moments

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

FIELDS = {
    "state": w("进度", "Progress"),
    "arrival_due_at": w("应到", "Arrival due"),
    "agreed_with": w("与谁约好", "Agreed with"),
    "arrived_at": w("到达", "Arrived"),
    "zone": w("区域", "Zone"),
    "approved_by": w("批准人", "Approved by"),
    "ended_reason": w("结束原因", "Why it ended"),
    "struck_off_by": w("销号人", "Struck off by"),
    "injury_assessment": w("伤害评估", "Injury assessed"),
    "version": w("版本", "Version"),
}
NONE = w("没有", "none")


def in_words(refusal: Conflict, zone: ZoneInfo) -> Conflict:
    """Return the same refusal with its difference in words; columns nobody reads are left out."""
    told = {
        str(FIELDS[name]): {side: _said(name, pair.get(side), zone) for side in ("yours", "now")}
        for name, pair in refusal.difference.items()
        if name in FIELDS
    }
    by = next((str(pair["by"]) for pair in refusal.difference.values() if pair.get("by")), "")
    words = w(
        "{name} 刚改过这次叫修，您的没有写入。", "{name} has just changed this call; yours was not written."
    )
    said = words.format(name=by) if by else refusal.words
    return Conflict(refusal.code, said, difference=told or refusal.difference)


def _said(name: str, value: Any, zone: ZoneInfo) -> Words | str:
    if value in (None, ""):
        return NONE
    if name == "state":
        return STATE_WORDS[State(value)]
    if name == "zone":
        return ZONE_WORDS[Zone(value)]
    if name.endswith("_at"):
        return moments.when(datetime.fromisoformat(str(value)), clock.now(), zone)
    return str(value)
