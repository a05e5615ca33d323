"""An administrator changes people: roles, sign-in, leaving, lost factors; refused at the field, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.world import MORNING, World, build
from yinuo.journal.models import Entry
from yinuo.people.commands.company import allow_company_account
from yinuo.people.models import Authenticator, CompanyAccount, User
from yinuo.people.sealing import sealed
from yinuo.web import clock

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
KEPT = {"roles": "technician", "branch": "SH", "active": "on"}


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def admin(client: Client, world: World) -> Client:
    client.force_login(world.people["administrator"])
    return client


def send(client: Client, path: str = "edit", *, key: str = "person-key-1", **sent: object):
    with clock.at(MORNING):
        return client.post(f"/people/technician/{path}", {"key": key, **sent})


def row() -> User:
    return User.objects.get(username="technician")


def test_everything_is_changed_at_once_and_told(admin: Client, world: World) -> None:
    told = {
        "roles": ["technician", "clerk"],
        "branch": "GZ",
        "email": "t@example.com",
        "company_account": "tec",
        "active": "on",
        "shared": "on",
    }
    answer = send(admin, **told)
    assert (answer.status_code, answer["Location"]) == (303, "/people/")
    found = row()
    assert (found.roles, found.branch.code, found.email) == ({"technician", "clerk"}, "GZ", "t@example.com")
    assert (found.shared, found.company_account.wanted) == (True, "tec")
    entry = Entry.objects.get(subject_kind="user", verb="edited")
    assert entry.by_id == world.people["administrator"].pk
    assert set(entry.details) == {"roles", "branch", "email", "shared"}


def test_the_form_shows_how_things_stand(admin: Client) -> None:
    allow_company_account(user=row(), wanted="tec@example.com", by=row(), at=MORNING)
    page = admin.get("/people/technician/edit").content.decode()
    assert 'value="tec@example.com"' in page
    assert "公用设备" in page


def test_shutting_out_and_letting_in_again(admin: Client) -> None:
    send(admin, roles="technician", branch="SH")
    assert not row().is_active
    assert "停用" in admin.get("/people/").content.decode()
    send(admin, key="person-key-2", **KEPT)
    assert row().is_active


def test_the_same_form_twice_is_one_change(admin: Client) -> None:
    for _time in range(2):
        assert send(admin, **{**KEPT, "email": "t@example.com"}).status_code == 303
    assert Entry.objects.filter(subject_kind="user").count() == 1


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"email": "not a mailbox"}, "email"),
        ({"email": "a@b"}, "email"),
        ({"email": "a@b.example\r\nBcc: x@y.example"}, "email"),
        ({"branch": "XX"}, "branch"),
        ({"roles": "king"}, "roles"),
        ({"company_account": "x" * 201}, "company_account"),
        ({"company_account": "taken"}, "company_account"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_will_not_do_is_refused_at_its_field(
    admin: Client, world: World, sent: dict[str, str], field: str, language: str
) -> None:
    allow_company_account(user=world.clerk, wanted="taken", by=world.clerk, at=MORNING)
    before = Entry.objects.count()
    admin.cookies["language"] = language
    answer = send(admin, **{**KEPT, **sent})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert Entry.objects.count() == before
    assert CompanyAccount.objects.count() == 1


@pytest.mark.parametrize("path", ["edit", "factors"])
def test_somebody_who_is_not_there_is_not_found(admin: Client, path: str) -> None:
    assert admin.get(f"/people/nobody/{path}").status_code == 404


@pytest.mark.parametrize("who", ["clerk", "supervisor", "technician", "branch_manager", "auditor"])
@pytest.mark.parametrize("path", ["edit", "factors"])
def test_only_administrators_may(client: Client, world: World, who: str, path: str) -> None:
    client.force_login(world.people[who])
    assert client.get(f"/people/technician/{path}").status_code == 403
    assert send(client, path, sure="on", **KEPT).status_code == 403
    assert not Entry.objects.filter(subject_kind="user").exists()


def test_lost_factors_are_taken_away_after_a_question(admin: Client) -> None:
    Authenticator.objects.create(user=row(), secret=sealed(b"x" * 20), added_at=MORNING)
    assert "验证器 1 个" in admin.get("/people/technician/factors").content.decode()
    assert send(admin, "factors").status_code == 422
    assert Authenticator.objects.count() == 1
    assert send(admin, "factors", key="person-key-3", sure="on").status_code == 303
    assert Authenticator.objects.count() == 0
    assert Entry.objects.filter(verb="factors_reset", subject_key="technician").count() == 1


def test_the_last_administrator_stays(admin: Client) -> None:
    with clock.at(MORNING):
        answer = admin.post("/people/administrator/edit", {"key": "person-key-9", "roles": "administrator"})
    assert (answer.status_code, "最后一位管理员" in answer.content.decode()) == (409, True)
    assert User.objects.get(username="administrator").is_active
