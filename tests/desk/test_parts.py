"""The desk's small parts: rail, chips, reasons, differences, marks, frames, proofs, names of calls, doing once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.sitting import Desk
from tests.world import MORNING, World, at
from yinuo.calendars.queries import working_calendar
from yinuo.calls import commands as calls
from yinuo.calls.models import Call, Record, Voucher
from yinuo.desk import differences, evidence, lines, rail, reasons
from yinuo.desk.chips import Chips, windows_left
from yinuo.desk.rules import Piece, frame, marked, unlike
from yinuo.duties.models import Duty
from yinuo.lib.refusal import Conflict
from yinuo.lib.words import Words, w
from yinuo.people.access import may_somewhere
from yinuo.people.rights import DEEDS
from yinuo.policy import queries as policies
from yinuo.web import clock

SHANGHAI = ZoneInfo("Asia/Shanghai")


# The rail


def test_the_rail_names_rights_that_exist_and_places_that_open(world: World) -> None:
    assert {entry.deed for entry in rail.ENTRIES} - {None} <= set(DEEDS)
    page = Desk(world, "administrator").open("/calls/").content.decode()
    for entry in rail.ENTRIES:
        assert entry.words.zh in page


@pytest.mark.parametrize("who", ["clerk", "supervisor", "salesperson", "auditor"])
def test_the_rail_shows_what_a_person_may_open(world: World, who: str) -> None:
    page = Desk(world, who).open("/").content.decode()
    nav = page[page.index("<nav") : page.index("</nav>")]
    for entry in rail.ENTRIES:
        may = entry.deed is None or may_somewhere(world.people[who], entry.deed)
        assert (entry.words.zh in nav) is may, entry.key


def test_the_rail_counts_what_waits_for_the_person_in_one_query(
    world: World, django_assert_num_queries: Any
) -> None:
    world.register()
    world.register(devices=(world.second,), kind="advice")
    supervisor, clerk = world.people["supervisor"], world.people["clerk"]
    assert supervisor.roles
    assert clerk.roles
    with clock.at(MORNING):
        with django_assert_num_queries(1):
            assert rail.counts(supervisor) == {"today": 3, "dispatch": 2}
        assert rail.counts(clerk) == {"today": 0, "dispatch": 0}
        assert rail.counts(world.people["auditor"])["dispatch"] == 0
    with clock.at(at("2026-11-23 10:00")):
        assert rail.counts(supervisor)["today"] == 0


# Chips


def chip(call: Call, now: datetime) -> Any:
    return Chips(now).of_call(Call.objects.select_related("branch").get(pk=call.pk))


@pytest.mark.parametrize(
    ("now", "state", "words"),
    [
        ("2026-11-24 09:00", "plenty", "6 小时"),
        ("2026-11-24 12:30", "plenty", "3 小时"),
        ("2026-11-24 14:30", "soon", "2 小时"),
        ("2026-11-24 16:00", "urgent", "30 分"),
        ("2026-11-24 16:30", "urgent", "0 分"),
        ("2026-11-24 16:36", "overdue", "超 6 分"),
        ("2026-11-25 08:31", "overdue", "超 1 小时 1 分"),
    ],
)
def test_a_chip_counts_working_time(world: World, now: str, state: str, words: str) -> None:
    found = chip(world.register(), at(now))
    assert (found.state, found.words.zh) == (state, words)


def test_a_chip_tells_how_a_promise_ended(world: World) -> None:
    kept, late, off = world.register(), world.register(), world.register(channel="walk_in")
    world.to_site(kept, when=at("2026-11-24 09:45"))
    world.to_site(late, when=at("2026-11-24 16:36"))
    assert (chip(kept, MORNING).state, chip(kept, MORNING).words) == (
        "kept",
        w("09:45 到达", "arrived 09:45"),
    )
    assert (chip(late, MORNING).state, chip(late, MORNING).words.zh) == ("overdue", "超 6 分")
    assert chip(off, MORNING) is None
    calls.cancel(number=off.number, version=None, reason="x", deed=world.deed())
    gone = world.register()
    calls.cancel(number=gone.number, version=None, reason="x", deed=world.deed())
    assert chip(gone, MORNING) is None


def test_a_chip_of_a_duty_counts_too(world: World) -> None:
    world.register()
    duty = Duty.objects.select_related("branch").get(clause="S2.4")
    assert Chips(MORNING).of_duty(duty).words == w("30 分", "30 min")
    assert Chips(MORNING + timedelta(hours=1)).of_duty(duty).state == "overdue"


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2026-11-24 07:00", ["08:30-12:00", "13:30-17:30"]),
        ("2026-11-24 12:00", ["13:30-17:30"]),
        ("2026-11-24 18:00", []),
        ("2026-11-22 09:00", []),
    ],
)
def test_only_windows_still_open_today_are_left(world: World, now: str, left: list[str]) -> None:
    calendar = working_calendar(world.branch.calendar_id)
    found = windows_left(calendar, at(now))
    assert [
        f"{start.astimezone(SHANGHAI):%H:%M}-{end.astimezone(SHANGHAI):%H:%M}" for start, end in found
    ] == left


# Reasons


def test_a_duty_to_the_end_of_a_working_day_names_the_day(world: World) -> None:
    world.register(injury="yes")
    duty = Duty.objects.get(clause="D10")
    with clock.at(MORNING):
        told = reasons.of_due("D10", duty.due_at, duty.why, SHANGHAI)
    assert told.title.zh == "为什么是今天 17:30？"
    assert told.quote is None
    assert told.total is None


def test_days_off_are_named_and_not_counted(world: World) -> None:
    call = world.register(when=at("2026-11-20 17:00"))
    with clock.at(at("2026-11-20 17:00")):
        told = reasons.of_due("G14", call.arrival_due_at, call.arrival_due_why, SHANGHAI)
    skipped = [line.words.zh for line in told.lines if line.skip]
    assert "休息日" in skipped
    assert next(line.value.zh for line in told.lines if not line.skip) == "30 分"
    assert told.url.endswith("?version=1")


def test_a_category_changed_by_hand_tells_both_reasons(world: World) -> None:
    call = world.register(category="contract", category_override="口头答应")
    told = reasons.of_category(call.vouchers.get(), policies.numbered(1))
    assert told.title.zh == "为什么是合同？"
    assert [line.words.zh for line in told.lines][1] == "改为：口头答应"
    assert told.lines[1].words.en == "changed: 口头答应"


# Differences


def conflict(**difference: Any) -> Conflict:
    return Conflict("stale_version", w("旧", "stale"), difference=difference)


@pytest.mark.parametrize(
    ("name", "value", "label", "said"),
    [
        ("state", "dispatched", "进度", "已派工"),
        ("zone", "suburban", "区域", "郊区"),
        ("arrival_due_at", "2026-11-24T08:30:00+00:00", "应到", "今天 16:30"),
        ("agreed_with", "鲁护士长", "与谁约好", "鲁护士长"),
        ("agreed_with", "", "与谁约好", "没有"),
        ("arrived_at", None, "到达", "没有"),
    ],
)
def test_a_difference_is_told_in_words(name: str, value: Any, label: str, said: str) -> None:
    with clock.at(MORNING):
        told = differences.in_words(
            conflict(**{name: {"yours": value, "now": value, "by": "秦可"}}), SHANGHAI
        )
    assert {side: str(each) for side, each in told.difference[label].items()} == {"yours": said, "now": said}
    assert told.words.zh == "秦可 刚改过这次叫修，您的没有写入。"
    assert told.status == 409


def test_columns_nobody_reads_are_left_out() -> None:
    told = differences.in_words(
        conflict(arrival_due_why={"yours": {}, "now": {}}, state={"yours": "done", "now": "filed"}), SHANGHAI
    )
    assert list(told.difference) == ["进度"]
    assert told.words == w("旧", "stale")
    only = differences.in_words(conflict(version={"yours": 3, "now": 4}), SHANGHAI)
    assert only.difference == {"版本": {"yours": "3", "now": "4"}}


# Marks and frames


@pytest.mark.parametrize(
    ("text", "other", "pieces"),
    [
        ("开机停机，风扇不转", "开机停机", [("开机停机", False), ("，", False), ("风扇不转", True)]),
        ("风扇不转，异响", "开机停机", [("风扇不转，异响", False)]),
        ("开机停机", "", [("开机停机", False)]),
        ("", "开机停机", []),
        ("error E-2107. fan stopped", "the error E-2107 came", [("error E-2107. fan stopped", False)]),
    ],
)
def test_what_the_other_does_not_say_is_marked(text: str, other: str, pieces: list[tuple[str, bool]]) -> None:
    assert marked(text, other) == [Piece(each, differs) for each, differs in pieces]


@given(st.text(max_size=60), st.text(max_size=60))
def test_marks_never_lose_a_letter(text: str, other: str) -> None:
    assert "".join(piece.text for piece in marked(text, other)) == text


@given(st.text(max_size=60))
def test_nothing_is_unlike_itself_or_nothing(text: str) -> None:
    assert not unlike(text, text)
    assert not unlike(text, "")
    assert not unlike("", text)


@pytest.mark.parametrize(
    ("path", "box"),
    [
        ("M10 20L110 60", "4 14 112 52"),
        ("M0 0", "-6 -6 12 12"),
        ("M1.5 2.5L3 4", "-4.5 -3.5 13.5 13.5"),
        ("", "0 0 600 168"),
        ("Z", "0 0 600 168"),
        ("M5", "0 0 600 168"),
    ],
)
def test_a_frame_holds_the_whole_path(path: str, box: str) -> None:
    assert frame(path) == box


# Proofs


@dataclass
class Written:
    """A record as far as the proofs look."""

    checklist_items: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    readings: list[dict[str, Any]] = field(default_factory=list)
    parts: list[dict[str, Any]] = field(default_factory=list)
    minutes: int | None = None


def item(kind: str, **more: Any) -> dict[str, Any]:
    return {"code": "x", "kind": kind, "words": {"zh": "项", "en": "item"}, **more}


@pytest.mark.parametrize(
    ("one", "value", "said", "limits", "out"),
    [
        (item("check"), True, w("是", "yes"), w("", ""), False),
        (
            item("number", unit="℃", low="18", high="24"),
            "31",
            w("31 ℃", "31 ℃"),
            w("正常 18 至 24", "normally 18 to 24"),
            True,
        ),
        (item("number", low="18"), "19", w("19", "19"), w("至少 18", "at least 18"), False),
        (item("number", high="24"), "25", w("25", "25"), w("至多 24", "at most 24"), True),
        (item("text"), "好", w("好", "好"), w("", ""), False),
        (
            item("choice", choices=[{"code": "a", "words": {"zh": "甲", "en": "A"}}]),
            "a",
            w("甲", "A"),
            w("", ""),
            False,
        ),
    ],
)
def test_an_answer_is_shown_with_its_limits(
    one: dict[str, Any], value: Any, said: Words, limits: Words, out: bool
) -> None:
    record: Any = Written([one], {"x": value})
    assert list(evidence.readings(record)) == [evidence.Reading(w("项", "item"), said, limits, out)]


@pytest.mark.parametrize("value", [None, "", False])
def test_what_was_not_answered_is_not_shown(value: Any) -> None:
    record: Any = Written([item("check")], {"x": value})
    assert list(evidence.readings(record)) == []
    assert list(evidence.readings(None)) == []


def test_readings_parts_and_time_are_lines(world: World) -> None:
    record: Any = Written(
        readings=[{"name": "水压", "value": "2.1", "unit": "bar"}],
        parts=[
            {"name": "滤网", "number": "F-12", "maker": "昆仑", "serial": "", "quantity": "2"},
            {"name": "油"},
        ],
        minutes=75,
    )
    assert [(each.words.zh, each.value.zh) for each in evidence.readings(record)] == [("水压", "2.1 bar")]
    assert evidence.parts(record) == ["滤网 F-12 昆仑 × 2", "油"]
    assert evidence.spent(record) == w("1 小时 15 分", "1 h 15 min")
    assert (evidence.parts(None), evidence.spent(None), evidence.spent(Written())) == (
        [],
        w("", ""),
        w("", ""),
    )  # type: ignore[arg-type]


def test_the_paper_ticks_one_box(world: World) -> None:
    voucher = world.register().vouchers.get()
    assert [(box.words.zh, box.ticked) for box in evidence.boxes(voucher)] == [
        ("免费", False),
        ("合同", False),
        ("有费", True),
    ]


def test_an_earlier_service_tells_what_was_done(world: World) -> None:
    call = world.register()
    world.finish(call)
    told = evidence.Service(Voucher.objects.prefetch_related("records").get(call=call))
    assert told.work == "换滤网，清风道"
    Record.objects.all().delete()
    by_telephone = Voucher(customers_word="好了")
    by_telephone.pk = told.voucher.pk
    assert evidence.Service(by_telephone).work == "好了"


# Names


@pytest.mark.parametrize(
    ("number", "shown"),
    [("SH-20261124-0007", "07"), ("SH-20261124-0123", "123"), ("X/12", "X/12"), ("12", "12"), ("A-B", "B")],
)
def test_the_number_of_the_day_is_what_people_say(number: str, shown: str) -> None:
    assert lines.short(number) == shown


def test_a_call_of_today_is_named_briefly(world: World) -> None:
    call = world.register()
    assert lines.named(call, date(2026, 11, 24)) == w("01 号", "no. 01")
    assert lines.named(call, date(2026, 11, 25)).zh == call.number


def test_a_row_without_a_device_is_still_a_row(world: World) -> None:
    call = world.register(devices=(None,))
    row = lines.rows(
        [Call.objects.prefetch_related("vouchers__device", "vouchers__visits__lead").get(pk=call.pk)],
        Chips(MORNING),
    )[0]
    assert (row.model, row.serial, row.department, row.technician) == ("", "", "", "")
    assert row.waits
    assert not row.done
