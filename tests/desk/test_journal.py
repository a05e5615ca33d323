"""The journal's page: one subject or all, old beside new, for those who may; paged by line."""

from __future__ import annotations

import re

import pytest

from tests.desk.sitting import Desk
from tests.world import LONG_AGO, World, at
from yinuo.desk import subjects
from yinuo.desk.views.journal import PAGE
from yinuo.handbook.commands import write_problem
from yinuo.journal.models import Entry

pytestmark = pytest.mark.django_db


def sequences(text: str) -> list[int]:
    return [int(each) for each in re.findall(r">#(\d+)</a>", text)]


def test_a_call_s_lines_stand_newest_first_with_old_and_new(world: World) -> None:
    call = world.register()
    world.dispatch(call)
    page = Desk(world, "supervisor").open("/journal/", subject=f"call:{call.number}")
    assert sequences(page.content.decode()) == [2, 1]
    text = Desk(world, "supervisor").read("/journal/", subject=f"call:{call.number}")
    assert "叫修 " + call.number in text
    assert "派工" in text
    assert "state registered → dispatched" in text
    assert Entry.objects.get(subject_key=call.number, sequence=2).hash[:10] in text


def test_words_are_said_and_empty_changes_left_out(world: World) -> None:
    call = world.register(zone="")
    zh = Desk(world, "supervisor").read("/journal/", subject=f"call:{call.number}")
    en = Desk(world, "supervisor", "en").read("/journal/", subject=f"call:{call.number}")
    assert "zone_why ∅ → 客户地点的设定" in zh
    assert "zone_why ∅ → the site's own zone" in en
    assert "∅ → ∅" not in zh
    assert "registered" in en


def test_all_lines_are_for_those_who_see_all(world: World) -> None:
    world.register()
    for who in ("auditor", "administrator", "service_department"):
        assert "叫修" in Desk(world, who).read("/journal/")
    for who in ("supervisor", "branch_manager", "clerk", "technician", "salesperson"):
        assert Desk(world, who).open("/journal/").status_code == 403, who


@pytest.mark.parametrize(
    ("who", "subject", "status"),
    [
        ("supervisor", "customer:C000001", 200),
        ("supervisor", "device:D000001", 200),
        ("supervisor", "day:SH-20261124", 200),
        ("supervisor", "day:GZ-20261124", 404),
        ("supervisor", "handbook:H-1", 200),
        ("supervisor", "handbook:H-2", 404),
        ("supervisor", "calendar:china", 404),
        ("supervisor", "policy:1", 404),
        ("supervisor", "call:GZ-1", 404),
        ("supervisor", "customer:C999999", 404),
        ("supervisor", "nonsense", 404),
        ("supervisor", ":", 403),
        ("auditor", "calendar:china", 200),
        ("auditor", "nonsense:\x00", 200),
        ("clerk", "customer:C000001", 403),
        ("technician", "device:D000001", 403),
    ],
)
def test_a_subject_is_for_those_who_may_see_it(world: World, who: str, subject: str, status: int) -> None:
    write_problem(product_model=None, symptom="黑屏", cause="", solution="重启", by=world.clerk, at=LONG_AGO)
    assert Desk(world, who).open("/journal/", subject=subject).status_code == status


def test_a_foreign_call_does_not_exist(world: World) -> None:
    call = world.register()
    type(call).objects.filter(pk=call.pk).update(branch=world.other)
    assert Desk(world, "supervisor").open("/journal/", subject=f"call:{call.number}").status_code == 404


def test_pages_follow_one_another_without_gaps(world: World) -> None:
    for minute in range(PAGE // 2 + 10):
        call = world.register(when=at(f"2026-11-24 09:{minute:02d}"))
        world.dispatch(call, when=at(f"2026-11-24 09:{minute:02d}"))
    desk = Desk(world, "auditor", now=at("2026-11-24 12:00"))
    first = desk.open("/journal/").content.decode()
    before = re.search(r"before=(\d+)", first)
    assert before
    second = desk.open("/journal/", part=True, before=before.group(1)).content.decode()
    assert len(sequences(first)) == PAGE
    assert len(sequences(first)) + len(sequences(second)) == Entry.objects.count()


@pytest.mark.parametrize("before", ["x", "-5", "9" * 40, "²"])
def test_a_cursor_that_says_nothing_shows_the_newest(world: World, before: str) -> None:
    world.register()
    assert "叫修" in Desk(world, "auditor").read("/journal/", before=before)


def test_an_unknown_subject_has_no_lines(world: World) -> None:
    assert "没有流水" in Desk(world, "auditor").read("/journal/", subject="call:SH-1")


def test_the_page_costs_the_same_with_many_lines(world: World) -> None:
    world.register()
    desk = Desk(world, "auditor")
    few = desk.queries("/journal/")
    for _each in range(30):
        world.register()
    assert desk.queries("/journal/") == few


@pytest.mark.parametrize(
    ("kind", "key", "expected"),
    [
        ("call", "SH-20261124-0001", "/calls/SH-20261124-0001"),
        ("customer", "C000001", "/customers/C000001"),
        ("device", "D000001", "/devices/D000001"),
        ("handbook", "H-1", "/handbook/H-1"),
        ("calendar", "china", "/calendars/china"),
        ("day", "SH-20261124", "/days/SH/2026-11-24"),
        ("contract", "BY-1", ""),
        ("policy", "1", ""),
    ],
)
def test_a_subject_has_its_page(kind: str, key: str, expected: str) -> None:
    assert subjects.address(kind, key) == expected


def test_every_verb_written_so_far_has_words(world: World) -> None:
    call = world.register()
    world.finish(call)
    world.file(call)
    told = {verb: subjects.done(verb) for verb in Entry.objects.values_list("verb", flat=True)}
    assert not [verb for verb, said in told.items() if said.zh == verb]
    assert subjects.done("unheard_of").zh == "unheard_of"
    assert subjects.called("unheard_of").en == "unheard_of"
