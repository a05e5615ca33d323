"""Fills an installation with calls, quickly: filed ones of years, open ones of today and some days before."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from typing import TYPE_CHECKING, Any

from django.db import connection

from tools.bench import company
from tools.bench.known import Target
from tools.bench.load import masters
from tools.bench.load.copies import Calls, Owner, Owners
from tools.bench.load.places import Plan, Spot
from tools.bench.load.pour import Pour
from yinuo.calls.models import Call, Record, Signature, Visit, Voucher
from yinuo.customers.models import Contact, Customer, Site
from yinuo.devices.models import Device, ProductModel
from yinuo.duties.models import Duty
from yinuo.journal.counters import next_count
from yinuo.journal.models import Entry
from yinuo.journal.writers import unwatched
from yinuo.outbox.models import Message
from yinuo.people.models import Branch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.bench.load.masters import Crew

AGO = timedelta(minutes=50)
FIRST_KEY, COPIES_KEY = 7_100_000_000, 7_200_000_000
BATCH, IN_ONE = 4_000, 50_000
WATCHED = (
    Call, Voucher, Visit, Record, Signature, Duty, Entry, Customer, Site, Contact, Device
)  # fmt: skip
TABLES = [model._meta.db_table for model in (*WATCHED, Message)]
STATES = ("filed", "by_telephone", *masters.OPEN)
TARGETS = 400


def main(asked: list[str]) -> dict[str, Any]:
    """Load so many calls; return what clients know, and the seconds it took."""
    count, at = int(asked[0]), datetime.now(UTC)
    known = company.make(1, at=at - timedelta(days=1))
    begun = perf_counter()
    owners = load(count, at=at)
    targets = [Target(each.number, [device[1] for device in each.devices], each.phone) for each in owners]
    told = {**asdict(known), "targets": [asdict(each) for each in targets]}
    return {"known": told, "seconds": perf_counter() - begun}


def load(count: int, *, at: datetime) -> list[Owner]:
    """Make the masters, copy them into `count` calls and return some customers of the first branch."""
    started = at - AGO
    for place, table in enumerate(TABLES):
        keys_from(table, FIRST_KEY + place * 1_000_000)
    crews = [masters.crew(branch) for branch in Branch.objects.order_by("id")]
    keys: Counter[str] = Counter(dict.fromkeys(TABLES, COPIES_KEY))
    sets = [Branches(who, keys, started) for who in crews]
    pour, plan = Pour(), Plan(count, len(crews))
    oldest_first = range(count - 1, -1, -1)
    with bulk(pour):
        for each in sets:
            each.copy_owners(pour, plan.customers)
    for first in range(0, count, IN_ONE):
        with bulk(pour):
            for index, place in enumerate(oldest_first[first : first + IN_ONE]):
                copy_one(pour, plan.spot(place), place, sets)
                if index % BATCH == 0:
                    pour.flush()
    for who in crews:
        count_today(who.branch, sets[0].base, plan.most_of_a_day)
    tidy()
    return sets[0].copied[:TARGETS]


@contextmanager
def bulk(pour: Pour) -> Iterator[None]:
    """Write copies below the journal under a name of their own, one record for all of a table."""
    with unwatched(*WATCHED, reason="copies of lives that the commands made"):
        yield
        pour.flush()


def copy_one(pour: Pour, spot: Spot, place: int, sets: list[Branches]) -> None:
    """Copy call `place`, the one that lies at `spot`."""
    there = sets[spot.branch]
    owner = there.copied[spot.customer]
    there.calls[spot.state].copy(pour, place, back=spot.back, count=spot.count, owner=owner)


class Branches:
    """The masters of one branch, and the customers copied there."""

    def __init__(self, who: Crew, keys: Counter[str], started: datetime) -> None:
        self.who = who
        model = ProductModel.objects.get(code="KL-64")
        owner = masters.customer(who, started - timedelta(days=1))
        devices = [masters.device(who, owner, model, place, started) for place in range(len(STATES) + 2)]
        self.base = started.date()
        made = [self._call(place, state, devices[place + 2], started) for place, state in enumerate(STATES)]
        self.owners = Owners(owner, keys, self.base)
        self.calls = {state: Calls(*each, keys, self.base) for state, each in zip(STATES, made, strict=True)}
        self.copied: list[Owner] = []

    def _call(self, place: int, state: str, about: Device, started: datetime) -> tuple[Any, Device]:
        technician = self.who.technicians[place % len(self.who.technicians)]
        making = masters.Making(self.who, technician, started)
        return making.call(about.customer, about, state), about

    def copy_owners(self, pour: Pour, count: int) -> None:
        """Copy the customer so many times; numbers go on from branch to branch."""
        first = self.who.branch.pk * 100_000
        self.copied = [self.owners.copy(pour, first + place) for place in range(count)]


def keys_from(table: str, first: int) -> None:
    """Let the keys of a table go on from `first`: those of masters are told from every other number."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, first])
            return
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, first])


def count_today(branch: Branch, day: date, most: int) -> None:
    """Let the numbers of today's calls go on behind those of the copies."""
    for scope_day in (day, day + timedelta(days=1)):
        scope = f"call:{branch.code}:{scope_day:%Y%m%d}"
        while next_count(scope) < most:
            pass


def tidy() -> None:
    """What an installation has done by itself by the time it is that full."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
