"""Stories of calls, drawn by dice: what is wanted, when, at which pace it goes, and which turns it takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from yinuo.calls.states import Channel, Injury, Kind
from yinuo.demonstration.data import Fault, faults, requests, said
from yinuo.lib import worktime

if TYPE_CHECKING:
    from datetime import date
    from random import Random

    from yinuo.customers.models import Contact
    from yinuo.demonstration.cast import Cast
    from yinuo.demonstration.setting import Setting
    from yinuo.devices.models import Device

KINDS = {Kind.BREAKDOWN: 68, Kind.MAINTENANCE: 17, Kind.INSTALLATION: 3, Kind.ADVICE: 8, Kind.OTHER: 4}
CHANNELS = {
    Channel.TELEPHONE: 80,
    Channel.LETTER: 3,
    Channel.WALK_IN: 3,
    Channel.EMAIL: 8,
    Channel.API: 6,
}
TURNS = {
    "": 560,
    "telephone": 60,
    "cancelled": 30,
    "agreed": 50,
    "declined": 30,
    "redirected": 15,
    "handed_over": 20,
    "escalated": 35,
    "continued": 45,
    "nobody": 20,
    "taken_away": 10,
    "unsigned": 40,
    "injury": 6,
    "sent_back": 10,
    "amended": 10,
    "handbook": 12,
    "category": 8,
    "approval": 10,
}
APART = 31
AFTER_A_STORY = {"duplicate": 0.02, "left_over": 0.035}


@dataclass(frozen=True, slots=True)
class Pace:
    """How many working minutes pass before each step."""

    register: int = 2
    dispatch: int = 8
    accept: int = 4
    set_out: int = 8
    travel: int = 35
    look: int = 8
    work: int = 40
    file: int = 60

    def until(self, stop: str) -> int:
        """Return the minutes from the report to just after the step that leads to state `stop`."""
        steps = {
            "registered": 1,
            "dispatched": 2,
            "accepted": 3,
            "under_way": 4,
            "on_site": 5,
            "working": 6,
            "done": 7,
        }
        values = (self.register, self.dispatch, self.accept, self.set_out, self.travel, self.look, self.work)
        return sum(values[: steps.get(stop, len(values))]) + 1


@dataclass(frozen=True, slots=True)
class Story:
    """One call as it will go. `stop` is the state it stays in; `squeeze` fits its steps into clock time."""

    kind: Kind
    channel: Channel
    device: Device
    contact: Contact
    fault: Fault
    reported_at: datetime
    pace: Pace
    turn: str = ""
    stop: str = ""
    squeeze: float = 0.0
    dice_key: str = ""

    @property
    def injury(self) -> Injury:
        """Whether somebody was or could have been hurt."""
        return Injury.YES if self.turn == "injury" else Injury.NO


def of_day(setting: Setting, cast: Cast, day: date, *, share: int) -> list[Story]:
    """Return the stories of a branch's day in the order of their reports; left-overs come last."""
    dice = setting.dice("day", cast.branch.code, day)
    working = worktime.is_working_day(cast.calendar, day)
    average = setting.scale.calls_a_day * share / 100
    count = max(1, round(dice.gauss(average, average / 5))) if working else dice.choice([0, 0, 1])
    devices = _turn_of(dice, cast, day, count)
    drawn = [
        draw(dice, cast, device, _instant(dice, cast, setting, day, working=working)) for device in devices
    ]
    ordered = sorted(drawn, key=lambda story: story.reported_at)
    named = [
        replace(story, dice_key=f"{cast.branch.code}/{day}/{position}")
        for position, story in enumerate(ordered)
    ]
    return _with_left_over(dice, _with_duplicate(dice, named), cast, day) if working else named


def _turn_of(dice: Random, cast: Cast, day: date, count: int) -> list[Device]:
    """Return the devices of a day: each has its turn once in 31 days, those that fail often at any time."""
    in_turn = cast.devices[day.toordinal() % APART :: APART]
    dice.shuffle(in_turn)
    chosen = [
        dice.choice(cast.weak) if cast.weak and dice.random() < 0.08 else device for device in in_turn[:count]
    ]
    return chosen + dice.choices(cast.devices, k=count - len(chosen))


