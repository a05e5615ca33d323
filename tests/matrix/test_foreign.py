"""What is not somebody's to see is to them as if it did not exist; and its words are nowhere to be read."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from tests.matrix import judging
from tests.matrix.asking import Answer
from tests.matrix.place import CANARIES, CUSTOMER, DEVICE, OPEN, SERVICE
from tests.matrix.routes import ROUTES
from tests.matrix.test_rights import PEOPLE
from tests.matrix.things import levelled, unknown

if TYPE_CHECKING:
    from tests.matrix.asking import Asker

pytestmark = pytest.mark.django_db
FOREIGN = ("other_clerk", "other_technician", "other_supervisor", "other_manager", "other_accountant")
EVERY_ADDRESS = len({route.path for route in ROUTES if "{" in route.path})


@pytest.mark.parametrize("who", PEOPLE)
def test_nobody_can_tell_what_they_may_not_see_from_nothing(asker: Asker, who: str) -> None:
    assert judging.told_apart(asker, who) == []


@pytest.mark.parametrize("who", FOREIGN)
def test_another_branch_finds_nothing_at_any_address_of_a_thing(asker: Asker, who: str) -> None:
    """Signed in or public addresses apart: the day's own duties, messages and the customer's copy."""
    user, names = asker.place.people[who], asker.place.names
    about = [
        route
        for route in ROUTES
        if "{" in route.path and route.things(names)[0].kind in {"call", "customer", "device", "day", "duty"}
    ]
    assert len({route.path for route in about}) > EVERY_ADDRESS * 0.8
    statuses = {asker.ask(route, user).status for route in about if route.need != judging.PUBLIC}
    assert statuses <= {403, 404}


@pytest.mark.parametrize("who", PEOPLE)
def test_no_page_sings_of_what_is_not_ones_to_see(asker: Asker, who: str) -> None:
    assert judging.canaries(asker, who) == []


@pytest.mark.parametrize("who", ["other_clerk", "second_technician", "salesperson"])
def test_no_part_of_a_page_sings_either(asker: Asker, who: str) -> None:
    """Where a page is asked for in parts, the part tells no more than the page."""
    pages = [route for route in ROUTES if not route.api]
    assert judging.canaries(asker, who, pages, HTTP_HX_REQUEST="true") == []


@pytest.mark.parametrize("who", FOREIGN)
def test_another_branch_hears_no_canary(asker: Asker, who: str) -> None:
    user = asker.place.people[who]
    assert not any(judging.may_read(user, word) for word in CANARIES)


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        ("/api/v1/calls.xlsx", (CUSTOMER, OPEN)),
        ("/api/v1/calls.csv", (CUSTOMER, OPEN)),
        ("/api/v1/vouchers/{done.voucher}.pdf", (CUSTOMER, DEVICE, SERVICE)),
        ("/receipts/{done.receipt}.pdf", (CUSTOMER,)),
        ("/devices/{device.number}/services.pdf", (SERVICE,)),
        ("/devices/{device.number}/services.xlsx", (SERVICE,)),
        ("/calls/{done.call}", (CUSTOMER, DEVICE, SERVICE)),
        ("/calls/", (CUSTOMER, OPEN)),
        ("/api/v1/customers/{customer.number}", (CUSTOMER,)),
        ("/customers/{customer.number}", (CUSTOMER, DEVICE)),
    ],
)
def test_who_may_hears_them(asker: Asker, ending: str, words: tuple[str, ...]) -> None:
    """The search would find nothing if the canaries were nowhere, or in a file that is not opened."""
    route = next(route for route in ROUTES if route.path == ending and route.method == "GET")
    text = judging.readable(asker.ask(route, asker.place.people["clerk"]))
    assert [word for word in words if word.encode() not in text] == []


def test_a_workbook_is_opened_before_it_is_searched() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/sharedStrings.xml", CUSTOMER * 40)
    assert CUSTOMER.encode() not in out.getvalue()
    assert CUSTOMER.encode() in judging.readable(Answer(200, out.getvalue(), {}))


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("SH-20261124-0012", "SH-20261124-9999"),
        ("SH-20261124-0012-1", "SH-20261124-9999-1"),
        ("HZ-SH-2026-000008", "HZ-SH-2026-999999"),
        ("C000002", "C999999"),
        ("12", "7000012"),
        ("SH", "ZZ"),
        ("2026-11-24", "2026-11-24"),
        ("020-0000 1777", "020-0000 9999"),
        ("aB_9-x", "xxxxxx"),
    ],
)
def test_a_name_that_names_nothing(name: str, other: str) -> None:
    assert unknown(name) == other


def test_levelling_takes_away_the_names_and_nothing_else(asker: Asker) -> None:
    thing = asker.place.names.things["done"]
    for one in (thing, thing.absent()):
        said = f'<p>{one.call}</p><input name="key" value="{one.token}"> found'.encode()
        assert levelled(said, [thing]) == b'<p>#</p><input name="key" value="#"> found'
    assert levelled(b"found", [thing]) != levelled(b"lost", [thing])
