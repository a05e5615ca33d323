"""The call register: tabs and their numbers, order, paging without gaps, search, filter, export, whose book it is."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime, timedelta
from zipfile import ZipFile

import pytest

from tests.desk.sitting import Desk, words
from tests.world import MORNING, World, at
from yinuo.calls import commands as calls
from yinuo.calls.models import Call, Voucher
from yinuo.calls.queries.register import Wanted
from yinuo.desk.queries import register as queries
from yinuo.desk.queries.register import PAGE, Book
from yinuo.people.rights import ROLES

EVENING = at("2026-11-24 17:00")


def many(
    world: World, count: int, *, day: date = date(2026, 11, 24), state: str = "registered"
) -> list[Call]:
    """Put `count` lines into the book at once, as an import would have left them."""
    pattern = world.register()
    rows = [_copy(pattern, place, day, state) for place in range(count)]
    made = Call.objects.bulk_create(rows)
    vouchers = [
        Voucher(
            call=call,
            position=1,
            number=f"{call.number}-1",
            device=world.device,
            category="paid",
            category_reason={"zh": "", "en": ""},
            state=state,
        )
        for call in made
    ]
    Voucher.objects.bulk_create(vouchers)
    Voucher.objects.filter(call=pattern).delete()
    pattern.delete()
    return made


def _copy(pattern: Call, place: int, day: date, state: str) -> Call:
    values = {field.attname: getattr(pattern, field.attname) for field in Call._meta.concrete_fields}
    due = pattern.arrival_due_at + timedelta(minutes=place // 3) if place % 7 else None
    number = f"SH-{day:%Y%m%d}-{place + 2:04d}"
    return Call(**{**values, "id": None, "number": number, "day": day, "state": state, "arrival_due_at": due})


def numbers(text: str) -> list[str]:
    return re.findall(r'data-href="/calls/([^"]+)"', text)


def test_an_empty_book_says_what_would_be_here(world: World) -> None:
    page = Desk(world).read("/calls/")
    assert "这一天还没有来电" in page
    assert "今日 0" in page
    assert "按 N 登记一通" in page
    assert "按 N 登记一通" not in Desk(world, "auditor").read("/calls/")
    assert "Nothing waits here" in Desk(world, language="en").read("/calls/", tab="waiting")


def test_one_call_is_one_line_with_what_one_must_know(world: World) -> None:
    world.register(fault="扫描中断")
    page = Desk(world).read("/calls/")
    for told in (
        "01",
        "09:00",
        "昆仑体检中心",
        "放射科",
        "KL-64 CT",
        "2309-0052",
        "扫描中断",
        "有费",
        "待派工",
    ):
        assert told in page
    assert "16:30" in page
    assert "6 小时" in page


@pytest.mark.parametrize(
    ("language", "told"),
    [("zh", ["进度", "剩余工时", "待派工"]), ("en", ["Progress", "Time left", "to dispatch", "paid"])],
)
def test_the_book_speaks_both_languages(world: World, language: str, told: list[str]) -> None:
    world.register()
    page = Desk(world, language=language).read("/calls/")
    assert [each for each in told if each not in page] == []


def test_the_newest_is_on_top_and_what_was_left_over_before_it(world: World) -> None:
    yesterday = world.register(when=at("2026-11-23 16:00"))
    old = world.register(when=at("2026-11-23 16:30"))
    world.to_site(old, when=at("2026-11-23 17:00"))
    first, second = world.register(), world.register(when=at("2026-11-24 09:30"))
    answer = Desk(world, now=EVENING).open("/calls/")
    assert numbers(answer.content.decode()) == [yesterday.number, second.number, first.number]
    assert "以前的还没有到达，优先派工" in words(answer)


def test_the_book_of_another_day_stands_alone(world: World) -> None:
    call = world.register(when=at("2026-11-23 16:00"))
    world.register()
    answer = Desk(world).open("/calls/", day="2026-11-23")
    assert numbers(answer.content.decode()) == [call.number]
    assert "优先派工" not in words(answer)
    assert "11 月 23 日 1" in words(answer)


def test_each_tab_holds_what_its_name_says_and_counts_it(world: World) -> None:
    waiting = world.register()
    open_one = world.dispatch(world.register())
    done = world.file(_finished(world))
    held = {
        "today": {waiting.number, open_one.number, done.number},
        "waiting": {waiting.number},
        "open": {waiting.number, open_one.number},
        "all": {waiting.number, open_one.number, done.number},
    }
    for tab, expected in held.items():
        answer = Desk(world).open("/calls/", tab=tab)
        assert set(numbers(answer.content.decode())) == expected, tab
    assert "今日 3 未派工 1 未了 2 全部 3" in words(Desk(world).open("/calls/"))


def _finished(world: World) -> Call:
    call = world.register(devices=(world.second,))
    world.finish(call)
    return call


def test_a_filed_line_is_quiet_and_a_kept_promise_is_a_check(world: World) -> None:
    world.file(_finished(world))
    page = Desk(world).open("/calls/").content.decode()
    assert "data-done" in page
    assert 'data-state="kept"' in page
    assert "09:00 到达" in page


def test_a_promise_broken_before_arrival_is_the_only_solid_mark(world: World) -> None:
    world.register()
    page = Desk(world, now=at("2026-11-24 16:36")).open("/calls/").content.decode()
    assert page.count('data-state="overdue"') == 1
    assert "超 6 分" in page


def test_an_agreed_time_is_named(world: World) -> None:
    call = world.register()
    wanted = at("2026-11-25 15:30")
    calls.agree_time(number=call.number, version=None, due_at=wanted, asked_by="鲁护士长", deed=world.deed())
    assert "约好 明 15:30" in Desk(world).read("/calls/")


@pytest.mark.parametrize("count", [0, 1, 50, 5000])
def test_every_length_of_the_book_takes_the_same_statements(world: World, count: int) -> None:
    if count:
        many(world, count)
    desk = Desk(world)
    for tab in ("today", "waiting", "open", "all"):
        assert desk.queries("/calls/", tab=tab) <= 24, tab
        page = desk.open("/calls/", tab=tab).content.decode()
        assert len(numbers(page)) == min(count, PAGE)
        assert ('class="y-more"' in page) == (count > PAGE)


@pytest.mark.parametrize(("count", "told"), [(1000, "1,000"), (1001, "1,000+"), (1300, "1,000+")])
def test_all_calls_are_counted_up_to_a_thousand(world: World, count: int, told: str) -> None:
    many(world, count, state="filed")
    page = Desk(world).open("/calls/").content.decode()
    assert f"全部 <span>{told}</span>" in page
    assert "1,300" not in page.replace("1,300+", "")


@pytest.mark.parametrize("tab", ["today", "waiting", "open", "all"])
def test_paging_shows_every_call_once(world: World, tab: str) -> None:
    made = many(world, 120)
    desk, seen, url = Desk(world), [], f"/calls/?tab={tab}"
    for _page in range(4):
        text = desk.open(url, part=True).content.decode()
        seen += numbers(text)
        found = re.search(r'hx-get="(\?[^"]+)"', text)
        if not found:
            break
        url = "/calls/" + found.group(1).replace("&amp;", "&")
    assert sorted(seen) == sorted(call.number for call in made)


def test_paging_says_how_many_are_left(world: World) -> None:
    many(world, 120)
    assert "还有 70 行" in Desk(world).read("/calls/", tab="waiting")
    assert "70 more rows" in Desk(world, language="en").read("/calls/")


def test_what_comes_in_meanwhile_moves_nothing_between_pages(world: World) -> None:
    many(world, 60)
    book = _book(world, "all")
    first = queries.page(book)
    Call.objects.filter(number=first.rows[0].number).update(state="cancelled")
    second = queries.page(book, first.after)
    assert {call.number for call in first.rows} & {call.number for call in second.rows} == set()
    assert len(second.rows) == 10
    assert second.after == ""


def _book(world: World, tab: str, wanted: Wanted | None = None) -> Book:
    today = date(2026, 11, 24)
    return Book(Call.objects.all(), world.branch, today, today, tab, wanted or Wanted())


@pytest.mark.parametrize(
    "after", ["x", "-1", "9" * 40, "5~nan", "5~1e400", "5~", "~", "１２", "5~2026", "1; drop table"]
)
@pytest.mark.parametrize("tab", ["open", "all"])
def test_a_cursor_nobody_gave_is_answered(world: World, after: str, tab: str) -> None:
    world.register()
    assert Desk(world).open("/calls/", tab=tab, after=after).status_code == 200


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("昆仑", True),
        ("E-2107", True),
        ("2309-0052", True),
        ("0001", True),
        ("020-0000 1286", True),
        ("没有的", False),
        ("%", False),
    ],
)
def test_search_finds_by_customer_fault_serial_number_and_telephone(
    world: World, text: str, found: bool
) -> None:
    world.register()
    answer = Desk(world).open("/calls/", q=text, part=True)
    assert bool(numbers(answer.content.decode())) is found
    assert ("没有符合的叫修" in words(answer)) is not found


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({"kind": "maintenance"}, 1),
        ({"kind": "breakdown"}, 1),
        ({"category": "warranty"}, 1),
        ({"category": "contract"}, 0),
        ({"state": "dispatched"}, 0),
        ({"state": "registered", "kind": "breakdown"}, 1),
        ({"state": "nonsense"}, 2),
    ],
)
def test_the_filter_narrows_and_says_so(world: World, wanted: dict[str, str], count: int) -> None:
    world.register()
    world.register(kind="maintenance", devices=(world.second,))
    page = Desk(world).open("/calls/", **wanted).content.decode()
    assert len(numbers(page)) == count


@pytest.mark.parametrize(
    "query",
    [
        {"day": "2026-02-30"},
        {"day": "x"},
        {"q": "\0"},
        {"q": "x" * 500},
        {"tab": "nothing"},
        {"kind": "\ud800"},
    ],
)
def test_what_cannot_be_read_narrows_nothing(world: World, query: dict[str, str]) -> None:
    world.register()
    safe = {name: value.encode("utf-8", "surrogatepass") for name, value in query.items()}
    assert Desk(world).open("/calls/", **safe).status_code == 200


@pytest.mark.parametrize("who", [*ROLES, "other_clerk", "second_technician"])
def test_everybody_sees_their_own_book_only(world: World, who: str) -> None:
    call = world.register()
    answer = Desk(world, who).open("/calls/")
    own = {"clerk", "supervisor", "branch_manager", "accountant"}
    everywhere = {"service_department", "vice_president", "sales_director", "sales_manager", "team_leader"}
    if who in {"salesperson", "committee"}:
        assert answer.status_code == 403
        return
    assert answer.status_code == 200
    seen = Desk(world, who).open("/calls/", branch="SH")
    if who in own | everywhere | {"administrator", "auditor"}:
        assert numbers(seen.content.decode()) == [call.number]
    else:
        assert call.number not in seen.content.decode()


def test_the_book_of_another_branch_is_not_there(world: World) -> None:
    assert Desk(world, "other_clerk").open("/calls/", branch="SH").status_code == 404
    assert Desk(world, "auditor").open("/calls/", branch="XX").status_code == 404
    assert 'name="branch"' in Desk(world, "auditor").open("/calls/").content.decode()


def test_the_line_that_just_changed_breathes_once(world: World) -> None:
    call = world.register()
    page = Desk(world).open("/calls/", fresh=call.number).content.decode()
    assert 'class="y-fresh" aria-selected="true"' in page


def test_only_who_registers_gets_the_button(world: World) -> None:
    assert 'data-key="n"' in Desk(world).open("/calls/").content.decode()
    assert 'data-key="n"' not in Desk(world, "auditor").open("/calls/").content.decode()
    assert 'data-key="n"' not in Desk(world, "branch_manager").open("/calls/").content.decode()


def test_a_call_of_two_devices_counts_both(world: World) -> None:
    world.register(devices=(world.device, world.second))
    page = Desk(world).read("/calls/")
    assert "KL-64 CT +1" in page
    assert "不一" in page


def test_injury_and_repeat_are_marked_in_words(world: World) -> None:
    world.file(_finished(world))
    world.register(devices=(world.second,), injury="yes", when=at("2026-11-24 10:00"))
    page = Desk(world, now=at("2026-11-24 10:01")).read("/calls/")
    assert "有人受伤或可能受伤" in page
    assert "再次叫修" in page


@pytest.mark.parametrize(("tab", "rows"), [("today", 2), ("all", 2), ("waiting", 2)])
def test_the_book_is_exported_as_text(world: World, tab: str, rows: int) -> None:
    world.register(fault="=1+1")
    world.register(devices=(world.second,))
    answer = Desk(world).open("/calls/export.csv", tab=tab)
    assert answer["Content-Type"].startswith("text/csv")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(lines) == rows + 1
    assert lines[0][0] == "号码"
    assert "'=1+1" in [cell for line in lines for cell in line]


def test_the_book_is_exported_as_a_workbook(world: World) -> None:
    world.register()
    answer = Desk(world, language="en").open("/calls/export.xlsx")
    with ZipFile(io.BytesIO(answer.content)) as book:
        told = "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    assert "昆仑体检中心" in told
    assert "Arrival due" in told
    assert 'filename="register-SH-2026-11-24.xlsx"' in answer["Content-Disposition"]


@pytest.mark.parametrize(("who", "status"), [("clerk", 200), ("accountant", 403), ("technician", 403)])
def test_only_who_may_export_gets_the_file(world: World, who: str, status: int) -> None:
    assert Desk(world, who).open("/calls/export.csv").status_code == status


def test_other_endings_are_no_files(world: World) -> None:
    assert Desk(world).open("/calls/export.pdf").status_code == 404


def test_times_are_those_of_the_branch(world: World) -> None:
    world.register(when=at("2026-11-24 09:07"))
    assert "09:07" in Desk(world, "service_department", now=MORNING + timedelta(hours=1)).read(
        "/calls/", branch="SH"
    )


def test_a_day_is_that_of_the_branch_not_of_the_server(world: World) -> None:
    late = datetime.fromisoformat("2026-11-24T23:50:00+08:00")
    world.register(when=late)
    assert "今日 1" in Desk(world, now=late + timedelta(minutes=5)).read("/calls/")
    assert "今日 0" in Desk(world, now=late + timedelta(minutes=15)).read("/calls/")
