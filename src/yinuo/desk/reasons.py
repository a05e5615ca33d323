"""Why something is as it is, for the popover: the clause as written, the stretches counted, the sum."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from yinuo.agreements.states import CATEGORY_WORDS, Category
from yinuo.customers.states import ZONE_WORDS, Zone
from yinuo.lib import spans
from yinuo.lib.words import Words, from_json, w
from yinuo.lib.worktime import KIND_WORDS, Kind
from yinuo.policy import queries as policies
from yinuo.web import clock, moments
from yinuo.web.why import Line, Why

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from yinuo.agreements.rules import Cover
    from yinuo.calls.models import Voucher
    from yinuo.policy.queries import Policy

WHEN = w("为什么是{when}？", "Why {when}?")
WHICH = w("为什么是{which}？", "Why {which}?")
STRETCH = w("{start} 至 {end}", "{start} to {end}")
NOT_COUNTED = w("不计", "not counted")
VERSION = w("规章第 {number} 版", "policy version {number}")
NIGHT = w("夜间", "night")
HOURS = w("{span}", "{span} of working time")


def of_due(clause: str, due_at: datetime, why: Mapping[str, Any], zone: ZoneInfo) -> Why:
    """Return why a promise under `clause` is due at `due_at`, from the reasons that were stored with it."""
    title = WHEN.format(when=moments.when(due_at, clock.now(), zone))
    if "agreed_with" in why:
        return Why(title=title, clause=clause, lines=_agreement(why, zone))
    policy = policies.numbered(int(why.get("policy", 1)))
    steps = why.get("steps") or []
    return Why(
        title=title,
        clause=clause,
        quote=policies.clause(policy, clause).text if clause[0] in "PGS" else None,
        lines=tuple(_stretch(step, zone) for step in steps),
        total=_total(why),
        foot=VERSION.format(number=policy.number),
        url=f"{reverse('policy:clause', args=[clause])}?version={policy.number}"
        if clause[0] in "PGS"
        else "",
    )


def of_category(voucher: Voucher, policy: Policy) -> Why:
    """Return why a voucher has its category: what the papers gave, and who changed it for which reason."""
    changed = voucher.category_override
    lines = (
        (Line(w("改为：{reason}", "changed: {reason}").format(reason=changed), w("", "")),) if changed else ()
    )
    return _category(voucher.category, from_json(voucher.category_reason), policy, lines)


def of_cover(cover: Cover, policy: Policy) -> Why:
    """Return why a job would have the category of `cover`."""
    return _category(cover.category, cover.reason, policy, ())


def _category(category: str, reason: Words, policy: Policy, lines: tuple[Line, ...]) -> Why:
    return Why(
        title=WHICH.format(which=CATEGORY_WORDS[Category(category)]),
        clause="G1",
        quote=policy.clause("G1").text,
        lines=(Line(reason, w("", "")), *lines),
        foot=VERSION.format(number=policy.number),
        url=f"{reverse('policy:clause', args=['G1'])}?version={policy.number}",
    )


def _agreement(why: Mapping[str, Any], zone: ZoneInfo) -> tuple[Line, ...]:
    now = clock.now()
    before = datetime.fromisoformat(why["before"])
    agreed = datetime.fromisoformat(why["agreed_at"])
    return (
        Line(
            w("客户要求改期", "the customer asked for it"), w("{who}", "{who}").format(who=why["agreed_with"])
        ),
        Line(w("约定于", "agreed"), moments.when(agreed, now, zone)),
        Line(w("原来应到", "due before"), moments.when(before, now, zone), skip=True),
    )


def _stretch(step: Mapping[str, Any], zone: ZoneInfo) -> Line:
    kind = Kind(step["kind"])
    start, end = (datetime.fromisoformat(step[name]) for name in ("from", "to"))
    label = from_json(step["label"]) if step["label"] else None
    if kind is Kind.COUNTED:
        return Line(_from_to(start, end, zone), spans.hours(timedelta(seconds=step["seconds"])))
    if kind is Kind.DAY:
        said = moments.day(start.astimezone(zone).date(), clock.now().astimezone(zone).date())
        return Line(said, KIND_WORDS[kind])
    if kind is Kind.LUNCH:
        words = w("{stretch} {name}", "{stretch} {name}")
        return Line(
            words.format(stretch=_from_to(start, end, zone), name=KIND_WORDS[kind]), NOT_COUNTED, skip=True
        )
    name = NIGHT if kind is Kind.NIGHT else label or KIND_WORDS[kind]
    return Line(name, NOT_COUNTED, skip=True)


def _from_to(start: datetime, end: datetime, zone: ZoneInfo) -> Words:
    return STRETCH.format(start=moments.when(start, clock.now(), zone), end=moments.clock(end, zone))


def _total(why: Mapping[str, Any]) -> Line | None:
    if "minutes" not in why:
        return None
    told = HOURS.format(span=spans.hours(timedelta(minutes=why["minutes"])))
    zone = ZONE_WORDS[Zone(why["zone"])] if why.get("zone") else w("一共", "in all")
    return Line(zone, told)
