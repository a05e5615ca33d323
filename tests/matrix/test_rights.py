"""Every route asked by every role: let through exactly as the table of rights says; strangers sign in first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.matrix import judging
from tests.matrix.place import NOW
from tests.matrix.route import NOWHERE, PUBLIC, allowed
from tests.matrix.routes import ROUTES
from tests.world import ROLES_AT_BRANCH, ROLES_AT_HEAD_OFFICE
from yinuo.people.commands import add_token
from yinuo.people.rights import ROLES

if TYPE_CHECKING:
    from tests.matrix.asking import Asker

pytestmark = pytest.mark.django_db
OTHERS = (
    "second_technician",
    "newcomer",
    "other_clerk",
    "other_technician",
    "other_supervisor",
    "other_manager",
)
PEOPLE = (*ROLES_AT_BRANCH, *ROLES_AT_HEAD_OFFICE, *OTHERS, "other_accountant")


def test_somebody_of_every_role_asks(asker: Asker) -> None:
    held = {holding.role for name in PEOPLE for holding in asker.place.people[name].holdings.all()}
    assert held == set(ROLES)
    assert set(PEOPLE) == set(asker.place.people)


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_gets_through_exactly_where_the_rights_say(asker: Asker, who: str) -> None:
    assert judging.wrong_rights(asker, who) == []


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_may_something_and_only_the_administrator_everything(asker: Asker, who: str) -> None:
    """The table would say nothing if everybody might do everything, or nobody anything."""
    closed = [route for route in ROUTES if route.need not in (PUBLIC, NOWHERE)]
    may = [allowed(route, asker.place.people[who], asker.place.names) for route in closed]
    assert any(may)
    assert all(may) == (who == "administrator")


def test_strangers_are_led_to_sign_in_and_machines_told(asker: Asker) -> None:
    assert judging.open_to_strangers(asker) == []


WRITING = [route for route in ROUTES if route.method != "GET"]


def test_a_token_for_reading_writes_nothing(asker: Asker) -> None:
    admin = asker.place.people["administrator"]
    token = add_token(user=admin, days=1, at=NOW, scope="read")
    found = []
    for route in [route for route in WRITING if route.api]:
        answer = asker.asked(route, admin, HTTP_AUTHORIZATION=f"Bearer {token}")
        if (answer.status, b'"read_only_token"' in answer.content) != (403, True):
            found.append(f"{route}: {answer.status}")
    assert found == []


def test_a_form_from_elsewhere_is_not_taken(asker: Asker) -> None:
    admin, found = asker.place.people["administrator"], []
    asker.client.handler.enforce_csrf_checks = True
    for route in [route for route in WRITING if not route.api]:
        answer = asker.asked(route, admin)
        if (answer.status, "放得太久" in answer.content.decode()) != (403, True):
            found.append(f"{route}: {answer.status}")
    asker.client.handler.enforce_csrf_checks = False
    assert found == []