def draw(dice: Random, cast: Cast, device: Device, reported_at: datetime) -> Story:
    """Return one story about a device, drawn by the dice."""
    kind = dice.choices(list(KINDS), list(KINDS.values()))[0]
    channel = dice.choices(list(CHANNELS), list(CHANNELS.values()))[0]
    fault = fault_of(dice, kind, device)
    turn = dice.choices(list(TURNS), list(TURNS.values()))[0]
    if kind == Kind.ADVICE:
        turn = "telephone"
    if turn == "agreed" and channel == Channel.WALK_IN:
        turn = ""
    contact = dice.choice(cast.contacts[device.customer_id])
    return Story(kind, channel, device, contact, fault, reported_at, pace(dice, fault), turn)


def fault_of(dice: Random, kind: Kind, device: Device) -> Fault:
    """Return what is wanted: a fault of the device's kind, planned work, an installation or a question."""
    skill = device.product_model.skill
    if kind == Kind.BREAKDOWN and skill:
        return dice.choice(faults(skill.code))
    wanted = {Kind.MAINTENANCE: "planned", Kind.INSTALLATION: "installation", Kind.ADVICE: "question"}
    return dice.choice(requests(wanted.get(kind, "planned")))


def pace(dice: Random, fault: Fault) -> Pace:
    """Return a pace: mostly in time, now and then late at one of the steps."""
    work = max(5, round(fault.minutes * dice.uniform(0.8, 1.5)))
    usual = Pace(
        register=dice.randint(1, 6),
        dispatch=dice.randint(3, 20),
        accept=dice.randint(1, 10),
        set_out=dice.randint(3, 25),
        travel=dice.randint(15, 70),
        look=dice.randint(5, 15),
        work=work,
        file=dice.randint(10, 200),
    )
    late = {
        "register": dice.randint(12, 30),
        "dispatch": dice.randint(35, 80),
        "accept": dice.randint(18, 50),
        "travel": dice.randint(330, 520),
        "file": dice.randint(600, 1100),
    }
    chances = {"register": 0.04, "dispatch": 0.06, "accept": 0.08, "travel": 0.045, "file": 0.05}
    changed = {name: late[name] for name, chance in chances.items() if dice.random() < chance}
    return replace(usual, **changed)


def _instant(dice: Random, cast: Cast, setting: Setting, day: date, *, working: bool) -> datetime:
    if not working or dice.random() < 0.06:
        return setting.morning(day) + timedelta(minutes=dice.choice([-45, -20, 620, 690, 760]))
    opens = worktime.opening(cast.calendar, day)
    whole = worktime.between(cast.calendar, opens, worktime.closing(cast.calendar, day))
    share = min(0.97, max(0.001, dice.betavariate(1.4, 1.8)))
    at = worktime.add(cast.calendar, opens, whole * share).at
    return at.replace(microsecond=0, second=dice.randint(0, 59))


def _with_duplicate(dice: Random, stories: list[Story]) -> list[Story]:
    plain = [place for place, story in enumerate(stories) if not story.turn]
    if not plain or dice.random() > AFTER_A_STORY["duplicate"] * len(stories):
        return stories
    place = dice.choice(plain)
    first = stories[place]
    again = replace(
        first,
        turn="duplicate",
        reported_at=first.reported_at + timedelta(minutes=1),
        dice_key=f"{first.dice_key}+",
        pace=Pace(register=6, dispatch=4),
    )
    return [*stories[: place + 1], again, *stories[place + 1 :]]


def _with_left_over(dice: Random, stories: list[Story], cast: Cast, day: date) -> list[Story]:
    closes = worktime.closing(cast.calendar, day)
    late = [story for story in stories if closes - timedelta(minutes=100) < story.reported_at < closes]
    if not late or dice.random() > AFTER_A_STORY["left_over"] * len(stories):
        return stories
    last = late[-1]
    others = [story for story in stories if story is not last]
    return [*others, replace(last, turn="left_over")]


def saying(dice: Random, name: str) -> str:
    """Return one of the sayings of a kind."""
    return dice.choice(said(name))
