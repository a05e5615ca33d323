"""The stage of a replay: a branch of its own with calendar, people, customers and devices, by the seed."""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from yinuo.calendars.commands import import_days, open_calendar
from yinuo.calendars.models import Calendar
from yinuo.calendars.queries import working_calendar
from yinuo.calendars.shipped import china_rows
from yinuo.customers.commands import ContactGiven, SiteGiven, add_customer
from yinuo.devices.commands import DeviceGiven, add_device, model_named
from yinuo.journal.writers import declared
from yinuo.lib.actor import SYSTEM
from yinuo.lib.worktime import week_of
from yinuo.people.commands import add_user
from yinuo.people.models import SIMULATED, Branch

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from yinuo.devices.models import Device
    from yinuo.lib import worktime
    from yinuo.people.models import User

HOURS = "8:30-12:00; 13:30-17:30"
TECHNICIANS = ("羲和", "望舒", "飞廉", "屏翳", "勾芒", "玄冥")
OWNERS = (
    "岱舆露天矿",
    "员峤采石场",
    "归墟土方公司",
    "丹穴筑路队",
    "幽都煤业",
    "雷泽水利",
    "涂山基建",
    "空桑矿业",
)
WHO = ("矿长", "调度", "机长", "值班员")


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a replay plays: nothing on it belongs to another branch."""

    branch: Branch
    calendar: worktime.Calendar
    calendar_code: str
    clerk: User
    supervisor: User
    technicians: tuple[User, ...]
    devices: dict[str, Device]


@declared("replay", "a stage of its own")
@transaction.atomic
def build(*, assets: Iterable[str], years: range, seed: int, at: datetime) -> Stage:
    """Build the stage as on the day before the first row; each replay gets a branch of its own."""
    count = Branch.objects.filter(kind=SIMULATED).count() + 1
    calendar = _calendar(years, at)
    branch = Branch.objects.create(
        code=f"REPLAY{count}",
        name=f"重放 {count}",
        name_en=f"Replay {count}",
        kind=SIMULATED,
        calendar=calendar,
    )
    dice = random.Random(f"{seed}/stage")  # noqa: S311 - a story, no secret
    clerk = _person(branch, "clerk", "重放业务员", "clerk", at)
    return Stage(
        branch=branch,
        calendar=working_calendar(calendar.pk),
        calendar_code=calendar.code,
        clerk=clerk,
        supervisor=_person(branch, "supervisor", "重放主管", "supervisor", at),
        technicians=tuple(
            _person(branch, f"technician-{place}", name, "technician", at)
            for place, name in enumerate(TECHNICIANS, start=1)
        ),
        devices={asset: _device(asset, branch, clerk, dice, at) for asset in sorted(assets)},
    )


def _calendar(years: range, at: datetime) -> Calendar:
    """Return the replay's calendar: a plain week, its years known to have no special days."""
    code = f"replay-{years.start}"
    found = Calendar.objects.filter(code=code).first() or open_calendar(
        code=code,
        name=f"重放 {years.start}–{years[-1]}",
        name_en=f"Replay {years.start}–{years[-1]}",
        zone="Asia/Shanghai",
        week=week_of(HOURS),
        by=SYSTEM,
        at=at,
    )
    import_days(found, rows=china_rows()[:1], complete_years=years, by=SYSTEM, at=at)
    return found


def _person(branch: Branch, login: str, name: str, role: str, at: datetime) -> User:
    """Add somebody who works in the replay only; nobody knows the password."""
    username = f"{branch.code.lower()}-{login}"
    return add_user(
        username=username,
        name=name,
        password=secrets.token_urlsafe(24),
        roles=[role],
        branch=branch,
        at=at,
    )


def _device(asset: str, branch: Branch, by: User, dice: random.Random, at: datetime) -> Device:
    phone = f"020-0000 {dice.randint(7000, 7999)}"
    customer = add_customer(
        name=f"{dice.choice(OWNERS)} {asset}",
        branch=branch,
        by=by,
        at=at,
        site=SiteGiven(zone=dice.choice(["urban", "suburban"])),
        contact=ContactGiven(phone, dice.choice(WHO)),
    )
    model = model_named(f"{branch.code}-EX")
    given = DeviceGiven(serial=asset)
    return add_device(
        product_model=model, customer=customer, site=customer.sites.get(), given=given, by=by, at=at
    )
