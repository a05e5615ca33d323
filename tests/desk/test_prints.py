"""Printing from the desk: chosen on a page, counted once, shown as one PDF; long ones step by step."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from tests.desk.sitting import Desk
from tests.papers.reading import flowing, pages
from tests.world import World, at
from yinuo.desk.views import prints
from yinuo.journal.models import Entry
from yinuo.papers import slowly

pytestmark = pytest.mark.django_db
NOON = at("2026-11-24 12:00")
KEY = "00000000-0000-4000-8000-000000000001"


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }


def printed() -> int:
    return Entry.objects.filter(verb="printed").count()


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        (
            "zh",
            [
                "打印什么",
                "服务凭证 SH-20261124-0001-1",
                "第一联 存根",
                "241 × 140 mm 三联",
                "只看副本，不计次",
            ],
        ),
        (
            "en",
            [
                "What is printed",
                "service voucher SH-20261124-0001-1",
                "Copy 2: Customer",
                "three-part",
                "uncounted",
            ],
        ),
    ],
)
def test_the_page_offers_every_paper_of_a_voucher(world: World, language: str, wanted: list[str]) -> None:
    call = world.register()
    world.finish(call)
    text = Desk(world, language=language, now=NOON).read("/prints/", voucher=f"{call.number}-1")
    assert [each for each in wanted if each not in text] == []
    assert "HZ-SH-2026-000001" in text


def test_a_voucher_is_printed_from_the_call_s_page(world: World) -> None:
    call = world.register()
    world.finish(call)
    desk = Desk(world, now=NOON)
    assert f"/prints/?voucher={call.number}-1" in desk.open(f"/calls/{call.number}").content.decode()
    answer = desk.send(
        f"/prints/?voucher={call.number}-1",
        key=KEY,
        papers=[f"voucher:{call.number}-1", f"signed:{call.number}-1"],
        copies=["stub", "customer"],
        size="a5",
    )
    assert (answer.status_code, answer["Location"]) == (303, f"/prints/{KEY}/papers.pdf")
    paper = desk.open(f"/prints/{KEY}/papers.pdf")
    assert len(pages(paper.content)) == 4
    assert "第一联存根" in flowing(paper.content)
    assert "打印服务凭证" in desk.read(f"/calls/{call.number}")
    assert printed() == 2


def test_the_same_page_sent_twice_counts_once(world: World) -> None:
    call = world.register()
    desk = Desk(world, now=NOON)
    for _time in range(2):
        desk.send(f"/prints/?voucher={call.number}-1", key=KEY, papers=f"voucher:{call.number}-1", size="a4")
    assert printed() == 1
    assert "第1次打印" in flowing(desk.open(f"/prints/{KEY}/papers.pdf").content)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"papers": [], "size": "a4"}, "打印什么"),
        ({"papers": ["voucher:SH-20261124-0099-1"], "size": "a4"}, ""),
        ({"papers": ["register:x"], "size": "a4"}, ""),
        ({"papers": ["voucher:{number}"], "size": "a3"}, ""),
        ({"papers": ["voucher:{number}"], "size": "a4", "copies": ["boss"]}, ""),
        ({"papers": ["voucher:{number}\x00"], "size": "a4"}, ""),
    ],
)
def test_what_is_not_offered_is_refused_and_nothing_counted(world: World, sent, told: str) -> None:
    number = f"{world.register().number}-1"
    sent = {**sent, "papers": [each.format(number=number) for each in sent["papers"]]}
    answer = Desk(world, now=NOON).send(f"/prints/?voucher={number}", **sent)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert printed() == 0


@pytest.mark.parametrize("who", ["second_technician", "other_clerk", "salesperson"])
def test_who_may_not_read_it_may_not_print_it(world: World, who: str) -> None:
    number = f"{world.register().number}-1"
    desk = Desk(world, who, now=NOON)
    assert desk.open("/prints/", voucher=number).status_code in (403, 404)
    assert desk.send(f"/prints/?voucher={number}", papers=f"voucher:{number}", size="a4").status_code in (
        403,
        404,
    )
    assert printed() == 0


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"branch": "SH"},
        {"branch": "XX", "day": "2026-11-24"},
        {"branch": "SH", "day": "2026-02-30"},
        {"voucher": "x"},
    ],
)
def test_a_page_about_nothing_is_not_found(world: World, query) -> None:
    assert Desk(world).open("/prints/", **query).status_code == 404


@pytest.mark.parametrize("key", [KEY, "x", "%00", "9" * 300])
def test_an_order_that_is_not_ones_own_is_not_found(world: World, key: str) -> None:
    number = f"{world.register().number}-1"
    Desk(world, now=NOON).send(f"/prints/?voucher={number}", key=KEY, papers=f"voucher:{number}", size="a4")
    other = Desk(world, "supervisor", now=NOON)
    for rest in ("", "/papers.pdf"):
        assert other.open(f"/prints/{key}{rest}").status_code == 404
    assert other.send(f"/prints/{key}/step").status_code == 404


def test_a_day_is_printed_from_the_register_with_a_selection(world: World) -> None:
    numbers = [f"{world.register(fault=f'第 {count} 件').number}-1" for count in range(3)]
    desk = Desk(world, now=NOON)
    place = "/prints/?branch=SH&amp;day=2026-11-24"
    assert place in desk.open("/calls/").content.decode()
    assert place in desk.open("/days/SH/2026-11-24").content.decode()
    page = desk.open("/prints/", branch="SH", day="2026-11-24").content.decode()
    assert page.count("checked") >= 4
    picked = ["register:SH-20261124", f"voucher:{numbers[0]}", f"voucher:{numbers[2]}"]
    desk.send("/prints/?branch=SH&day=2026-11-24", key=KEY, papers=picked, size="a4")
    text = flowing(desk.open(f"/prints/{KEY}/papers.pdf").content)
    assert numbers[0] in text
    assert numbers[2] in text
    assert numbers[1] not in text
    assert "叫修登记簿" in text


class TestLong:
    """A long order shows how far it is, and ends as one file."""

    @pytest.fixture
    def desk(self, world: World, monkeypatch: pytest.MonkeyPatch) -> Desk:
        monkeypatch.setattr(prints, "AT_ONCE", 3)
        monkeypatch.setattr(slowly, "STEP", 4)
        numbers = [f"{world.register(fault=f'第 {count} 件').number}-1" for count in range(5)]
        desk = Desk(world, now=NOON)
        papers = [f"voucher:{number}" for number in numbers]
        answer = desk.send(
            "/prints/?branch=SH&day=2026-11-24", key=KEY, papers=papers, copies=["stub", "finance"], size="a5"
        )
        assert answer["Location"] == f"/prints/{KEY}"
        return desk

    def test_step_by_step_to_the_end(self, desk: Desk) -> None:
        assert "正在排版：0 / 10 张" in desk.read(f"/prints/{KEY}")
        told = [desk.send(f"/prints/{KEY}/step", part=True).content.decode() for _step in range(4)]
        assert ["4 / 10 张" in told[0], "8 / 10 张" in told[1], "10 张，已排好" in told[2]] == [True] * 3
        assert "hx-post" in told[1]
        assert "hx-post" not in told[2]
        assert "已排好" in told[3]
        assert len(pages(desk.open(f"/prints/{KEY}/papers.pdf").content)) == 10
        assert printed() == 5

    def test_the_file_is_to_be_had_at_once_too(self, desk: Desk) -> None:
        assert len(pages(desk.open(f"/prints/{KEY}/papers.pdf").content)) == 10

    def test_what_is_a_day_old_is_taken_away(self, desk: Desk, world: World) -> None:
        desk.send(f"/prints/{KEY}/step")
        (folder,) = default_storage.listdir("prints")[0]
        assert len(default_storage.listdir(f"prints/{folder}")[1]) == 1
        desk.now = at("2035-11-24 12:00") + timedelta(days=1)
        with prints.clock.at(desk.now):
            slowly.tidy()
        assert default_storage.listdir(f"prints/{folder}")[1] == []
