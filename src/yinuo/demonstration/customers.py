"""The company's customers with sites and contacts, their devices with warranties, and contracts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import islice, product
from typing import TYPE_CHECKING, Any

from django.db import transaction

from yinuo.agreements.commands import add_contract
from yinuo.customers.commands import ContactGiven, SiteGiven, add_contact, add_customer
from yinuo.demonstration.data import table
from yinuo.devices.commands import DeviceGiven, add_device
from yinuo.devices.models import ProductModel
from yinuo.people.models import Branch, User

if TYPE_CHECKING:
    from collections.abc import Callable

    from yinuo.customers.models import Customer, Site
    from yinuo.demonstration.setting import Setting
    from yinuo.devices.models import Device

    Report = Callable[[int, int], None]

CHUNK = 25
SHARES = {"SH": 50, "YZ": 30, "FZ": 20}
CENTRES = {"SH": (31.20, 121.60), "YZ": (31.45, 121.90), "FZ": (30.95, 121.75)}


class Maker:
    """Makes customers one after another; numbers of telephones and serials run on."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.dice = setting.dice("customers")
        self.branches = list(Branch.objects.order_by("id"))
        clerks = User.objects.filter(holdings__role="clerk").order_by("-id")
        self.clerks = {clerk.branch_id: clerk for clerk in clerks}
        self.models = _weighted_models()
        self.made = 0
        self.serial = 0
        self.phone = 3999

    def customer(self, name: str) -> int:
        """Make one customer with devices and perhaps a contract; return how many devices."""
        branch = self._branch()
        by, at = self.clerks[branch.pk], self.setting.founded + timedelta(minutes=self.phone % 900)
        rooms = self.dice.sample(table("names")["departments"], 2)
        customer = add_customer(
            name=name, branch=branch, by=by, at=at, site=self._site(branch), contact=self._contact(rooms[0])
        )
        site = customer.sites.get()
        add_contact(customer=customer, site=site, contact=self._contact(rooms[1]), by=by, at=at)
        devices = [self._device(customer, site, self.dice.choice(rooms), by) for _n in range(self._count())]
        if devices and self.dice.random() < 0.3:
            self._contract(customer, devices, by)
        return len(devices)

    def _branch(self) -> Branch:
        """Return the next customer's branch; the first three see to it that none is without customers."""
        self.made += 1
        if self.made <= len(self.branches):
            return self.branches[self.made - 1]
        return self.dice.choices(self.branches, [SHARES[each.code] for each in self.branches])[0]

    def _count(self) -> int:
        average = self.setting.scale.devices / self.setting.scale.customers
        return max(1, round(self.dice.triangular(1, 2 * average - 1, average)))

    def _site(self, branch: Branch) -> SiteGiven:
        names, dice = table("names"), self.dice
        district, _zone = dice.choice(names["districts"][branch.code])
        known = dice.random() < 0.9
        street = f"{dice.choice(names['streets'].split())} {dice.randint(1, 320)} 号"
        north, east = CENTRES[branch.code]
        return SiteGiven(
            name=dice.choice(names["campuses"]),
            address=f"{district if known else ''}{street}",
            district=district if known else "",
            zone=dice.choice(["urban", "suburban"]) if dice.random() < 0.1 else "",
            latitude=_degrees(north + dice.uniform(-0.12, 0.12)),
            longitude=_degrees(east + dice.uniform(-0.12, 0.12)),
        )

    def _contact(self, department: str) -> ContactGiven:
        names, dice = table("names"), self.dice
        self.phone += 1
        who = dice.choice(names["surnames"].split()) + dice.choice(names["given"].split())
        return ContactGiven(f"020-0000 {self.phone:04d}", who, department, dice.choice(names["posts"]))

    def _device(self, customer: Customer, site: Site, department: str, by: User) -> Device:
        model: ProductModel = self.dice.choices(*self.models)[0]
        self.serial += 1
        installed = self.setting.today - timedelta(days=self.dice.randint(20, 2600))
        software = model.kind == "software"
        given = DeviceGiven(
            serial=f"{installed:%y%m}-{self.serial:04d}",
            department="信息科" if software else department,
            udi="" if software else f"(01)0690000000{self.serial:04d}(21){installed:%y%m}{self.serial:04d}",
            software_version=f"{self.dice.randint(2, 6)}.{self.dice.randint(0, 9)}" if software else "",
            installed_on=installed,
            warranty_until=_months_later(installed, model.warranty_months),
        )
        return add_device(
            product_model=model, customer=customer, site=site, given=given, by=by, at=self.setting.founded
        )

    def _contract(self, customer: Customer, devices: list[Device], by: User) -> None:
        starts = self.setting.today - timedelta(days=self.dice.randint(10, 500))
        limit: dict[str, Any] = self.dice.choice([{}, {"visits": 6}, {"visits": 12}, {"minutes": 2400}])
        add_contract(
            number=f"HT-{starts:%Y}-{customer.pk:04d}",
            customer=customer,
            starts_on=starts,
            ends_on=_months_later(starts, 12),
            devices=devices,
            by=by,
            at=self.setting.founded,
            **limit,
        )


def make(setting: Setting, progress: Report) -> None:
    """Make all customers with their devices, some at a time."""
    maker = Maker(setting)
    names = table("names")
    pairs = list(product(names["houses"], names["places"].split()))
    wanted = [f"{place}{house}" for house, place in islice(pairs, setting.scale.customers)]
    for first in range(0, len(wanted), CHUNK):
        with transaction.atomic():
            for name in wanted[first : first + CHUNK]:
                maker.customer(name)
        progress(min(first + CHUNK, len(wanted)), len(wanted))


def _weighted_models() -> tuple[list[ProductModel], list[int]]:
    shares = {row["code"]: row["share"] for row in table("models")["model"]}
    models = list(ProductModel.objects.filter(code__in=shares).order_by("id"))
    return models, [shares[model.code] for model in models]


def _degrees(value: float) -> Decimal:
    return Decimal(str(round(value, 6)))


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, 28))
