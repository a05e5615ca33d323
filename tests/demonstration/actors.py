"""A cast that needs no database: rows that were never stored, on a plain calendar."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from yinuo.customers.models import Contact, Site
from yinuo.demonstration.cast import Cast, Hand
from yinuo.demonstration.setting import SHANGHAI
from yinuo.demonstration.stories import Story
from yinuo.devices.models import Device, ProductModel
from yinuo.lib import worktime
from yinuo.people.models import Branch, Skill, User

if TYPE_CHECKING:
    from random import Random

    from yinuo.demonstration.data import Fault

SKILLS = ("monitor", "ventilator", "pump", "ultrasound", "analyser", "software")
CALENDAR = worktime.Calendar(SHANGHAI, worktime.week_of("8:30-12:00; 13:30-17:30"), {}, None)


def device(pk: int, *, skill: str = "monitor", zone: str = "", district: str = "东海区") -> Device:
    """A device of its own customer, at a site with a position."""
    model = ProductModel(pk=pk, code=f"X-{pk}", maker="昆仑仪器", skill=Skill(pk=1, code=skill))
    place = {"latitude": Decimal("31.2"), "longitude": Decimal("121.6")}
    site = Site(pk=pk, zone=zone, district=district, **place)
    return Device(pk=pk, product_model=model, customer_id=pk, site=site)


def contact(pk: int) -> Contact:
    """Somebody at the customer with the same key."""
    return Contact(pk=pk, customer_id=pk, name="鲁既济", post="护士长", phone="02000001286")


def hand(pk: int, *skills: str, away: Any = ()) -> Hand:
    """A technician with skills, away for some spans."""
    return Hand(User(pk=pk, username=f"hand-{pk}"), dict.fromkeys(skills), list(away))


def cast(count: int = 62, *, code: str = "SH", hands: Any = None) -> Cast:
    """A branch with so many devices, one a customer."""
    devices = [device(pk, skill=SKILLS[pk % len(SKILLS)]) for pk in range(1, count + 1)]
    people = {"supervisor": [User(pk=901, username="supervisor")], "clerk": [User(pk=902, username="clerk")]}
    return Cast(
        branch=Branch(pk=1, code=code),
        calendar=CALENDAR,
        people=people,
        hands=hands or [hand(1, "monitor"), hand(2, "pump", "monitor"), hand(3, "software")],
        devices=devices,
        contacts={each.pk: [contact(each.pk)] for each in devices},
        department=User(pk=903, username="service_department"),
        leader=User(pk=904, username="team_leader"),
        weak=devices[5::20],
    )


def story(dice: Random, fault: Fault, **changed: Any) -> Story:
    """A breakdown of a monitor, told by telephone at ten on a Tuesday."""
    from tests.world import at
    from yinuo.calls.states import Channel, Kind
    from yinuo.demonstration.stories import pace

    values: dict[str, Any] = {
        "kind": Kind.BREAKDOWN,
        "channel": Channel.TELEPHONE,
        "device": device(1),
        "contact": contact(1),
        "fault": fault,
        "reported_at": at("2026-11-24 10:00"),
        "pace": pace(dice, fault),
        **changed,
    }
    return Story(**values)


__all__ = ["CALENDAR", "SKILLS", "cast", "contact", "device", "hand", "story"]
