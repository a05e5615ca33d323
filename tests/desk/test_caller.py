"""What is known of a caller, what a duty's row says, and a page's deed done once."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from tests.world import LONG_AGO, MORNING, World, at
from yinuo.calls.models import Call
from yinuo.customers.commands import ContactGiven, SiteGiven, add_contact, add_customer, add_site
from yinuo.customers.models import Customer
from yinuo.desk.chips import Chips
from yinuo.desk.doing import digest, once_only
from yinuo.desk.queries.call import sight
from yinuo.desk.queries.caller import Caller, caller
from yinuo.desk.tasks import grouped
from yinuo.duties.models import Duty
from yinuo.lib.refusal import NotFound, Refused
from yinuo.web import clock

SHANGHAI = ZoneInfo("Asia/Shanghai")
PHONE = "02000001286"


def asked(world: World, **given: Any) -> Caller:
    values = {"phone": PHONE, "contact": "", "number": "", "customers": Customer.objects.all(), **given}
    return caller(branch=world.branch, now=MORNING, **values)


def test_the_first_contact_at_the_number_is_who_calls(world: World) -> None:
    found = asked(world)
    assert found.customer == world.customer
    assert found.chosen == str(world.customer.contacts.get().pk)
    assert [each.device for each in found.owned] == [world.device, world.second]
    assert [str(each.cover.category) for each in found.owned] == ["paid", "warranty"]


@pytest.mark.parametrize(("phone", "chosen"), [("", ""), ("13800001234", ""), ("123", "")])
def test_an_unknown_number_knows_nobody(world: World, phone: str, chosen: str) -> None:
    found = asked(world, phone=phone)
    assert (found.customer, found.owned, found.chosen) == (None, [], chosen)


def test_somebody_else_at_the_number_stays_somebody_else(world: World) -> None:
    found = asked(world, contact="new")
    assert (found.customer, found.chosen) == (None, "new")
    assert len(found.contacts) == 1


def test_a_customer_named_by_number_wins_over_the_telephone(world: World) -> None:
    other = add_customer(name="方丈岛康复医院", branch=world.branch, by=world.clerk, at=LONG_AGO)
    found = asked(world, number=other.number, contact="new")
    assert (found.customer, found.contact, found.chosen) == (other, None, "")
    assert asked(world, number="C999999").customer is None


def test_customers_out_of_reach_are_unknown(world: World) -> None:
    found = asked(world, customers=Customer.objects.filter(branch=world.other))
    assert (found.customer, found.contacts) == (None, [])


def test_the_devices_of_the_callers_own_department_and_site_come_first(world: World) -> None:
    site = add_site(customer=world.customer, site=SiteGiven(name="北院"), by=world.clerk, at=LONG_AGO)
    type(world.second).objects.filter(pk=world.second.pk).update(site=site, department="检验科")
    given = ContactGiven("020-00009999", "白主任", "检验科")
    add_contact(customer=world.customer, site=site, contact=given, by=world.clerk, at=LONG_AGO)
    found = asked(world, phone="02000009999")
    assert [each.device for each in found.owned] == [world.second, world.device]
    assert found.site == site


def test_open_and_recent_calls_are_counted(world: World) -> None:
    world.register(when=at("2026-10-20 10:00"))
    world.register(when=at("2026-11-20 10:00"))
    world.file(_finished(world))
    found = asked(world)
    assert found.nth == 3
    assert len(found.open_calls) == 2
    assert [each.in_repair is not None for each in found.owned] == [True, False]


def _finished(world: World) -> Any:
    call = world.register(devices=(world.second,))
    world.finish(call)
    return call


def rows(world: World, now: str) -> list[tuple[str, int]]:
    duties = list(Duty.objects.filter(state="open").select_related("branch", "owner").order_by("due_at"))
    return [(group.words.zh, len(group.tasks)) for group in grouped(duties, {}, Chips(at(now)), SHANGHAI)]


@pytest.mark.parametrize(
    ("now", "headed"),
    [
        ("2026-11-24 09:00", [("今天到期", 1)]),
        ("2026-11-24 09:31", [("已经迟了", 1)]),
        ("2026-11-23 12:00", [("以后", 1)]),
    ],
)
def test_duties_met_in_one_place_share_a_row_under_the_first(
    world: World, now: str, headed: list[tuple[str, int]]
) -> None:
    world.register()
    Duty.objects.filter(state="open").update(subject_kind="day", subject_key="SH-20261124")
    assert rows(world, now) == headed


def test_nothing_owed_has_no_heading(world: World) -> None:
    assert rows(world, "2026-11-24 09:00") == []


def test_a_sight_shows_the_voucher_asked_for_and_everything_of_it(world: World) -> None:
    call = world.register(devices=(world.device, world.second))
    assert [sight(call, place, world.clerk).voucher.position for place in (1, 2, 0)] == [1, 2, 1]
    with pytest.raises(NotFound):
        sight(call, 9, world.clerk)
    seen = sight(call, 2, world.clerk)
    assert (seen.record, seen.visit, seen.signature, seen.files, seen.amended) == (None, None, None, [], [])
    assert seen.contract_left is None
    assert seen.of_year == 1


def request(world: World, key: str = "0123456789abcdef", **sent: Any) -> Any:
    made: Any = RequestFactory().post("/calls/new", {"key": key, **sent})
    made.user = world.clerk
    return made


def test_a_deed_is_done_once_for_its_key(world: World) -> None:
    def work() -> str:
        return f"/calls/{world.register().number}"

    with clock.at(MORNING):
        places = [once_only(request(world, a="1"), work) for _ in range(3)]
        other = once_only(request(world, key="another-key-000", a="1"), work)
        with pytest.raises(Refused):
            once_only(request(world, a="2"), work)
    assert places == ["/calls/SH-20261124-0001"] * 3
    assert other == "/calls/SH-20261124-0002"
    assert Call.objects.count() == 2


def test_two_people_may_use_the_same_key(world: World) -> None:
    mine, yours = request(world, a="1"), request(world, a="1")
    yours.user = world.people["supervisor"]
    with clock.at(MORNING):
        assert once_only(mine, lambda: "/mine") == "/mine"
        assert once_only(yours, lambda: "/yours") == "/yours"


def test_a_refused_deed_may_be_tried_again_with_its_key(world: World) -> None:
    def refuse() -> str:
        raise Refused("no", clock.now)  # type: ignore[arg-type]

    with clock.at(MORNING):
        with pytest.raises(Refused):
            once_only(request(world, a="1"), refuse)
        assert once_only(request(world, a="1"), lambda: "/there") == "/there"


def test_the_fingerprint_holds_every_value_and_every_byte(world: World) -> None:
    def file(content: bytes) -> SimpleUploadedFile:
        return SimpleUploadedFile("x.pdf", content)

    base = digest(request(world, a="1", b=["2", "3"], f=file(b"one")))
    same = digest(request(world, key="another-key-000", a="1", b=["2", "3"], f=file(b"one")))
    others = {
        digest(request(world, a="2", b=["2", "3"], f=file(b"one"))),
        digest(request(world, a="1", b=["3", "2"], f=file(b"one"))),
        digest(request(world, a="1", b=["2", "3"], f=file(b"two"))),
        digest(request(world, a="1", b=["2", "3"])),
    }
    assert base == same
    assert base not in others
    assert len(others) == 4
