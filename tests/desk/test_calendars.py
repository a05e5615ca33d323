"""Working calendars on the desk: the week, a year's special days, the missing year, the import row by row."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.desk.sitting import Desk, words
from yinuo.calendars.models import Calendar, SpecialDay
from yinuo.calendars.queries import working_calendar
from yinuo.desk.forms.calendars import Days
from yinuo.journal import audit
from yinuo.lib import worktime

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.django_db
TABLE = "2027-01-01,节假日,元旦,New Year\n2027-01-02,调休,补班,Make-up day,9:00-12:00\n"
ADDRESS = "/calendars/china/days"


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world, "administrator")


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        (
            "zh",
            [
                "中国工作日历",
                "Asia/Shanghai",
                "周一 08:30-12:00、13:30-17:30",
                "2024、2025、2026",
                "缺少 2027 年的节假日和调休",
            ],
        ),
        (
            "en",
            [
                "Working days in China",
                "Mon 08:30-12:00",
                "2024, 2025, 2026",
                "lacks the holidays and make-up days of 2027",
            ],
        ),
    ],
)
def test_each_calendar_says_its_week_and_what_is_known(
    world: World, language: str, wanted: list[str]
) -> None:
    text = Desk(world, "clerk", language).read("/calendars/")
    assert all(each in text for each in wanted), text


def test_a_year_s_special_days_are_listed(desk: Desk) -> None:
    text = desk.read("/calendars/china")
    assert "10 月 1 日，星期四 节假日 国庆节" in text
    assert "调休上班日" in text
    assert "周六 休息" in text
    other = desk.read("/calendars/china", year=2025)
    assert "2025 年 1 月 1 日，星期三 节假日 元旦" in other


@pytest.mark.parametrize("year", ["2027", "2031", "x", "-1", "٢٠٢٧", "99999", ""])
def test_a_year_that_is_not_known_is_said_or_this_one_is_shown(desk: Desk, year: str) -> None:
    text = desk.read("/calendars/china", year=year)
    assert ("还没有齐全" in text) == (year in ("2027", "2031"))


def test_days_are_imported_from_a_pasted_table(desk: Desk, world: World) -> None:
    answer = desk.send(ADDRESS, pasted=TABLE, years="2027")
    assert (answer.status_code, answer.url) == (303, "/calendars/china")
    text = desk.read("/calendars/china", year=2027)
    assert "加了 2 天，改了 0 天，去掉 0 天。" in text
    assert "2027 年 1 月 1 日，星期五 节假日 元旦" in text
    assert "09:00-12:00" in text
    assert "缺少" not in text
    calendar = working_calendar(world.branch.calendar_id)
    assert not worktime.is_working_day(calendar, date(2027, 1, 1))
    assert list(audit.verify()) == []


def test_a_second_import_of_the_same_changes_nothing(desk: Desk) -> None:
    desk.send(ADDRESS, pasted=TABLE, years="2027")
    version = Calendar.objects.get().version
    desk.send(ADDRESS, pasted=TABLE, years="2027")
    assert Calendar.objects.get().version == version


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_days_are_imported_from_a_file(desk: Desk, ending: str) -> None:
    if ending == "csv":
        content = TABLE.encode("gb18030")
    else:
        kept = io.BytesIO()
        book = xlsxwriter.Workbook(kept)
        sheet = book.add_worksheet()
        for row, line in enumerate(TABLE.splitlines()):
            sheet.write_row(row, 0, line.split(","))
        book.close()
        content = kept.getvalue()
    file = SimpleUploadedFile(f"days.{ending}", content)
    assert desk.send(ADDRESS, file=file, years="").status_code == 303
    assert SpecialDay.objects.filter(day__year=2027).count() == 2


def test_each_row_that_cannot_be_taken_is_named_and_nothing_is_written(desk: Desk) -> None:
    table = "2027-01-01,节假日,元旦\n2027-02-30,节假日\n2027-03-01,婚假\n2027-01-01,调休\n"
    answer = desk.send(ADDRESS, pasted=table, years="2027")
    assert answer.status_code == 422
    text = words(answer)
    assert "有 3 行不能导入，什么都没有写入" in text
    for wanted in (
        "第 2 行 看不懂日期「2027-02-30」",
        "第 3 行 不认识类别「婚假」",
        "第 4 行 这个日期出现了两次",
    ):
        assert wanted in text
    assert "2027-03-01,婚假" in answer.content.decode()
    assert not SpecialDay.objects.filter(day__year=2027).exists()


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ({"pasted": "", "years": "2027"}, "请粘贴表格，或选一个文件"),
        ({"pasted": TABLE, "years": "27"}, "年份写成 2027"),
        ({"pasted": TABLE, "years": "zwei"}, "年份写成 2027"),
        ({"pasted": TABLE, "years": "9999"}, "年份"),
        ({"pasted": '2027-01-01,"节假日', "years": ""}, "读不了这个文件"),
        ({"pasted": "x" * 100_001, "years": ""}, "最多 100000 个字"),
    ],
)
def test_what_cannot_be_read_is_said(desk: Desk, sent: dict[str, str], wanted: str) -> None:
    answer = desk.send(ADDRESS, **sent)
    assert answer.status_code == 422
    assert wanted in words(answer)
    assert not SpecialDay.objects.filter(day__year=2027).exists()


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04nonsense", b"\x00\x01\x02", b"x" * (2 * 1024 * 1024 + 1)]
)
def test_a_file_of_the_wrong_kind_is_refused(desk: Desk, content: bytes) -> None:
    answer = desk.send(ADDRESS, file=SimpleUploadedFile("days.xlsx", content))
    assert answer.status_code == 422
    assert "y-error" in answer.content.decode() or "y-notice" in answer.content.decode()


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ("", set()),
        ("2027", {2027}),
        ("2027、2028", {2027, 2028}),
        ("2027, 2028，2029 2030", {2027, 2028, 2029, 2030}),
    ],
)
def test_years_are_read_from_a_line(years: str, expected: set[int]) -> None:
    form = Days({"pasted": "x", "years": years})
    assert form.is_valid()
    assert form.complete_years == expected


@pytest.mark.parametrize(
    ("who", "status"), [("clerk", 403), ("branch_manager", 403), ("auditor", 403), ("administrator", 200)]
)
def test_importing_is_for_those_who_may_and_looking_for_all(world: World, who: str, status: int) -> None:
    desk = Desk(world, who)
    assert desk.open(ADDRESS).status_code == status
    assert desk.send(ADDRESS, pasted=TABLE).status_code == (303 if status == 200 else 403)
    page = desk.open("/calendars/china").content.decode()
    assert (ADDRESS in page) == (status == 200)


@pytest.mark.parametrize("code", ["mars", "CHINA", "%00", "x" * 99])
def test_a_calendar_that_is_not_there_is_not_found(desk: Desk, code: str) -> None:
    assert desk.open(f"/calendars/{code}").status_code == 404
    assert desk.open(f"/calendars/{code}/days").status_code == 404


def test_a_missing_year_is_said_on_the_settings_too(world: World) -> None:
    assert "缺少 2027 年的节假日和调休" in Desk(world, "clerk").read("/settings/")


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        ("clerk", ["规章", "人员", "权限表", "工作日历", "我的登录"]),
        ("technician", ["规章", "工作日历", "我的登录"]),
        ("supervisor", ["规章", "人员", "权限表", "工作日历", "我的登录"]),
        ("auditor", ["规章", "人员", "权限表", "工作日历", "流水", "我的登录"]),
    ],
)
def test_settings_show_what_one_may_open(world: World, who: str, shown: list[str]) -> None:
    page = Desk(world, who).open("/settings/").content.decode()
    listed = re.search(r'<ul class="y-list y-ways">(.*?)</ul>', page, re.DOTALL)
    assert listed
    assert re.findall(r"<b>([^<]+)</b>", listed.group(1)) == shown
    for url in re.findall(r'<a href="([^"]+)"', listed.group(1)):
        assert Desk(world, who).open(url).status_code == 200, url
