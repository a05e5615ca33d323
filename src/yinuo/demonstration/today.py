"""The present: calls in every state, a few due soon, one overdue; the same calls whatever the hour is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from yinuo.calls.states import Channel, Kind
from yinuo.demonstration import stories
from yinuo.demonstration.data import table
from yinuo.demonstration.stories import Pace, Story
from yinuo.lib import worktime

if TYPE_CHECKING:
    from random import Random

    from yinuo.demonstration.cast import Cast
    from yinuo.demonstration.setting import Setting
    from yinuo.devices.models import Device

SIX_HOURS = timedelta(hours=6)
FRESH: tuple[tuple[str, str, int], ...] = (
    ("filed", "", 235),
    ("done", "unsigned", 226),
    ("filed", "telephone", 214),
    ("received", "", 205),
    ("working", "", 190),
    ("filed", "cancelled", 178),
    ("done", "", 172),
    ("escalated", "escalated", 160),
    ("filed", "duplicate", 0),
    ("signed", "", 140),
    ("on_site", "", 118),
    ("left_open", "continued", 110),
    ("under_way", "", 96),
    ("dispatched", "declined", 84),
    ("accepted", "", 70),
    ("registered", "injury", 52),
    ("dispatched", "", 44),
    ("awaiting_approval", "approval", 38),
    ("dispatched", "", 28),
    ("registered", "", 21),
    ("registered", "", 12),
    ("registered", "", 4),
)
DUE: tuple[tuple[str, str, int], ...] = (
    ("under_way", "", -40),
    ("under_way", "", 22),
    ("accepted", "planned", 48),
    ("registered", "planned", 75),
    ("accepted", "planned", 100),
)
BACK = ("received", "filed")
SHARE = {"SH": 1, "YZ": 2, "FZ": 3}


def present(setting: Setting, cast: Cast) -> list[Story]:
    """Return the stories that end at the present: every `n`th state at the smaller branches."""
    dice = setting.dice("today", cast.branch.code)
    step = SHARE[cast.branch.code]
    fresh = [_fresh(setting, cast, dice, row) for row in FRESH[::step]]
    due = [_due(setting, cast, dice, row) for row in DUE[::step]]
    return _named(_repeated(fresh), "fresh", cast) + _named(due, "due", cast)


def _named(told: list[Story], name: str, cast: Cast) -> list[Story]:
    return [replace(story, dice_key=f"{cast.branch.code}/{name}/{place}") for place, story in enumerate(told)]


def _fresh(setting: Setting, cast: Cast, dice: Random, row: tuple[str, str, int]) -> Story:
    """Return a story that began so many minutes back and has come as far as its state."""
    stop, turn, ago = row
    midnight = setting.now.astimezone(cast.calendar.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    passed = max(1.0, (setting.now - midnight) / timedelta(minutes=1))
    ago_fitting = ago * min(1.0, passed / 245)
    reported = setting.now - timedelta(minutes=ago_fitting)
    story = _ordinary(dice, cast, reported.replace(microsecond=0), turn)
    needed = story.pace.until(stop) + (60 if turn else 20) + (115 if stop in BACK else 0)
    return replace(story, stop=stop, squeeze=min(1.0, ago_fitting / needed) or 0.01)


def _due(setting: Setting, cast: Cast, dice: Random, row: tuple[str, str, int]) -> Story:
    """Return a story whose arrival is due so many minutes from now: reported six working hours before."""
    stop, turn, ahead = row
    reckon = worktime.add if ahead > 0 else worktime.subtract
    due_at = reckon(cast.calendar, setting.now, timedelta(minutes=abs(ahead))).at
    reported_at = worktime.subtract(cast.calendar, due_at, SIX_HOURS).at
    story = _ordinary(dice, cast, reported_at, "")
    if not turn:
        return replace(story, stop=stop)
    fault = stories.fault_of(dice, Kind.MAINTENANCE, story.device)
    return replace(story, stop=stop, kind=Kind.MAINTENANCE, fault=fault)


def _ordinary(dice: Random, cast: Cast, reported_at: datetime, turn: str) -> Story:
    device = dice.choice([device for device in cast.devices if _in_town(cast, device)] or cast.devices)
    kind = Kind.INSTALLATION if turn == "approval" else Kind.BREAKDOWN
    fault = stories.fault_of(dice, kind, device)
    contact = dice.choice(cast.contacts[device.customer_id])
    pace = Pace(register=dice.randint(1, 3), work=max(10, fault.minutes // 2))
    return Story(kind, Channel.TELEPHONE, device, contact, fault, reported_at, pace, turn)


def _in_town(cast: Cast, device: Device) -> bool:
    zones = dict(table("names")["districts"][cast.branch.code])
    site = device.site
    return site is not None and (site.zone or zones.get(site.district, "urban")) == "urban"


def _repeated(told: list[Story]) -> list[Story]:
    """Let the duplicate be told again by the customer of the story before it."""
    ordered = sorted(told, key=lambda story: story.reported_at)
    again = next((story for story in ordered if story.turn == "duplicate"), None)
    if again is None:
        return ordered
    others = [story for story in ordered if story is not again]
    first = others[len(others) // 2]
    later = first.reported_at + timedelta(minutes=2 * first.squeeze)
    copy = replace(
        again,
        device=first.device,
        contact=first.contact,
        fault=first.fault,
        reported_at=later,
        squeeze=first.squeeze / 2,
    )
    place = others.index(first) + 1
    return [*others[:place], copy, *others[place:]]
