"""The service handbook on the desk: found, read, written once, exported (P2.5)."""

from __future__ import annotations

import csv
import io
import re

import pytest

from tests.desk.sitting import Desk, words
from tests.world import LONG_AGO, World
from yinuo.desk.views.handbook import PAGE
from yinuo.handbook.commands import write_problem
from yinuo.handbook.models import Problem
from yinuo.journal import audit

pytestmark = pytest.mark.django_db


def written(world: World, symptom: str = "开机十分钟停机", **changed: object) -> Problem:
    values = {"product_model": world.model, "cause": "滤网堵", "solution": "换滤网", **changed}
    return write_problem(symptom=symptom, by=world.clerk, at=LONG_AGO, **values)


def listed(text: str) -> list[str]:
    return re.findall(r'data-href="/handbook/([^"]+)"', text)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("停机", 1),
        ("滤网", 1),
        ("kl-64", 1),
        ("H-1", 1),
        ("球管", 1),
        ("", 2),
        ("没有", 0),
        ("\x00", 2),
        ("%", 0),
    ],
)
def test_entries_are_found_by_what_they_say(world: World, typed: str, found: int) -> None:
    written(world)
    written(world, "图像有条纹", product_model=None, cause="", solution="换球管")
    assert len(listed(Desk(world).open("/handbook/", q=typed).content.decode())) == found


@pytest.mark.parametrize(("language", "wanted"), [("zh", "手册还是空的"), ("en", "The handbook is empty")])
def test_an_empty_handbook_says_so(world: World, language: str, wanted: str) -> None:
    assert wanted in Desk(world, language=language).read("/handbook/")


def test_an_entry_is_read_whole_with_others_of_its_model(world: World) -> None:
    first = written(world, solution="第一步\n第二步", learned_on="SH-20260101-0001-1")
    other = written(world, "探测器过热")
    text = Desk(world).read(f"/handbook/{first.number}")
    for wanted in (
        "开机十分钟停机",
        "滤网堵",
        "第一步 第二步",
        "KL-64 CT",
        "clerk 试 写于",
        "SH-20260101-0001-1",
        other.number,
    ):
        assert wanted in text


def test_writing_makes_one_entry_and_opens_it(world: World) -> None:
    desk = Desk(world, "technician")
    sent = {"symptom": "黑屏", "solution": "重启", "product_model": "kl-64"}
    answers = [desk.send("/handbook/new", key="44444444-dddd", **sent) for _each in range(2)]
    entry = Problem.objects.get()
    assert [answer.url for answer in answers] == [f"/handbook/{entry.number}"] * 2
    assert (entry.product_model, entry.written_by) == (world.model, "technician 试")
    assert list(audit.verify()) == []


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ({"symptom": ""}, "这一栏要填"),
        ({"solution": "  "}, "这一栏要填"),
        ({"symptom": "x" * 401}, "最多 400 个字"),
        ({"product_model": "XX-9"}, "没有这个机型"),
    ],
)
def test_half_an_entry_is_refused_and_stays(world: World, sent: dict[str, str], wanted: str) -> None:
    given = {"symptom": "黑屏", "solution": "重启", "cause": "留着的原因", **sent}
    answer = Desk(world, "supervisor").send("/handbook/new", **given)
    assert answer.status_code == 422
    assert wanted in words(answer)
    assert "留着的原因" in answer.content.decode()
    assert not Problem.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("technician", 200), ("supervisor", 200), ("clerk", 403), ("auditor", 403), ("team_leader", 200)],
)
def test_writing_is_for_those_who_may_and_reading_for_all(world: World, who: str, status: int) -> None:
    desk = Desk(world, who)
    assert desk.open("/handbook/new").status_code == status
    page = desk.open("/handbook/").content.decode()
    assert ('href="/handbook/new"' in page) == (status == 200)


def test_pages_follow_one_another(world: World) -> None:
    for place in range(PAGE + 4):
        written(world, f"现象 {place}")
    desk = Desk(world)
    first = desk.open("/handbook/").content.decode()
    after = re.search(r"after=(\d+)", first)
    assert after
    second = desk.open("/handbook/", part=True, after=after.group(1)).content.decode()
    assert len({*listed(first), *listed(second)}) == PAGE + 4


@pytest.mark.parametrize("after", ["x", "-1", "9" * 30, "²", ""])
def test_a_cursor_that_says_nothing_shows_the_first_page(world: World, after: str) -> None:
    entry = written(world)
    assert listed(Desk(world).open("/handbook/", after=after).content.decode()) == [entry.number]


def test_the_list_costs_the_same_with_many_rows(world: World) -> None:
    written(world)
    desk = Desk(world)
    few = desk.queries("/handbook/")
    for place in range(30):
        written(world, f"现象 {place}")
    assert desk.queries("/handbook/") == few


def test_entries_are_exported_for_those_who_may(world: World) -> None:
    written(world, "=1+1")
    rows = list(csv.reader(io.StringIO(Desk(world).open("/handbook/export.csv").content.decode("utf-8-sig"))))
    assert rows[1][2] == "'=1+1"
    assert Desk(world, "technician").open("/handbook/export.csv").status_code == 403


@pytest.mark.parametrize("number", ["H-999", "h-1", "new2", "%00"])
def test_an_entry_that_is_not_there_is_not_found(world: World, number: str) -> None:
    written(world)
    assert Desk(world).open(f"/handbook/{number}").status_code == 404
