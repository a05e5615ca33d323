"""Reasons of due times as one line, and the columns of register and ledger, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.world import MORNING, at
from yinuo.calls import commands
from yinuo.calls.models import Visit
from yinuo.calls.queries import jobs, register
from yinuo.calls.rules.sheets import CALL_HEADS, LEDGER_HEADS, call_row, ledger_row
from yinuo.calls.rules.whys import arrival_words, said
from yinuo.lib.words import speaking

if TYPE_CHECKING:
    from tests.world import World
    from yinuo.calls.models import Call


def step(
    start: str, end: str, kind: str, seconds: float, label: dict[str, str] | None = None
) -> dict[str, Any]:
    return {
        "from": f"2026-11-{start}:00+08:00",
        "to": f"2026-11-{end}:00+08:00",
        "kind": kind,
        "seconds": seconds,
        "label": label,
    }


DUE = datetime(2026, 11, 25, 1, 5, tzinfo=UTC)
STEPS = [
    step("24T10:35", "24T12:00", "counted", 5100),
    step("24T12:00", "24T13:30", "lunch", 0),
    step("24T13:30", "24T17:30", "counted", 14400),
    step("24T17:30", "25T08:30", "night", 0),
    step("25T08:30", "25T09:05", "counted", 2100),
]
CASES: list[tuple[datetime | None, dict[str, Any], str, str]] = [
    (None, {}, "没有到达的承诺", "no promise of arrival"),
    (
        DUE,
        {"agreed_with": "鲁护士长", "agreed_at": "x", "before": "y"},
        "按 鲁护士长 的要求改约",
        "a later time as 鲁护士长 wanted",
    ),
    (
        DUE,
        {"zone": "urban", "minutes": 360, "steps": STEPS},
        "市区，承诺 6 工时：周二 10:35 至 12:00 = 1 小时 25 分；13:30 至 17:30 = 4 小时；周三 8:30 至 9:05 = 35 分",
        "town, 6 working hours promised: Tue 10:35-12:00 = 1 h 25; 13:30-17:30 = 4 h; Wed 8:30-9:05 = 35 min",
    ),
    (
        DUE,
        {"zone": "suburban", "minutes": 450, "steps": STEPS[-1:]},
        "郊区，承诺 7.5 工时：周三 8:30 至 9:05 = 35 分",
        "suburbs, 7.5 working hours promised: Wed 8:30-9:05 = 35 min",
    ),
]


@pytest.mark.parametrize(("due_at", "why", "zh", "en"), CASES)
def test_why_somebody_must_have_arrived(
    due_at: datetime | None, why: dict[str, Any], zh: str, en: str
) -> None:
    words = arrival_words(due_at, why)
    assert (words.zh, words.en) == (zh, en)


@pytest.mark.parametrize(
    ("stored", "zh", "en"),
    [
        (None, "", ""),
        ({}, "", ""),
        ({"zh": "登记时指定", "en": "given with the call"}, "登记时指定", "given with the call"),
    ],
)
def test_stored_words_are_said_in_the_readers_language(
    stored: dict[str, str] | None, zh: str, en: str
) -> None:
    with speaking("zh"):
        assert said(stored) == zh
    with speaking("en"):
        assert said(stored) == en


@pytest.mark.django_db
def test_every_call_of_the_world_says_why(world: World) -> None:
    agreed = world.register()
    due_at = at("2026-11-26 10:00")
    commands.agree_time(
        number=agreed.number, version=None, due_at=due_at, asked_by="鲁护士长", deed=world.deed()
    )
    agreed.refresh_from_db()
    assert (
        arrival_words(agreed.arrival_due_at, agreed.arrival_due_why).en == "a later time as 鲁护士长 wanted"
    )
    walk_in = world.register(channel="walk_in")
    assert arrival_words(walk_in.arrival_due_at, walk_in.arrival_due_why).zh == "没有到达的承诺"
    usual = world.register(zone="suburban")
    assert arrival_words(usual.arrival_due_at, usual.arrival_due_why).zh.startswith(
        "郊区，承诺 7 工时：周二 9:00 至"
    )


def one(call: Call) -> dict[str, str]:
    """A call's row by the heads of its columns, in the current language."""
    whole = register.whole(type(call).objects.filter(pk=call.pk)).get()
    return dict(zip(map(str, CALL_HEADS), map(str, call_row(whole)), strict=True))


@pytest.mark.django_db
def test_a_call_as_a_row_of_the_register(world: World) -> None:
    call = world.register(devices=(world.device, world.second))
    with speaking("zh"):
        row = one(call)
    assert row["叫修号"] == call.number
    assert (row["分公司"], row["客户"], row["联系人"]) == ("蓬莱分公司", "昆仑体检中心", "鲁护士长")
    assert (row["机型"], row["序号"]) == ("KL-64", "2309-0052、2309-0053")
    assert (row["种类"], row["渠道"], row["类别"], row["进度"]) == ("故障", "电话", "有费", "待派工")
    assert (row["来电"], row["到达"], row["销号"]) == (str(MORNING), "None", "None")
    with speaking("en"):
        row = one(call)
    assert (row["Branch"], row["Kind"], row["Channel"], row["Category"]) == (
        "Penglai branch",
        "breakdown",
        "telephone",
        "paid",
    )


@pytest.mark.django_db
def test_a_call_without_a_device_is_a_row_too(world: World) -> None:
    call = world.register(devices=(None,), site=None)
    with speaking("en"):
        row = one(call)
    assert (row["Model"], row["Serial"], row["Address"], row["Category"]) == ("", "", "", "paid")


@pytest.mark.django_db
def test_a_visit_as_a_row_of_the_ledger(world: World) -> None:
    world.file(world.finish(world.register()).call)
    lines = jobs.ledger(since=at("2026-11-24 00:00"), until=at("2026-11-25 00:00"))
    with speaking("en"):
        row = dict(zip(map(str, LEDGER_HEADS), map(str, ledger_row(lines.get())), strict=True))
    assert row["Receipt form"] == "HZ-SH-2026-000001"
    assert (row["Voucher"], row["Technician"]) == ("SH-20261124-0001-1", "technician 试")
    assert (row["Model"], row["Serial"], row["Outcome"]) == ("KL-64", "2309-0052", "done")
    assert row["Accepted"] == row["Set out"] == row["Arrived"] == row["Left"] == row["Filed"] == str(MORNING)


@pytest.mark.django_db
def test_a_visit_that_goes_on_has_no_outcome_yet(world: World) -> None:
    world.to_site(world.register(devices=(None,)))
    row = ledger_row(Visit.objects.select_related("voucher__call__customer", "lead").get())
    assert row[4:6] == ("", "")
    assert row[9:] == (None, "", None)


def test_heads_and_rows_are_of_one_length() -> None:
    assert (
        len({head.zh for head in CALL_HEADS})
        == len({head.en for head in CALL_HEADS})
        == len(CALL_HEADS)
        == 19
    )
    assert len({head.zh for head in LEDGER_HEADS}) == len({head.en for head in LEDGER_HEADS}) == 12
