"""The desk's forms that read lists: tools, picked vouchers, versions, explanations of a day, ranges of days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as some

from yinuo.customers.models import Site
from yinuo.desk.forms import calendars, customers, days, dispatch, ledger, lists, register
from yinuo.lib.refusal import Invalid

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "tools"),
    [
        ("", ()),
        ("万用表", ("万用表",)),
        ("万用表、示波器", ("万用表", "示波器")),
        ("万用表，示波器,梯子；扳手;钳", ("万用表", "示波器", "梯子", "扳手", "钳")),
        ("a\nb\n\nc", ("a", "b", "c")),
        ("a, a ,A", ("a", "A")),
        ("  hex   key  ", ("hex key",)),
        ("、、，,;；", ()),
    ],
)
def test_tools_are_told_apart(text: str, tools: tuple[str, ...]) -> None:
    assert dispatch.tools_of(text) == tools


@given(
    some.lists(
        some.text(some.characters(codec="utf-8", exclude_characters="、，,；;\n"), max_size=6), max_size=40
    )
)
def test_tools_come_once_each_and_not_without_end(named: list[str]) -> None:
    tools = dispatch.tools_of("、".join(named))
    assert len(tools) == len(set(tools)) <= dispatch.TOOLS_MOST
    assert set(tools) <= {" ".join(each.split()) for each in named}
    assert all(tools)


@pytest.mark.parametrize(
    ("sent", "versions"),
    [
        ("version-SH-1=3", {"SH-1": 3}),
        ("version-SH-1=3&version-SH-2=0", {"SH-1": 3, "SH-2": 0}),
        ("version-SH-1=&version-SH-2=x&version-SH-3=-1&version-SH-4=1.0", {}),
        ("version-SH-1=999999999&version-SH-2=1000000000", {"SH-1": 999_999_999}),
        ("version-SH-1=%D9%A1", {}),
        ("versions=3&Version-SH-1=3", {}),
    ],
)
def test_versions_are_read_and_nonsense_left_out(sent: str, versions: dict[str, int]) -> None:
    query = QueryDict(sent)
    assert lists.Picked(query).versions(query) == versions


@pytest.mark.parametrize(
    ("sent", "picked", "codes"),
    [
        ("move=file&picked=A", ["A"], []),
        ("move=file&picked=A&picked=B&picked=A", ["A", "B"], []),
        ("move=receive&picked=%00A&picked=", ["A"], []),
        ("move=confirm", [], ["nothing_picked"]),
        ("move=burn&picked=A", ["A"], ["no_choice"]),
        ("picked=A", ["A"], ["required"]),
        ("", [], ["required", "nothing_picked"]),
        ("move=file&" + "&".join(f"picked={n}" for n in range(250)), [str(n) for n in range(200)], []),
    ],
)
def test_what_was_picked_is_read(sent: str, picked: list[str], codes: list[str]) -> None:
    made = lists.Picked(QueryDict(sent))
    assert made.picked == picked
    assert [one.code for found in made.errors.as_data().values() for one in found] == codes


@pytest.mark.parametrize("numbers", [[], ["SH-1-1"], ["SH-1-1", "SH-2-1", "SH-2-2"]])
def test_closing_asks_once_for_each_voucher(numbers: list[str]) -> None:
    sent = QueryDict("&".join(f"{days.PREFIX}{number}=丢了" for number in numbers) + "&explained-XX=no")
    made = days.Closing(sent, vouchers=numbers)
    assert list(made.asked) == numbers
    assert made.is_valid()
    assert made.explained == dict.fromkeys(numbers, "丢了")
    without = days.Closing(QueryDict(""), vouchers=numbers)
    assert without.is_valid() is not bool(numbers)
    assert all(number in str(without.fields[days.PREFIX + number].label) for number in numbers)


@pytest.mark.parametrize(
    ("since", "until", "days_wanted", "codes"),
    [
        ("", "", (TODAY, TODAY), []),
        ("2026-11-01", "", (date(2026, 11, 1), TODAY), []),
        ("", "2026-11-01", (date(2026, 11, 1), date(2026, 11, 1)), []),
        ("", "2026-12-01", (TODAY, date(2026, 12, 1)), []),
        ("2026-12-01", "", (date(2026, 12, 1), date(2026, 12, 1)), []),
        ("2026-11-01", "2026-11-01", (date(2026, 11, 1), date(2026, 11, 1)), []),
        ("2025-11-24", "2026-11-25", (date(2025, 11, 24), date(2026, 11, 25)), []),
        ("2025-11-24", "2026-11-26", (TODAY, TODAY), ["too_long"]),
        ("2026-11-02", "2026-11-01", (TODAY, TODAY), ["order"]),
        ("nonsense", "2026-11-01", (TODAY, TODAY), ["invalid"]),
        ("2026-11-01", "2026-02-30", (TODAY, TODAY), ["invalid"]),
    ],
)
def test_a_range_of_days_is_completed_or_refused(
    since: str, until: str, days_wanted: tuple[date, date], codes: list[str]
) -> None:
    made = ledger.Range({"since": since, "until": until})
    assert [one.code for found in made.errors.as_data().values() for one in found] == codes
    assert made.days(TODAY) == days_wanted


@given(some.dates(date(1991, 1, 1), date(2099, 1, 1)), some.integers(-3, 400))
def test_a_range_is_in_order_and_at_most_a_year(since: date, length: int) -> None:
    until = since + timedelta(days=length)
    made = ledger.Range({"since": f"{since:%Y-%m-%d}", "until": f"{until:%Y-%m-%d}"})
    assert made.is_valid() is (timedelta() <= until - since <= ledger.LONGEST)
    first, last = made.days(TODAY)
    assert first <= last


@pytest.mark.parametrize(
    ("latitude", "longitude", "codes"),
    [
        ("", "", []),
        ("31.2304", "121.4737", []),
        ("0", "0", []),
        ("31.2304", "", ["half_a_position"]),
        ("", "0", ["half_a_position"]),
        ("x", "", ["not_a_number"]),
        ("91", "181", ["too_large", "too_large"]),
    ],
)
def test_half_a_position_is_refused_once(latitude: str, longitude: str, codes: list[str]) -> None:
    made = customers.SiteForm({"address": "x", "latitude": latitude, "longitude": longitude})
    assert [one.code for found in made.errors.as_data().values() for one in found] == codes


@pytest.mark.parametrize(
    ("installed", "until", "codes"),
    [
        ("", "", []),
        ("2026-01-01", "", []),
        ("", "2026-01-01", []),
        ("2026-01-01", "2026-01-01", []),
        ("2026-01-01", "2025-12-31", ["order"]),
        ("2026-02-30", "2025-12-31", ["invalid"]),
    ],
)
def test_a_warranty_does_not_end_before_it_begins(installed: str, until: str, codes: list[str]) -> None:
    made = customers.DeviceForm({"installed_on": installed, "warranty_until": until})
    assert [one.code for found in made.errors.as_data().values() for one in found] == codes


@pytest.mark.parametrize(
    ("name", "address", "called"),
    [
        ("市区本部", "东街 1 号", "市区本部"),
        ("", "东街 1 号", "东街 1 号"),
        ("", "", "?"),
    ],
)
def test_a_site_is_called_by_its_name_or_its_address(name: str, address: str, called: str) -> None:
    said = customers.called(Site(name=name, address=address))
    assert (said.zh, said.en) == (called, called)


@pytest.mark.parametrize(
    ("sent", "made"),
    [
        ({}, []),
        ({"q": "停机", "day": "2026-11-24"}, []),
        ({"state": "registered"}, [("state", "registered")]),
        ({"state": "registered", "kind": "advice"}, [("state", "registered"), ("kind", "advice")]),
        ({"category": "paid", "kind": "", "state": ""}, [("category", "paid")]),
        ({"state": "lost", "category": "paid"}, [("category", "paid")]),
    ],
)
def test_the_choices_that_narrow_are_counted(sent: dict[str, str], made: list[tuple[str, str]]) -> None:
    asked = register.Filter(sent)
    asked.is_valid()
    assert (asked.choices_made, asked.narrows) == (made, len(made))


def handed_in(years: str = "", pasted: str = "", content: bytes | None = None) -> Any:
    files = {"file": SimpleUploadedFile("days.csv", content)} if content is not None else None
    made = calendars.Days({"years": years, "pasted": pasted}, files)
    assert made.is_valid(), made.errors
    return made


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("", set()),
        ("2027", {2027}),
        ("2027, 2028", {2027, 2028}),
        ("2027、2028，2029 2030", {2027, 2028, 2029, 2030}),
        ("2027,2027,", {2027}),
        (" , ", set()),
    ],
)
def test_years_are_read(text: str, years: set[int]) -> None:
    assert handed_in(text).complete_years == years


@pytest.mark.parametrize(
    "text", ["27", "02027", "next", "2027-2028", "２０２７", "2027;2028", "-2027", "2027.0"]
)
def test_what_are_no_years_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        _ = handed_in(text).complete_years
    assert (refusal.value.code, list(refusal.value.fields)) == ("year_form", ["years"])


@pytest.mark.parametrize(
    ("pasted", "content", "rows"),
    [
        ("2027-01-01,holiday", None, [["2027-01-01", "holiday"]]),
        ("2027-01-01\tholiday", None, [["2027-01-01", "holiday"]]),
        ("ignored", b"2027-01-01,holiday", [["2027-01-01", "holiday"]]),
        ("a,b\nc,d", None, [["a", "b"], ["c", "d"]]),
    ],
)
def test_a_file_goes_before_what_was_pasted(
    pasted: str, content: bytes | None, rows: list[list[str]]
) -> None:
    assert [list(row) for row in handed_in(pasted=pasted, content=content).rows] == rows


@pytest.mark.parametrize(
    ("pasted", "content", "code", "field"),
    [
        ("", None, "nothing_given", "pasted"),
        ("x", b" \n ", "nothing_given", "pasted"),
        ("", b"x" * (calendars.BIGGEST + 1), "file_big", "file"),
    ],
)
def test_nothing_or_too_much_is_refused(pasted: str, content: bytes | None, code: str, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        _ = handed_in(pasted=pasted, content=content).rows
    assert (refusal.value.code, list(refusal.value.fields)) == (code, [field])
