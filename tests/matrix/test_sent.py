"""What is named inside a request, not by its address: a foreign thing there is as good as none; own is own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from tests.matrix.place import MORNING, SERVICE
from tests.matrix.route import Route
from tests.matrix.routes_desk import RECORD, WHY
from tests.matrix.things import Thing, levelled
from tests.world import COMPLETE
from yinuo.calls import commands as calls
from yinuo.calls.commands.intake import Intake, take_in
from yinuo.calls.commands.recording import Findings
from yinuo.calls.commands.signing import Signing
from yinuo.calls.states import Outcome, SignatureKind
from yinuo.dispatch.commands import Plan, dispatch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.matrix.asking import Asker
    from yinuo.calls.commands.gate import Deed

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def theirs(asker: Asker) -> Iterator[dict[str, str]]:
    """The other branch has a customer and a call of its own, until the test ends."""
    place, kept = asker.place, asker.kept
    with transaction.atomic():
        asker.kept = {}
        intake = Intake(fault="停机", reported_at=MORNING, customer_name="方丈医院", phone="020-0000 1444")
        call = take_in(intake, branch=place.world.other, by=place.people["other_clerk"], at=MORNING)
        place.names.things["theirs"] = Thing("theirs", {}, call.version)
        yield {"call": call.number, "customer": call.customer.number}
        transaction.set_rollback(True)
    asker.kept = kept


SENT: list[tuple[str, str, dict[str, Any], int]] = [
    ("other_clerk", "/calls/{call}/duplicate", {"of": "{done.call}"}, 422),
    ("other_supervisor", "/calls/{call}/duplicate", {"of": "{registered.call}"}, 422),
    ("other_clerk", "/calls", {"branch": "GZ", "fault": "停机", "customer": "{customer.number}"}, 404),
    ("other_clerk", "/calls/judge", {"branch": "GZ", "fault": "停机", "customer": "{customer.number}"}, 404),
    (
        "other_clerk",
        "/calls",
        {"branch": "GZ", "fault": "停机", "customer": "{own}", "devices": [{"number": "{device.number}"}]},
        404,
    ),
    (
        "other_supervisor",
        "/calls/{call}/dispatch",
        {"technician": "{people.technician}", "tools": ["表"]},
        422,
    ),
    (
        "other_supervisor",
        "/calls/{call}/dispatch",
        {"technician": "other_technician", "helpers": ["{people.technician}"], "tools": ["表"]},
        422,
    ),
    (
        "other_supervisor",
        "/calls/{call}/dispatch",
        {"technician": "other_technician", "tools": ["表"], "vouchers": ["{registered.voucher}"]},
        409,
    ),
    ("other_clerk", "/devices", {"customer": "{customer.number}", "product_model": "KL-64"}, 404),
]


@pytest.mark.parametrize(("who", "path", "content", "status"), SENT)
def test_a_foreign_thing_in_a_request_is_as_good_as_none(
    asker: Asker, theirs: dict[str, str], who: str, path: str, content: dict[str, Any], status: int
) -> None:
    place = asker.place
    place.names.things["people"] = Thing("person", {"technician": "technician"})
    said = {name: theirs["customer"] if value == "{own}" else value for name, value in content.items()}
    route = Route("POST", API + path.replace("{call}", theirs["call"]), "", said)
    version = f'"{place.names.things["theirs"].version}"'
    one, other = (
        asker.asked(route, place.people[who], absent=absent, HTTP_IF_MATCH=version)
        for absent in (False, True)
    )
    things = route.things(place.names)
    assert (one.status, other.status) == (status, status), one.content.decode()
    assert levelled(one.content, things) == levelled(other.content, things)


@pytest.fixture
def shared(asker: Asker) -> Iterator[str]:
    """A call about two devices: the first is the technician's and done, the second the second technician's."""
    world, kept = asker.place.world, asker.kept
    with transaction.atomic():
        asker.kept = {}
        number = world.register(devices=(world.device, world.second)).number
        for position, who in enumerate(("technician", "second_technician"), start=1):
            plan = Plan(technician=who, tools=("表",), reason="近", order_reason="急")
            deed, voucher = world.deed("supervisor"), f"{number}-{position}"
            dispatch(number=number, version=None, plan=plan, deed=deed, vouchers=[voucher])
        _finish(f"{number}-1", world.deed("technician"))
        yield number
        transaction.set_rollback(True)
    asker.kept = kept


def _finish(number: str, deed: Deed) -> None:
    told: dict[str, Any] = {"number": number, "version": None, "deed": deed}
    calls.accept(**told)
    calls.set_out(**told, tools_confirmed=True)
    calls.arrive(**told)
    calls.record(**told, findings=Findings({**COMPLETE, "work": SERVICE}))
    calls.sign(**told, signing=Signing(SignatureKind.NONE, unsigned_reason="refused"))
    calls.leave(**told, outcome=Outcome.DONE)


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("technician", (303, 303, 200)),
        ("second_technician", (404, 404, 404)),
        ("after_sales_staff", (404, 404, 404)),
        ("supervisor", (303, 303, 200)),
        ("other_supervisor", (404, 404, 404)),
    ],
)
def test_a_record_is_amended_by_whose_voucher_it_is(
    asker: Asker, shared: str, who: str, statuses: tuple[int, ...]
) -> None:
    """Somebody who works on another voucher of the same call sees the call and amends nothing of this one."""
    from yinuo.calls.models import Call

    user, version = asker.place.people[who], Call.objects.get(number=shared).version
    asker.place.names.things["shared"] = Thing("shared", {}, version)
    page = Route("POST", f"/calls/{shared}/amend", "", {**RECORD, **WHY, "voucher": "1"}, about="shared")
    phone = replace(page, path=f"/field/jobs/{shared}-1/amend")
    machine = replace(page, path=f"{API}/vouchers/{shared}-1/amend", content={"work": "试", **WHY})
    assert tuple(asker.asked(each, user).status for each in (page, phone, machine)) == statuses
