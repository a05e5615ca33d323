"""The days of a branch: their stories lived one after another, the register closed in the evening."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from yinuo.calls.commands import close_day
from yinuo.calls.commands.closing import of_day, unexplained
from yinuo.calls.commands.gate import Deed
from yinuo.calls.models import Call, DayClose
from yinuo.demonstration.clock import EndedHere
from yinuo.demonstration.data import said, table
from yinuo.demonstration.lives import Life
from yinuo.demonstration.stories import of_day as stories_of_day
from yinuo.lib import worktime
from yinuo.outbox.commands import mark_read
from yinuo.outbox.models import Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from yinuo.demonstration.cast import Cast
    from yinuo.demonstration.setting import Setting
    from yinuo.demonstration.stories import Story


FRESH = timedelta(hours=18)
READ_AFTER = timedelta(minutes=6)


def shares() -> dict[str, int]:
    """Return how many of a hundred calls come to each branch."""
    return {row["code"]: row["calls"] for row in table("people")["branch"]}


def planned(setting: Setting, cast: Cast, day: date, *, more: list[Story]) -> list[Story]:
    """Return the stories of a branch's day, those of `more` that fall on it among them; left-overs last."""
    drawn = stories_of_day(setting, cast, day, share=shares()[cast.branch.code])
    zone = cast.calendar.zone
    falling = [story for story in more if story.reported_at.astimezone(zone).date() == day]
    together = sorted([*drawn, *falling], key=lambda story: story.reported_at)
    return sorted(together, key=lambda story: story.turn == "left_over")


def live(setting: Setting, cast: Cast, day: date, *, more: list[Story]) -> Iterator[None]:
    """Live what is missing of a branch's day, one transaction a step; goes on where it was interrupted."""
    cast.start_day()
    stories = planned(setting, cast, day, more=more)
    left_over = [story for story in stories if story.turn == "left_over"]
    ordinary = [story for story in stories if story.turn != "left_over"]
    known = Call.objects.filter(branch=cast.branch, day=day).count()
    last = ""
    for place, story in enumerate(ordinary):
        if place >= known:
            last = _whole(setting, cast, story, of=last)
            yield
    if not DayClose.objects.filter(branch=cast.branch, day=day).exists():
        _evening(setting, cast, day, left_over)
    yield


def live_today(setting: Setting, cast: Cast, *, more: list[Story]) -> None:
    """Live the present of a branch: the stories of `more` that fall on today, as far as they have come."""
    zone = cast.calendar.zone
    told = [story for story in more if story.reported_at.astimezone(zone).date() == setting.today]
    last = ""
    for story in sorted(told, key=lambda each: each.reported_at):
        last = _whole(setting, cast, story, of=last)


@transaction.atomic
def _whole(setting: Setting, cast: Cast, story: Story, *, of: str) -> str:
    life = Life(story, cast, until=setting.now, seed=setting.seed)
    life.register()
    _go(life, of=of)
    _read(setting, life)
    return life.number


def _read(setting: Setting, life: Life) -> None:
    """Let the messages of days gone by be read: nobody finds a year of them unread."""
    about = Message.objects.filter(subject_kind="call", subject_key=life.number, read_at=None)
    for message in about.filter(put_at__lt=setting.now - FRESH):
        mark_read(message, at=message.put_at + READ_AFTER)


def _go(life: Life, *, of: str = "") -> None:
    try:
        life.go(of=of)
    except EndedHere:
        return


@transaction.atomic
def _evening(setting: Setting, cast: Cast, day: date, left_over: list[Story]) -> None:
    """Close the day with what is left over still in the queue; the next morning it goes first."""
    waiting = [Life(story, cast, until=setting.now, seed=setting.seed) for story in left_over]
    for life in waiting:
        life.register()
    if worktime.is_working_day(cast.calendar, day):
        _close(setting, cast, day)
    morning = worktime.opening(cast.calendar, worktime.working_day_after(cast.calendar, day, 1))
    for life in waiting:
        if morning < setting.now:
            life.at = morning
            _go(life)
            _read(setting, life)


def _close(setting: Setting, cast: Cast, day: date) -> None:
    dice = setting.dice("close", cast.branch.code, day)
    late = dice.random() < 0.04
    at = worktime.closing(cast.calendar, day) + timedelta(
        minutes=dice.randint(40, 90) if late else dice.randint(2, 25)
    )
    if at > setting.now:
        return
    open_ones = unexplained(list(of_day(cast.branch, day)), {})
    explained = dict.fromkeys(open_ones, said("closing")[0])
    deed = Deed(cast.one("clerk"), at)
    close_day(branch=cast.branch, day=day, deed=deed, explained=explained)


def done(cast: Cast, day: date) -> bool:
    """Whether a day of the year stands: closed, or a day off."""
    if not worktime.is_working_day(cast.calendar, day):
        return Call.objects.filter(branch=cast.branch, day=day).exists()
    return DayClose.objects.filter(branch=cast.branch, day=day).exists()
