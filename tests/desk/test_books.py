"""The desk's books with nothing, one row, a full page and one row more: in both languages, page after page."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest

from tests.desk.sitting import Desk
from tests.world import LONG_AGO, World
from yinuo.customers.commands import ContactGiven, SiteGiven, add_customer
from yinuo.desk.queries.customers import PAGE
from yinuo.devices.commands import DeviceGiven, add_device
from yinuo.lib.sheets import rows_of

SIZES = [0, 1, PAGE, PAGE + 1]


def more_customers(world: World, count: int) -> None:
    for n in range(count):
        add_customer(
            name=f"瀛洲医院 {n:02d}",
            branch=world.branch,
            by=world.clerk,
            at=LONG_AGO,
            site=SiteGiven(address=f"西街 {n} 号"),
            contact=ContactGiven(phone=f"020-0001 {n:04d}"),
        )


def more_devices(world: World, count: int) -> None:
    for n in range(count):
        add_device(
            product_model=world.model,
            customer=world.customer,
            site=None,
            given=DeviceGiven(serial=f"77-{n:04d}"),
            by=world.clerk,
            at=LONG_AGO,
        )


def links(desk: Desk, path: str, rest: str, query: dict[str, Any]) -> tuple[list[str], str]:
    """The numbers a page links to, each once, and the cursor of the next page."""
    answer = desk.open(path, **query)
    assert answer.status_code == 200
    page = answer.content.decode()
    found = re.findall(rf'href="{path}({rest})"', page)
    cursors = set(re.findall(r"[?&;]after=([^&\"]+)", page)) - {quote(query.get("after", ""))}
    return list(dict.fromkeys(found)), "".join(cursors)


BOOKS = [
    ("/customers/", more_customers, "瀛洲", r"C\d+", ("没有这样的客户", "No such customer")),
    ("/devices/", more_devices, "77-", r"D\d+", ("没有这样的设备", "No such device")),
]


@pytest.mark.parametrize("count", SIZES)
@pytest.mark.parametrize(("path", "make", "text", "number", "none"), BOOKS)
def test_every_row_stands_on_one_page_in_both_languages(
    world: World, path: str, make: Any, text: str, number: str, none: tuple[str, str], count: int
) -> None:
    make(world, count)
    for language, said in zip(("zh", "en"), none, strict=True):
        desk = Desk(world, language=language)
        assert (said in desk.read(path, q=text)) is (count == 0)
        seen, after = links(desk, path, number, {"q": text})
        assert bool(after) is (count > PAGE)
        rest = links(desk, path, number, {"q": text, "after": after}) if after else ([], "")
        assert rest[1] == ""
        assert len(seen) == min(count, PAGE)
        assert len(set(seen) | set(rest[0])) == len(seen) + len(rest[0]) == count


@pytest.mark.parametrize(("path", "make", "text", "number", "none"), BOOKS)
@pytest.mark.parametrize("after", ["x", "-1", "C999999", "D999999", "\x00", "9" * 40, "1'--", "%"])
def test_a_cursor_nobody_gave_is_answered(
    world: World, path: str, make: Any, text: str, number: str, none: tuple[str, str], after: str
) -> None:
    make(world, 2)
    desk = Desk(world)
    assert (
        links(desk, path, number, {"q": text, "after": after})[0] == links(desk, path, number, {"q": text})[0]
    )


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize(("path", "make", "text", "number", "none"), BOOKS)
@pytest.mark.parametrize("count", [0, 1, PAGE + 1])
def test_a_table_holds_every_row_and_not_a_page(
    world: World, path: str, make: Any, text: str, number: str, none: tuple[str, str], count: int, ending: str
) -> None:
    make(world, count)
    answer = Desk(world, "branch_manager").open(f"{path}export.{ending}", q=text)
    assert answer.status_code == 200
    rows = rows_of(answer.content)
    assert len(rows) == count + 1
    assert len({tuple(row) for row in rows}) == len(rows)
    assert len({len(row) for row in rows}) == 1
