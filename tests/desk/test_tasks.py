"""Tasks, reasons, differences, subjects and cursors of the desk from plain rows, at their edges."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
from django.urls import resolve
from hypothesis import given
from hypothesis import strategies as some

from tests.world import at
from yinuo.calls.states import State
from yinuo.desk import differences, exporting, reasons, subjects, tasks, where
from yinuo.desk.queries import register
from yinuo.lib.refusal import Conflict, NotFound
from yinuo.lib.words import Words, speaking, w
from yinuo.web import clock

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = at("2026-11-24 10:00")
NUMBER = "SH-20261124-0007"


class Ticking:
    """Chips as far as tasks look at them."""

    now = NOW

    def of_duty(self, duty: Any) -> Any:
        return f"chip of {duty.clause}"


def duty(clause: str = "G14", *, due: datetime = NOW, part: str = "", key: str = NUMBER) -> Any:
    branch = SimpleNamespace(name="蓬莱分公司", name_en="Penglai branch")
    words = w("到达", "Arrive")
    return SimpleNamespace(clause=clause, due_at=due, part=part, subject_key=key, branch=branch, words=words)


def call(
    state: str = "registered",
    fault: str = "停机。",
    *,
    number: str = NUMBER,
    models: tuple[str, ...] = ("CT",),
) -> Any:
    devices = [SimpleNamespace(product_model=SimpleNamespace(words=Words(each, each))) for each in models]
    vouchers = [SimpleNamespace(device=each) for each in devices] or [SimpleNamespace(device=None)]
    rows = SimpleNamespace(all=lambda: vouchers)
    customer = SimpleNamespace(name="昆仑体检中心")
    return SimpleNamespace(state=State(state), fault=fault, number=number, vouchers=rows, customer=customer)


@pytest.mark.parametrize(
    ("clause", "state", "part", "url", "button"),
    [
        ("S2.4", "registered", "", f"/dispatch/{NUMBER}", "Dispatch"),
        ("G13", "registered", "", f"/dispatch/{NUMBER}", "Dispatch"),
        ("G14", "registered", "", f"/dispatch/{NUMBER}", "Dispatch"),
        ("G14", "dispatched", "", f"/calls/{NUMBER}", "See the call"),
        ("G14", "awaiting_approval", "", f"/calls/{NUMBER}", "See the call"),
        ("S2.2", "dispatched", f"{NUMBER}-2", f"/calls/{NUMBER}?voucher=2", "See the call"),
        ("S2.2", "dispatched", f"{NUMBER}-2/1", f"/calls/{NUMBER}?voucher=2", "See the call"),
        ("S1.2", "awaiting_approval", "", f"/calls/{NUMBER}/approve", "Approve"),
        ("S1.6", "on_site", f"{NUMBER}-1/3", f"/calls/{NUMBER}/solve?voucher=1", "Fix a solution"),
        ("D10", "registered", "", f"/calls/{NUMBER}/assess", "Assess it"),
        ("G4", "done", f"{NUMBER}-12", f"/calls/{NUMBER}?voucher=12", "Go and file"),
        ("S1.8", "done", "", f"/calls/{NUMBER}", "Complete it"),
        ("X9", "done", "", f"/calls/{NUMBER}", "See the call"),
    ],
)
def test_a_duty_leads_to_the_place_where_it_is_met(
    clause: str, state: str, part: str, url: str, button: str
) -> None:
    row = tasks.task(duty(clause, part=part), call(state), Ticking())  # type: ignore[arg-type]
    assert (row.url, row.button.en, row.chip) == (url, button, f"chip of {clause}")
    assert resolve(url.partition("?")[0])


@pytest.mark.parametrize(
    ("key", "url"),
    [
        ("SH-20261124", "/days/SH/2026-11-24"),
        ("GZ-20270101", "/days/GZ/2027-01-01"),
        ("A-B-20270101", "/days/A-B/2027-01-01"),
    ],
)
def test_a_duty_about_no_call_is_about_a_day(key: str, url: str) -> None:
    row = tasks.task(duty("G2", key=key), None, Ticking())  # type: ignore[arg-type]
    assert (row.url, row.what) == (url, w("到达", "Arrive"))
    assert row.about == Words(f"蓬莱分公司，{key}", f"Penglai branch, {key}")


@pytest.mark.parametrize(
    ("fault", "models", "zh", "en"),
    [
        ("停机。", ("CT",), "07 号，CT，停机", "no. 07, CT, 停机"),
        ("停机.；; ", ("CT", "MR"), "07 号，CT，停机", "no. 07, CT, 停机"),
        ("停机", (), "07 号，停机", "no. 07, 停机"),
        ("", ("CT",), "07 号，CT", "no. 07, CT"),
        ("。。。", (), "07 号", "no. 07"),
        ("x" * 61, (), "07 号，" + "x" * 60, "no. 07, " + "x" * 60),
    ],
)
def test_a_row_says_what_it_is_about(fault: str, models: tuple[str, ...], zh: str, en: str) -> None:
    row = tasks.task(duty(), call(fault=fault, models=models), Ticking())  # type: ignore[arg-type]
    assert row.about == Words(zh, en)
    assert row.what == Words("到达，昆仑体检中心", "Arrive, 昆仑体检中心")


@pytest.mark.parametrize(
    ("due", "heading"),
    [
        (at("2026-11-23 23:59"), "Late already"),
        (at("2026-11-24 09:59"), "Late already"),
        (at("2026-11-24 10:00"), "Due today"),
        (at("2026-11-24 23:59"), "Due today"),
        (at("2026-11-25 00:00"), "Later"),
        (at("2027-11-24 10:00"), "Later"),
    ],
)
def test_a_duty_stands_under_its_heading(due: datetime, heading: str) -> None:
    (group,) = tasks.grouped([duty(due=due)], {NUMBER: call()}, Ticking(), SHANGHAI)  # type: ignore[arg-type]
    assert (group.words.en, len(group.tasks)) == (heading, 1)


@given(
    some.lists(
        some.tuples(some.sampled_from(["G13", "G14", "S1.2", "G4"]), some.integers(-3000, 3000)), max_size=12
    )
)
def test_no_duty_is_lost_and_no_place_stands_twice(told: list[tuple[str, int]]) -> None:
    owed = [duty(clause, due=NOW + timedelta(minutes=minutes)) for clause, minutes in told]
    groups = tasks.grouped(owed, {NUMBER: call()}, Ticking(), SHANGHAI)  # type: ignore[arg-type]
    rows = [task for group in groups for task in group.tasks]
    assert sum(1 + len(row.others) for row in rows) == len(owed)
    assert len({row.url for row in rows}) == len(rows)
    assert all(group.tasks for group in groups)


@pytest.mark.parametrize(
    ("after", "read"),
    [
        ("", None),
        ("x", None),
        ("-1", None),
        ("1.5", None),
        ("١", None),
        ("9" * 19, None),
        ("7~soon", None),
        ("7~nan", None),
        ("7~inf", None),
        ("7~1e300", None),
        ("~0", None),
        ("7", (7, None)),
        ("7~", (7, None)),
        ("0~0", (0, datetime(1970, 1, 1, tzinfo=UTC))),
        ("9~1795485600.000001", (9, datetime(2026, 11, 24, 2, 0, 0, 1, tzinfo=UTC))),
        ("9" * 18, (10**18 - 1, None)),
    ],
)
def test_a_cursor_says_something_or_nothing(after: str, read: tuple[int, datetime | None] | None) -> None:
    assert register._read(after) == read


@given(some.integers(1, 10**12), some.none() | some.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)))  # noqa: DTZ001
def test_a_cursor_is_read_as_it_was_given(key: int, naive: datetime | None) -> None:
    due = naive.replace(tzinfo=UTC) if naive else None
    given_: Any = SimpleNamespace(pk=key, arrival_due_at=due)
    for tab in register.TABS:
        found = register._read(register._cursor(given_, SimpleNamespace(tab=tab)))  # type: ignore[arg-type]
        assert found is not None
        assert found[0] == key
        if tab in register.BY_DUE and due:
            assert found[1] is not None
            assert abs(found[1] - due) <= timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("name", "value", "zh", "en"),
    [
        ("state", "dispatched", "已派工", None),
        ("zone", "suburban", "郊区", "suburbs"),
        ("zone", None, "没有", "none"),
        ("arrived_at", "", "没有", "none"),
        ("arrived_at", "2026-11-24T02:30:00+00:00", "今天 10:30", None),
        ("arrival_due_at", "2026-12-31T16:00:00+00:00", "2027 年 1 月 1 日 00:00", "1 Jan 2027 00:00"),
        ("agreed_with", "鲁护士长", "鲁护士长", "鲁护士长"),
        ("version", 0, "0", "0"),
    ],
)
def test_a_difference_is_said_in_both_languages(name: str, value: Any, zh: str, en: str | None) -> None:
    conflict = Conflict(
        "stale", w("旧了", "stale"), difference={name: {"yours": value, "now": value, "by": "鲁"}}
    )
    for language, wanted in (("zh", zh), ("en", en)):
        with clock.at(NOW), speaking(language):
            told = differences.in_words(conflict, SHANGHAI)
            ((label, sides),) = told.difference.items()
            assert label == str(differences.FIELDS[name])
            assert str(sides["yours"]) == str(sides["now"]) == wanted or wanted is None
            assert "鲁" in str(told.words)


@pytest.mark.parametrize("kind", [*subjects.KINDS, "", "moon"])
def test_a_subject_has_a_name_in_both_languages(kind: str) -> None:
    said = subjects.called(kind)
    assert (said.zh != said.en) is (kind in subjects.KINDS)


@pytest.mark.parametrize("verb", list(subjects.VERBS))
def test_a_verb_has_words_in_both_languages(verb: str) -> None:
    said = subjects.done(verb)
    assert said.zh
    assert not said.zh.isascii()
    assert said.en.isascii()


@pytest.mark.parametrize("kind", list(subjects.PAGES))
@pytest.mark.parametrize("key", ["SH-20261124-0007", "x y", "一"])
def test_a_page_of_a_subject_is_a_page(kind: str, key: str) -> None:
    found = resolve(unquote(subjects.address(kind, key)))
    assert (found.view_name, list(found.kwargs.values())) == (subjects.PAGES[kind], [key])


@pytest.mark.parametrize("kind", ["duty", "policy", "contract", "", "moon"])
def test_what_has_no_page_has_no_address(kind: str) -> None:
    assert subjects.address(kind, "1") == ""


@given(some.dates())
def test_a_day_has_one_way_to_be_written(day: date) -> None:
    assert where.day_of(day.isoformat()) == day
    for other in (f"{day:%Y%m%d}", f" {day}", f"{day}T00:00", f"{day.year}-W10-2"):
        with pytest.raises(NotFound):
            where.day_of(other)


@pytest.mark.parametrize(
    ("query", "tail"),
    [("", ""), ("voucher=1", "&voucher=1"), ("copy=customer&language=en", "&copy=customer&language=en")],
)
def test_a_paper_carries_its_query_in_both_sizes(query: str, tail: str) -> None:
    assert [address for _words, address, _icon in exporting.prints("/a.pdf", query)] == [
        f"/a.pdf?size=a4{tail}",
        f"/a.pdf?size=a5{tail}",
    ]


@pytest.mark.parametrize(
    ("why", "zh", "en"),
    [
        ({"minutes": 480, "zone": "urban"}, ("市区", "8 小时"), ("town", "8 h of working time")),
        (
            {"minutes": 90, "zone": "suburban"},
            ("郊区", "1 小时 30 分"),
            ("suburbs", "1 h 30 min of working time"),
        ),
        ({"minutes": 0}, ("一共", "0 分"), ("in all", "0 min of working time")),
        ({"minutes": 15, "zone": ""}, ("一共", "15 分"), ("in all", "15 min of working time")),
    ],
)
def test_the_sum_of_a_promise_is_said(why: dict[str, Any], zh: tuple[str, str], en: tuple[str, str]) -> None:
    line = reasons._total(why)
    assert line is not None
    assert (line.words.zh, line.value.zh) == zh
    assert (line.words.en, line.value.en) == en
    assert reasons._total({}) is None
