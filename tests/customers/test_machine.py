"""Customers for machines: what may be sent, what is refused where, repeats, versions, pages, rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.api.conftest import Machine
from tests.world import MORNING, World, build
from yinuo.customers.commands import ContactGiven, SiteGiven, add_contact, add_customer, add_site
from yinuo.customers.models import Contact, Customer, Site
from yinuo.journal.audit import verify
from yinuo.journal.queries import timeline
from yinuo.people.bearer import forget
from yinuo.people.rights import RIGHTS, Scope
from yinuo.web import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

pytestmark = pytest.mark.django_db
PATH = "/customers/C000001"
EDITORS = ("clerk", "supervisor", "administrator")
READERS = ("technician", "accountant", "salesperson", "auditor", "committee", "vice_president", "team_leader")


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    forget()
    with clock.at(MORNING):
        yield
    forget()


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def clerk(world: World) -> Machine:
    return Machine(world.clerk)


def refused(answer: HttpResponse, status: int, *fields: str) -> dict[str, Any]:
    told: dict[str, Any] = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), told
    assert set(fields) <= set(told["fields"] or {}), told
    return told


class TestAdding:
    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"name": ""}, "name"),
            ({"name": "   "}, "name"),
            ({"name": "甲" * 121}, "name"),
            ({"name": None}, "name"),
            ({"name": ["甲"]}, "name"),
            ({"credit_code": "1" * 17}, "credit_code"),
            ({"credit_code": "1" * 19}, "credit_code"),
            ({"credit_code": "1" * 25}, "credit_code"),
            ({"branch": "XX"}, "branch"),
            ({"branch": "sh"}, "branch"),
            ({"site": {"zone": "moon"}}, "site.zone"),
            ({"site": {"address": "街" * 201}}, "site.address"),
            ({"site": {"name": "院" * 81}}, "site.name"),
            ({"site": {"district": "区" * 41}}, "site.district"),
            ({"site": {"latitude": "90.1"}}, "site.latitude"),
            ({"site": {"latitude": "NaN"}}, "site.latitude"),
            ({"site": {"longitude": "-180.5"}}, "site.longitude"),
            ({"site": {"colour": "red"}}, "site.colour"),
            ({"contact": {"phone": ""}}, "phone"),
            ({"contact": {"phone": "没有"}}, "phone"),
            ({"contact": {"phone": "0" * 25}}, "contact.phone"),
            ({"contact": {"phone": "1", "post": "长" * 41}}, "contact.post"),
            ({"number": "C000099"}, "number"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field_and_nothing_is_added(
        self, clerk: Machine, more: dict[str, Any], field: str
    ) -> None:
        refused(clerk.send("/customers", {"name": "岱舆医院", **more}), 422, field)
        assert Customer.objects.count() == 1
        assert Site.objects.count() == Contact.objects.count() == 1

    @pytest.mark.parametrize(
        ("sent", "told"),
        [
            ({}, {"branch": "SH", "credit_code": "", "note": "", "contacts": [], "version": 1}),
            ({"branch": "SH"}, {"branch": "SH"}),
            ({"name": "  岱舆医院  "}, {"name": "岱舆医院"}),
            ({"name": "甲" * 120}, {"name": "甲" * 120}),
            ({"credit_code": "91310000MA1FL0000X"}, {"credit_code": "91310000MA1FL0000X"}),
            ({"contact": {"phone": "+86 138 0000 0000"}}, {"number": "C000002"}),
            ({"site": {"zone": None}}, {"sites": [{"name": "", "address": "", "district": "", "zone": ""}]}),
        ],
    )
    def test_what_is_left_away_stays_empty(
        self, clerk: Machine, sent: dict[str, Any], told: dict[str, Any]
    ) -> None:
        answer = clerk.send("/customers", {"name": "岱舆医院", **sent})
        assert (answer.status_code, answer["ETag"]) == (201, '"1"')
        assert told.items() <= answer.json().items()

    def test_a_number_is_told_by_its_digits(self, clerk: Machine) -> None:
        told = clerk.send("/customers", {"name": "甲", "contact": {"phone": "(020) 0000-3399"}}).json()
        assert told["contacts"] == [{"name": "", "department": "", "post": "", "phone": "02000003399"}]

    def test_a_repeat_adds_nothing_and_is_answered_alike(self, clerk: Machine) -> None:
        first, again = (clerk.send("/customers", {"name": "甲"}, key="once") for _time in range(2))
        assert (first.content, first.status_code) == (again.content, again.status_code)
        assert again["Idempotency-Replayed"] == "true"
        assert "Idempotency-Replayed" not in first
        assert Customer.objects.count() == 2

    def test_the_same_key_for_another_customer_is_refused(self, clerk: Machine) -> None:
        clerk.send("/customers", {"name": "甲"}, key="once")
        assert refused(clerk.send("/customers", {"name": "乙"}, key="once"), 409)["code"] == "key_reused"

    def test_a_refusal_does_not_use_the_key_up_nor_a_number(self, clerk: Machine) -> None:
        refused(clerk.send("/customers", {"name": "甲", "credit_code": "1"}, key="once"), 422)
        assert clerk.send("/customers", {"name": "甲"}, key="once").json()["number"] == "C000002"

    @pytest.mark.parametrize("role", READERS)
    def test_who_only_reads_adds_nothing(self, world: World, role: str) -> None:
        refused(Machine(world.people[role]).send("/customers", {"name": "甲", "branch": "SH"}), 403)
        assert Customer.objects.count() == 1

    @pytest.mark.parametrize(("branch", "status"), [("", 201), ("SH", 201), ("GZ", 403)])
    def test_a_clerk_adds_to_the_own_branch(self, clerk: Machine, branch: str, status: int) -> None:
        assert clerk.send("/customers", {"name": "甲", "branch": branch}).status_code == status

    def test_head_office_names_the_branch(self, world: World) -> None:
        admin = Machine(world.people["administrator"])
        assert refused(admin.send("/customers", {"name": "甲"}), 422, "branch")["code"] == "branch_needed"
        assert admin.send("/customers", {"name": "甲", "branch": "GZ"}).json()["branch"] == "GZ"


class TestChanging:
    @pytest.mark.parametrize(
        ("sent", "changes"),
        [
            ({"name": "昆仑体检"}, {"name": ["昆仑体检中心", "昆仑体检"]}),
            ({"note": "周末不开"}, {"note": ["", "周末不开"]}),
            ({"credit_code": "91310000MA1FL0000X"}, {"credit_code": ["", "91310000MA1FL0000X"]}),
        ],
    )
    def test_only_what_is_given_changes(
        self, clerk: Machine, sent: dict[str, Any], changes: dict[str, Any]
    ) -> None:
        before = clerk.get(PATH).json()
        told = clerk.send(PATH, sent, version=1, method="PATCH").json()
        assert told == {**before, **sent, "version": 2}
        line = timeline("customer", "C000001").last()
        assert line is not None
        assert changes.items() <= line.changes.items()

    @pytest.mark.parametrize("more", ["", "/sites", "/contacts"])
    def test_a_change_names_its_version(self, clerk: Machine, more: str) -> None:
        sent = {"phone": "020-0000 1299"} if more == "/contacts" else {"name": "东院"}
        method = "POST" if more else "PATCH"
        assert refused(clerk.send(PATH + more, sent, method=method), 428)["code"] == "version_missing"
        stale = refused(clerk.send(PATH + more, sent, version=9, method=method), 409)
        assert stale["difference"] == {"version": {"yours": 9, "now": 1}}
        assert clerk.send(PATH + more, sent, version=1, method=method).json()["version"] == 2

    def test_a_stale_change_is_told_what_changed_since(self, clerk: Machine) -> None:
        clerk.send(PATH, {"name": "昆仑体检"}, version=1, method="PATCH")
        told = refused(clerk.send(PATH, {"name": "别的"}, version=1, method="PATCH"), 409)
        difference = told["difference"]["name"]
        assert (difference["yours"], difference["now"]) == ("昆仑体检中心", "昆仑体检")
        assert difference["by"] == "clerk 试"

    @pytest.mark.parametrize(
        ("path", "sent", "field"),
        [
            ("", {"name": ""}, "name"),
            ("", {"note": "注" * 2001}, "note"),
            ("", {"credit_code": "1"}, "credit_code"),
            ("", {"branch": "GZ"}, "branch"),
            ("/sites", {"zone": "x"}, "zone"),
            ("/sites", {"latitude": 91}, "latitude"),
            ("/contacts", {"name": "甲"}, "phone"),
            ("/contacts", {"phone": "x"}, "phone"),
        ],
    )
    def test_a_wrong_change_changes_nothing(
        self, clerk: Machine, path: str, sent: dict[str, Any], field: str
    ) -> None:
        method = "POST" if path else "PATCH"
        refused(clerk.send(PATH + path, sent, version=1, method=method), 422, field)
        assert clerk.get(PATH).json()["version"] == 1

    @pytest.mark.parametrize("role", EDITORS)
    def test_who_may_change(self, world: World, role: str) -> None:
        machine = Machine(world.people[role])
        assert machine.send(PATH, {"note": "x"}, version=1, method="PATCH").status_code == 200

    @pytest.mark.parametrize("role", READERS)
    @pytest.mark.parametrize(
        ("path", "sent"), [("/sites", {"name": "东院"}), ("/contacts", {"phone": "020-0000 1299"})]
    )
    def test_who_only_reads_changes_nothing(
        self, world: World, role: str, path: str, sent: dict[str, str]
    ) -> None:
        assert RIGHTS[role]["customer.see"] in (Scope.BRANCH, Scope.ALL)
        refused(Machine(world.people[role]).send(PATH + path, sent, version=1), 403)

    def test_another_branch_is_told_of_nothing(self, world: World) -> None:
        other = Machine(world.people["other_clerk"])
        absent = refused(other.send("/customers/C999999", {"note": "x"}, version=1, method="PATCH"), 404)
        foreign = refused(other.send(PATH, {"note": "x"}, version=1, method="PATCH"), 404)
        assert {**absent, "instance": ""} == {**foreign, "instance": ""}
        refused(other.get(PATH), 404)

    def test_after_all_of_it_the_journal_is_whole(self, clerk: Machine) -> None:
        clerk.send(PATH, {"note": "x"}, version=1, method="PATCH")
        clerk.send(f"{PATH}/sites", {"name": "东院"}, version=2)
        clerk.send(f"{PATH}/contacts", {"phone": "020-0000 1299"}, version=3)
        verbs = [line.verb for line in timeline("customer", "C000001")]
        assert verbs == ["added", "edited", "site_added", "contact_added"]
        assert list(verify()) == []


class TestListing:
    def fill(self, world: World, count: int) -> None:
        for number in range(count):
            customer = add_customer(
                name=f"瀛洲{number:02d}院",
                branch=world.other if number % 2 else world.branch,
                by=world.clerk,
                at=MORNING,
                contact=ContactGiven(phone=f"020-0000 44{number:02d}"),
            )
            add_site(customer=customer, site=SiteGiven(name="东院"), by=world.clerk, at=MORNING)
            add_contact(
                customer=customer,
                site=None,
                contact=ContactGiven("020-0000 5555"),
                by=world.clerk,
                at=MORNING,
            )

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ({}, 7),
            ({"q": "瀛洲"}, 6),
            ({"q": "ying zhou"}, 6),
            ({"q": "瀛洲03"}, 1),
            ({"q": "4403"}, 1),
            ({"q": "0000 5555"}, 6),
            ({"q": "555"}, 0),
            ({"q": "C000003"}, 1),
            ({"q": "C99"}, 0),
            ({"q": "nobody"}, 0),
            ({"branch": "GZ"}, 3),
            ({"branch": "SH", "q": "瀛洲"}, 3),
            ({"branch": "XX"}, 0),
            ({"limit": 2}, 2),
        ],
    )
    def test_found_by_head_office(self, world: World, query: dict[str, Any], count: int) -> None:
        self.fill(world, 6)
        assert len(Machine(world.people["auditor"]).get("/customers", **query).json()["items"]) == count

    @pytest.mark.parametrize("limit", [1, 2, 3, 6, 7, 200])
    def test_pages_show_every_customer_once_in_order(self, world: World, limit: int) -> None:
        self.fill(world, 6)
        machine = Machine(world.people["auditor"])
        seen: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            page = machine.get("/customers", limit=limit, cursor=cursor).json()
            seen += [each["number"] for each in page["items"]]
            cursor = page["next"]
        assert len(seen) == len(set(seen)) == 7
        assert seen == [each.number for each in Customer.objects.order_by("name_key", "id")]

    @pytest.mark.parametrize("cursor", ["x", "C000001", ":", "eyJ9:1:2"])
    def test_a_cursor_of_ones_own_making_is_refused(self, clerk: Machine, cursor: str) -> None:
        assert refused(clerk.get("/customers", cursor=cursor), 422, "cursor")["code"] == "unknown_cursor"

    def test_a_branch_sees_its_own(self, world: World) -> None:
        self.fill(world, 6)
        for who, branch, count in (("clerk", "SH", 4), ("other_clerk", "GZ", 3)):
            items = Machine(world.people[who]).get("/customers").json()["items"]
            assert ({each["branch"] for each in items}, len(items)) == ({branch}, count)
