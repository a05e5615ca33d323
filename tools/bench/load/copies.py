"""Copies of the masters: which values go into the holes of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tools.bench.load import masters, words
from tools.bench.load.shapes import Shape, shape
from yinuo.calls.models import Call, CallWords, Record, Signature, Visit, Voucher
from yinuo.calls.rules.naming import mark
from yinuo.customers.models import Contact, Customer, Site
from yinuo.devices.models import Device
from yinuo.duties.models import Duty
from yinuo.journal.models import Entry
from yinuo.lib.bigrams import cut
from yinuo.outbox.models import Message
from yinuo.people.commands import name_key

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    from django.db.models import Model

    from tools.bench.load.pour import Pour

DEVICES_EACH = 2


@dataclass(frozen=True, slots=True)
class Owner:
    """A copied customer: what its calls need to say of it."""

    customer: str
    site: str
    number: str
    name: str
    phone: str
    devices: tuple[tuple[str, str, str], ...]
    """Key, number and serial of each device."""


class Copier:
    """Fills the holes of one shape; keys are counted up by table over all copiers that share `keys`."""

    def __init__(self, made: Shape, keys: Counter[str], base: date) -> None:
        self.made, self.keys, self.base = made, keys, base
        self.values = [token for token, _hole in sorted(made.holes.tokens.items(), key=lambda pair: pair[1])]
        self.days = [(made.holes.tokens[text], offset) for text, offset in made.holes.days.items()]

    def copy(self, pour: Pour, *, back: int, told: dict[int, str]) -> list[str]:
        """Write one copy that lies `back` days earlier; `told` are values by hole. Returns all values."""
        values = self.values[:]
        for hole, text in told.items():
            values[hole] = text
        for hole, offset in self.days:
            values[hole] = (self.base + timedelta(days=offset - back)).isoformat()
        for table, holes in self.made.keys.items():
            for hole in holes:
                self.keys[table] += 1
                values[hole] = str(self.keys[table])
        self.made.seal(values)
        for row in self.made.rows:
            pour.add(row, values)
        return values

    def hole(self, token: str) -> int:
        """Return the hole that `token` stands for; one that stands nowhere gets a hole nobody reads."""
        known = self.made.holes.tokens
        if token not in known:
            known[token] = len(known)
            self.values.append(token)
        return known[token]


class Owners:
    """Copies one branch's customer with its devices."""

    def __init__(self, master: Customer, keys: Counter[str], base: date) -> None:
        self.master = master
        self.devices = list(Device.objects.filter(customer=master).order_by("id")[:DEVICES_EACH])
        self.site, self.contact = Site.objects.get(customer=master), Contact.objects.get(customer=master)
        named = [token for each in self.devices for token in (each.number, each.serial)]
        tokens = [master.number, masters.NAME, masters.NAME.lower(), self.contact.phone, *named]
        self.copier = Copier(shape(self._rows(), tokens, base), keys, base)

    def _rows(self) -> list[Model]:
        about = [("customer", self.master.number), *(("device", each.number) for each in self.devices)]
        lines = [line for kind, key in about for line in lines_of(kind, key)]
        return [self.master, self.site, self.contact, *self.devices, *lines]

    def copy(self, pour: Pour, place: int) -> Owner:
        """Write the customer of number `place`."""
        hole, name = self.copier.hole, words.customer_name(place)
        number, phone = f"C{500_000 + place:06d}", f"0203{place:07d}"
        told = {
            hole(self.master.number): number,
            hole(masters.NAME): name,
            hole(masters.NAME.lower()): name_key(name),
            hole(self.contact.phone): phone,
        }
        named = [(f"D{500_000 + DEVICES_EACH * place + each:06d}", f"{place:06d}-{each}") for each in (0, 1)]
        for device, (device_number, serial) in zip(self.devices, named, strict=True):
            told |= {hole(device.number): device_number, hole(device.serial): serial}
        values = self.copier.copy(pour, back=1, told=told)
        keys = [values[hole(str(device.pk))] for device in self.devices]
        devices = tuple((key, *pair) for key, pair in zip(keys, named, strict=True))
        return Owner(
            values[hole(str(self.master.pk))], values[hole(str(self.site.pk))], number, name, phone, devices
        )


class Calls:
    """Copies one call of a branch's master customer."""

    def __init__(self, call: Call, about: Device, keys: Counter[str], base: date) -> None:
        self.call, self.about = call, about
        self.owner = call.customer
        self.visit = Visit.objects.filter(voucher__call=call).first()
        self.signature = Signature.objects.filter(voucher__call=call).first()
        self.receipt = self.visit.receipt_number if self.visit else ""
        self.token = self.signature.token if self.signature else ""
        self.pieces = CallWords.objects.get(row=call.pk).pieces
        tokens = [self.pieces, call.number, self.receipt, self.token, masters.FAULT, masters.NAME, call.phone]
        tokens += [self.owner.number, str(self.owner.pk), str(call.site_id)]
        tokens += [str(about.pk), about.number, about.serial]
        self.copier = Copier(shape(rows_of(call), [each for each in tokens if each], base), keys, base)

    def copy(self, pour: Pour, place: int, *, back: int, count: int, owner: Owner) -> None:
        """Write call `place` of all, the `count`-th of its day at the branch, `back` days ago."""
        hole = self.copier.hole
        day = self.call.day - timedelta(days=back)
        device, device_number, serial = owner.devices[place % DEVICES_EACH]
        number, fault = f"{self.call.branch.code}-{day:%Y%m%d}-{count:04d}", words.fault(place)
        found_by = (mark(self.call.branch.code), number, fault, owner.name, owner.phone, serial)
        told = {
            hole(self.pieces): cut(*found_by),
            hole(self.call.number): number,
            hole(self.receipt): f"HZ-{self.call.branch.code}-{day:%Y}-{place % 10**6:06d}",
            hole(self.token): f"copied-{place:09d}",
            hole(masters.FAULT): fault,
            hole(masters.NAME): owner.name,
            hole(self.call.phone): owner.phone,
            hole(self.owner.number): owner.number,
            hole(str(self.owner.pk)): owner.customer,
            hole(str(self.call.site_id)): owner.site,
            hole(str(self.about.pk)): device,
            hole(self.about.number): device_number,
            hole(self.about.serial): serial,
        }
        self.copier.copy(pour, back=back, told=told)


def rows_of(call: Call) -> list[Model]:
    """Return every row that belongs to a call, what it rests on first."""
    found: list[Model] = [Call.objects.get(pk=call.pk), *Voucher.objects.filter(call=call)]
    parts: Sequence[type[Model]] = (Visit, Record, Signature)
    for part in parts:
        found += part._default_manager.filter(voucher__call=call).order_by("id")
    of_call = {"subject_kind": Call.SUBJECT, "subject_key": call.number}
    found += Duty.objects.filter(**of_call).order_by("id")
    found += lines_of(Call.SUBJECT, call.number)
    return [*found, *Message.objects.filter(**of_call), CallWords.objects.get(row=call.pk)]


def lines_of(kind: str, key: str) -> list[Entry]:
    """Return the journal lines of a subject."""
    return list(Entry.objects.filter(subject_kind=kind, subject_key=key).order_by("sequence"))
