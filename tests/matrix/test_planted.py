"""The matrix finds what is taken away on purpose: each check removed once, and the report names the route."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from tests.matrix import judging
from tests.matrix.routes import ROUTES
from yinuo.calls import access as calls_access
from yinuo.calls.models import Call
from yinuo.customers import access as customers_access
from yinuo.customers.models import Customer
from yinuo.duties import access as duties_access
from yinuo.journal.commands import not_found
from yinuo.people import access, rights
from yinuo.people.rights import Scope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.matrix.asking import Asker

pytestmark = pytest.mark.django_db


@pytest.fixture
def afresh(asker: Asker) -> Iterator[Asker]:
    """An asker that has no answers from before, and leaves none."""
    kept, asker.kept = asker.kept, {}
    yield asker
    asker.kept = kept


def rows(*paths: str) -> list[Any]:
    found = [route for route in ROUTES if route.path in paths]
    assert len({route.path for route in found}) == len(paths)
    return found


def everything(*_args: object, **_named: object) -> None:
    return None


@pytest.mark.parametrize(
    ("where", "name", "instead", "who", "path"),
    [
        (access, "require", everything, "clerk", "/api/v1/calls/{awaiting.call}/approve"),
        (access, "require", everything, "clerk", "/calls/{awaiting.call}/approve"),
        (access, "require", everything, "auditor", "/api/v1/calls/{registered.call}/dispatch"),
        (access, "require_somewhere", lambda *_: Scope.ALL, "newcomer", "/api/v1/customers"),
        (access, "require_somewhere", lambda *_: Scope.ALL, "salesperson", "/api/v1/ledger.pdf"),
        (
            import_module("yinuo.calls.api.onsite"),
            "may_work",
            everything,
            "after_sales_staff",
            "/api/v1/vouchers/{recorded.voucher}/sign",
        ),
        (
            calls_access,
            "visible",
            lambda _user: Call.objects.all(),
            "second_technician",
            "/api/v1/calls/{done.call}",
        ),
        (
            customers_access,
            "visible",
            lambda _user: Customer.objects.all(),
            "other_clerk",
            "/customers/{customer.number}",
        ),
        (duties_access.access, "may", lambda *_, **__: True, "supervisor", "/api/v1/duties/{duty.pk}/excuse"),
    ],
)
def test_a_check_taken_away_is_found(
    afresh: Asker, monkeypatch: pytest.MonkeyPatch, where: Any, name: str, instead: Any, who: str, path: str
) -> None:
    routes = rows(path)
    assert judging.wrong_rights(afresh, who, routes) == []
    afresh.kept = {}
    monkeypatch.setattr(where, name, instead)
    assert [line for line in judging.wrong_rights(afresh, who, routes) if path in line and "may not" in line]


def test_a_right_taken_away_is_found(afresh: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is refused in spite of the table is reported as well."""
    monkeypatch.setattr(access, "may", lambda *_args, **_named: False)
    path = "/api/v1/calls/{awaiting.call}/approve"
    assert judging.wrong_rights(afresh, "supervisor", rows(path)) == [f"supervisor may POST {path}: 403"]


def test_a_row_of_the_table_of_rights_is_what_counts(afresh: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table is read as it stands: another right in it, another answer, and still no difference."""
    monkeypatch.setitem(rights.RIGHTS, "auditor", {**rights.RIGHTS["auditor"], "call.approve": Scope.ALL})
    path = "/api/v1/calls/{awaiting.call}/approve"
    assert judging.wrong_rights(afresh, "auditor", rows(path)) == []
    assert afresh.ask(rows(path)[0], afresh.place.people["auditor"]).status == 200


def test_an_answer_that_knows_foreign_from_absent_is_found(
    afresh: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def telling(user: Any, number: str, deed: str = "call.see") -> Call:
        call = Call.objects.filter(number=number).first()
        if call is None:
            raise not_found("call")
        access.require(user, deed, branch_id=call.branch_id)
        return call

    routes = rows("/api/v1/calls/{done.call}", "/calls/{done.call}")
    assert judging.told_apart(afresh, "other_clerk", routes) == []
    afresh.kept = {}
    monkeypatch.setattr(calls_access, "call_for", telling)
    assert len(judging.told_apart(afresh, "other_clerk", routes)) == 2


def test_a_list_that_shows_too_much_is_found(afresh: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    routes = rows("/api/v1/calls", "/api/v1/calls.xlsx", "/api/v1/calls.csv")
    assert judging.canaries(afresh, "other_clerk", routes) == []
    afresh.kept = {}
    monkeypatch.setattr(calls_access, "visible", lambda _user: Call.objects.all())
    found = judging.canaries(afresh, "other_clerk", routes)
    assert {line.split(" in ")[1].split("?")[0].split(":")[0] for line in found} == {
        "GET /api/v1/calls", "GET /api/v1/calls.xlsx", "GET /api/v1/calls.csv"
    }  # fmt: skip


def test_a_page_open_to_strangers_is_found(afresh: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth.models import AnonymousUser

    monkeypatch.setattr(AnonymousUser, "is_authenticated", True)
    monkeypatch.setattr(AnonymousUser, "roles", frozenset(rights.ROLES), raising=False)
    routes = rows("/policy/", "/handbook/")
    assert judging.open_to_strangers(afresh, routes)
