"""Every route of the product is in the table, and the table names nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.http import HttpResponse
from django.urls import path

from tests.matrix import resolving
from tests.matrix.route import NOWHERE, PUBLIC, SIGNED_IN, Route
from tests.matrix.routes import ROUTES
from yinuo.config.urls import urlpatterns
from yinuo.people.rights import DEEDS

if TYPE_CHECKING:
    from tests.matrix.asking import Asker

pytestmark = pytest.mark.django_db
WORDS = {PUBLIC, SIGNED_IN, NOWHERE, "own"}


def table(asker: Asker) -> set[tuple[str, str]]:
    return {(route.method, route.pattern(asker.place.names)) for route in ROUTES}


def test_every_route_stands_in_the_table(asker: Asker) -> None:
    assert sorted(resolving.product() - table(asker)) == []


def test_every_row_of_the_table_is_a_route(asker: Asker) -> None:
    assert sorted(table(asker) - resolving.product()) == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_route_nobody_wrote_down_is_found(asker: Asker, method: str) -> None:
    def planted(request: object, number: int) -> HttpResponse:
        return HttpResponse(status=200 if request.method == method else 405)  # type: ignore[attr-defined]

    found = resolving.answered([*urlpatterns, path("planted/<int:number>", planted)])
    unknown = {each for each in found - table(asker) if each[1] not in resolving.ALIKE}
    assert unknown == {(method, "planted/<int:number>")}


def test_the_description_answers_every_method_as_it_answers_get() -> None:
    answered = resolving.answered(list(urlpatterns))
    assert {pattern for method, pattern in answered if method == "TRACE"} == resolving.ALIKE


def test_every_need_is_a_right() -> None:
    named = {
        deed.strip() for route in ROUTES for either in route.need.split("|") for deed in either.split("&")
    }
    assert {deed.rstrip("!") for deed in named} - WORDS <= set(DEEDS)


def test_every_right_is_needed_somewhere() -> None:
    assert [deed for deed in DEEDS if not any(deed in route.need for route in ROUTES)] == []


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_what_the_table_asks_for_is_granted_to_who_may_do_everything(asker: Asker, route: Route) -> None:
    status = asker.ask(route, asker.place.people["administrator"]).status
    if route.need == NOWHERE:
        assert status == 404
    elif route.refused:
        assert status == 422
    else:
        assert status in (200, 201, 302, 303)
