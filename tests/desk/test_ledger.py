"""The service ledger: whose lines, of which days, on screen, on paper and as a table (S1.4)."""

from __future__ import annotations

import csv
import io
import re
import subprocess
from datetime import date
from zipfile import ZipFile

import pytest

from tests.desk.sitting import Desk, words
from tests.world import World, at
from yinuo.calls.models import Visit
from yinuo.desk.forms.ledger import Range

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
EVENING = at("2026-11-24 17:00")


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world, now=EVENING)


def job(world: World, when: str = "2026-11-24 09:00") -> str:
    """Take a call to the site at `when`; return the number of its receipt form."""
    call = world.register(when=at(when))
    world.to_site(call, when=at(when))
    return str(Visit.objects.get(voucher__call=call).receipt_number)


def receipts(text: str) -> list[str]:
    return re.findall(r'href="/receipts/([^"]+)\.pdf"', text)


def test_today_is_shown_without_asking(desk: Desk, world: World) -> None:
    job(world, "2026-11-23 10:00")
    number = job(world)
    page = desk.open("/ledger/").content.decode()
    assert receipts(page) == [number]
    assert "服务台帐" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, [1]),
        ({"since": "2026-11-23"}, [0, 1]),
        ({"since": "2026-11-23", "until": "2026-11-23"}, [0]),
        ({"until": "2026-11-23"}, [0]),
        ({"since": "2026-11-25"}, []),
        ({"since": "2026-11-01", "until": "2026-11-30", "person": "technician"}, [0, 1]),
        ({"since": "2026-11-01", "until": "2026-11-30", "person": "second_technician"}, []),
        ({"since": "2026-11-01", "until": "2026-11-30", "person": "other_technician"}, [0, 1]),
    ],
)
def test_days_and_people_narrow_it(
    desk: Desk, world: World, query: dict[str, str], expected: list[int]
) -> None:
    known = [job(world, "2026-11-23 10:00"), job(world)]
    page = desk.open("/ledger/", **query).content.decode()
    assert receipts(page) == [known[place] for place in expected]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"since": "2026-11-24", "until": "2026-11-23"}, "结束要不早于开始"),
        ({"since": "2024-01-01", "until": "2026-11-23"}, "一次最多看一年"),
        ({"since": "gestern"}, ""),
        ({"until": "2026-02-30"}, ""),
    ],
)
def test_a_range_that_cannot_be_is_said(desk: Desk, query: dict[str, str], wanted: str) -> None:
    answer = desk.open("/ledger/", **query)
    assert answer.status_code == 422
    assert wanted in words(answer)
    assert 'aria-invalid="true"' in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({}, (TODAY, TODAY)),
        ({"since": "2026-11-20"}, (date(2026, 11, 20), TODAY)),
        ({"until": "2026-11-20"}, (date(2026, 11, 20), date(2026, 11, 20))),
        ({"since": "2026-12-01"}, (date(2026, 12, 1), date(2026, 12, 1))),
        ({"since": "2026-12-01", "until": "2026-11-01"}, (TODAY, TODAY)),
        ({"since": "nonsense"}, (TODAY, TODAY)),
    ],
)
def test_the_range_is_read_kindly(typed: dict[str, str], expected: tuple[date, date]) -> None:
    form = Range(typed)
    form.is_valid()
    assert form.days(TODAY) == expected


def test_an_empty_ledger_says_how_lines_come(world: World) -> None:
    assert "技术员接受派工，台帐就有一行。" in Desk(world, now=EVENING).read("/ledger/")
    assert "No jobs in the ledger" in Desk(world, language="en", now=EVENING).read("/ledger/")


def test_a_technician_sees_the_own_lines_and_picks_nobody(world: World) -> None:
    number = job(world)
    own = Desk(world, "technician", now=EVENING).open("/ledger/").content.decode()
    assert receipts(own) == [number]
    assert 'name="person"' not in own
    other = (
        Desk(world, "second_technician", now=EVENING).open("/ledger/", person="technician").content.decode()
    )
    assert receipts(other) == []


@pytest.mark.parametrize(
    ("who", "query", "status"),
    [
        ("clerk", {}, 200),
        ("clerk", {"branch": "GZ"}, 404),
        ("other_clerk", {"branch": "SH"}, 404),
        ("accountant", {}, 200),
        ("salesperson", {}, 403),
        ("committee", {}, 403),
        ("auditor", {"branch": "GZ"}, 200),
    ],
)
def test_the_ledger_is_for_those_who_may(world: World, who: str, query: dict[str, str], status: int) -> None:
    desk = Desk(world, who, now=EVENING)
    assert desk.open("/ledger/", **query).status_code == status
    assert desk.open("/ledger/ledger.pdf", **query).status_code == status


@pytest.mark.parametrize(
    ("who", "status"), [("clerk", 200), ("technician", 403), ("accountant", 403), ("auditor", 200)]
)
def test_tables_are_for_those_who_may_export(world: World, who: str, status: int) -> None:
    desk = Desk(world, who, now=EVENING)
    assert desk.open("/ledger/export.csv").status_code == status
    assert ("/ledger/export.csv" in desk.open("/ledger/").content.decode()) == (status == 200)


def test_the_paper_has_the_lines_of_the_range(desk: Desk, world: World) -> None:
    number = job(world)
    answer = desk.open("/ledger/ledger.pdf", size="a5", person="technician")
    read = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=answer.content, capture_output=True, check=True
    )
    text = read.stdout.decode()
    assert number in text
    assert "technician" in text


def test_the_table_has_the_same_lines(desk: Desk, world: World) -> None:
    number = job(world)
    answer = desk.open("/ledger/export.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][1] == "回执单"
    assert [row[1] for row in rows[1:]] == [number]
    with ZipFile(io.BytesIO(desk.open("/ledger/export.xlsx").content)) as book:
        assert "xl/worksheets/sheet1.xml" in book.namelist()
    assert desk.open("/ledger/export.txt").status_code == 404


def test_the_ledger_costs_the_same_with_many_lines(desk: Desk, world: World) -> None:
    job(world)
    few = desk.queries("/ledger/")
    for _each in range(8):
        job(world)
    assert desk.queries("/ledger/") == few
