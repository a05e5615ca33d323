"""My service ledger: the jobs I accepted, by day and by month, with their receipt forms (S1.4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.field.conftest import Phone
from tests.world import MORNING, at


@pytest.fixture
def busy(world):
    """Three jobs on three days of two months; the last one is finished."""
    for day in ("2026-10-30", "2026-11-23", "2026-11-24"):
        call = world.dispatch(
            world.register(when=at(f"{day} 09:00"), fault=f"故障 {day}"), when=at(f"{day} 09:10")
        )
        phone = Phone(world, now=at(f"{day} 09:20"))
        phone.go(f"{call.number}-1", until="meeting")
    return Phone(world, now=at("2026-11-24 15:00"))


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ({}, ["2026-11-24"]),
        ({"day": "2026-11-23"}, ["2026-11-23"]),
        ({"day": "2026-11-22"}, []),
        ({"span": "month"}, ["2026-11-23", "2026-11-24"]),
        ({"span": "month", "day": "2026-10-02"}, ["2026-10-30"]),
        ({"span": "month", "day": "2027-02-28"}, []),
    ],
)
def test_the_lines_of_a_day_or_a_month(busy, query, days):
    text = busy.read("/field/ledger", **query)
    every = ["2026-10-30", "2026-11-23", "2026-11-24"]
    assert [day for day in every if f"故障 {day}" in text] == days
    assert ("这里还没有台帐" in text) == (not days)


def test_a_line_has_receipt_number_and_times(busy):
    text = busy.read("/field/ledger")
    assert (
        "09:20 接单 HZ-SH-2026-000003 昆仑体检中心 KL-64 CT，故障 2026-11-24 出发 09:20，到达 09:20" in text
    )


def test_in_english(busy, world):
    text = Phone(world, language="en", now=busy.now).read("/field/ledger")
    assert "My service ledger" in text
    assert "Tuesday, 24 Nov" in text
    assert "set out 09:20, arrived 09:20" in text
    assert "11/2026" in Phone(world, language="en", now=busy.now).read("/field/ledger", span="month")


@pytest.mark.parametrize(
    ("query", "before", "after"),
    [
        ({}, "?day=2026-11-23", "?day=2026-11-25"),
        ({"day": "2026-12-31"}, "?day=2026-12-30", "?day=2027-01-01"),
        (
            {"span": "month", "day": "2026-12-15"},
            "?day=2026-11-01&amp;span=month",
            "?day=2027-01-01&amp;span=month",
        ),
        (
            {"span": "month", "day": "2027-01-31"},
            "?day=2026-12-01&amp;span=month",
            "?day=2027-02-01&amp;span=month",
        ),
    ],
)
def test_one_can_turn_the_page(busy, query, before, after):
    page = busy.open("/field/ledger", **query).content.decode()
    assert f'href="{before}"' in page
    assert f'href="{after}"' in page


@pytest.mark.parametrize(
    "day", ["", "gestern", "2026-02-30", "0001-01-01", "9999-12-31", "2026-13-01", "\x00", "２０２６-11-24"]
)
def test_an_impossible_day_shows_today(busy, day):
    assert "11 月 24 日，星期二" in busy.read("/field/ledger", day=day)


@pytest.mark.parametrize("span", ["year", "", "MONTH", "\x00"])
def test_an_unknown_span_shows_a_day(busy, span):
    assert "11 月 24 日" in busy.read("/field/ledger", span=span)


def test_lines_of_others_are_not_mine(busy, world):
    for who in ("second_technician", "other_technician", "supervisor", "auditor"):
        assert "这里还没有台帐" in Phone(world, who, now=busy.now).read("/field/ledger")


def test_who_has_no_ledger_is_refused(world):
    assert Phone(world, "salesperson").open("/field/ledger").status_code == 403


def test_a_job_not_accepted_has_no_line(world, number):
    assert "这里还没有台帐" in Phone(world, now=MORNING + timedelta(minutes=5)).read("/field/ledger")


def test_a_day_ends_at_the_place_s_midnight(world):
    late = world.dispatch(world.register(when=at("2026-11-24 17:00")), when=at("2026-11-24 17:00"))
    phone = Phone(world, now=at("2026-11-24 23:59"))
    phone.do(f"{late.number}-1", "accept")
    assert "HZ-SH-2026-000001" in phone.read("/field/ledger", day="2026-11-24")
    assert "HZ-SH-2026-000001" not in phone.read("/field/ledger", day="2026-11-25")


def test_the_page_costs_the_same_for_many_lines(busy, world, django_assert_max_num_queries):
    for minute in range(6):
        call = world.dispatch(world.register(when=at("2026-11-24 10:00")), when=at("2026-11-24 10:10"))
        Phone(world, now=at("2026-11-24 10:20") + timedelta(minutes=minute)).do(f"{call.number}-1", "accept")
    with django_assert_max_num_queries(9):
        busy.read("/field/ledger")


@pytest.mark.parametrize(
    ("query", "range_"),
    [
        ({}, "since=2026-11-24&amp;until=2026-11-24"),
        ({"span": "month"}, "since=2026-11-01&amp;until=2026-11-30"),
    ],
)
def test_the_ledger_can_be_printed(busy, query, range_):
    page = busy.open("/field/ledger", **query).content.decode()
    assert f'href="/ledger/ledger.pdf?person=technician&amp;{range_}"' in page
