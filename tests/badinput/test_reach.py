"""The attacks reach every route and every name that is read; and what is planted on purpose is found."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpResponse
from django.urls import resolve

from tests.badinput import attacks
from tests.badinput.attacks import Picked
from tests.badinput.bodies import HEADERS, METHODS, bodies
from tests.badinput.case import Case, Sender
from tests.badinput.files import FILES, NAMES
from tests.badinput.texts import JSON, TEXTS
from tests.matrix import resolving
from tests.matrix.routes import ROUTES
from yinuo.config import urls
from yinuo.desk.views import journal
from yinuo.web import middleware, typed
from yinuo.web.forms import plain
from yinuo.web.machine import interface

if TYPE_CHECKING:
    from tests.badinput.attacks import Attacker
    from tests.matrix.route import Route

pytestmark = pytest.mark.django_db


def row(path: str, method: str = "GET") -> Route:
    return next(each for each in ROUTES if (each.method, each.path) == (method, path))


def wrong(
    attacker: Attacker, route: Route, most: int = 1000, kinds: tuple[str, ...] = (), words: str = ""
) -> set[str]:
    cases = (
        case
        for case in attacker.cases(route, Picked(most))
        if (not kinds or case.kind in kinds) and words in case.words
    )
    return {f"{case.kind} {case.words}" for case in cases if attacker.sender.send(case).wrong}


def test_every_route_of_the_resolver_is_attacked(attacker: Attacker) -> None:
    """Its methods are compared in tests/matrix."""
    attacked = {each.pattern(attacker.asker.place.names) for each in ROUTES}
    assert sorted(set(resolving.patterns(urls.urlpatterns)) - attacked) == []


@pytest.mark.parametrize("route", ROUTES[::7], ids=str)
def test_each_place_of_a_route_gets_its_share(attacker: Attacker, route: Route) -> None:
    cases = list(attacker.cases(route, Picked(2)))
    kinds = {case.kind for case in cases}
    names = attacker.names(route)
    assert {"query", "header", "method"} <= kinds
    assert ("path" in kinds) == bool(resolve(attacker.asker.place.names.fill(route.path)).kwargs)
    for place in ("query", "form", "json"):
        told = {case.words.partition(": ")[0] for case in cases if case.kind == place}
        if route.method != "GET" and (place != "form" or not route.api or route.files):
            assert names[place] <= told | ({"*"} if route.files else set()), place
    assert len(cases) == len({str(case) for case in cases})


def test_the_names_that_a_view_reads_are_found(attacker: Attacker) -> None:
    entry = attacker.names(row("/calls/new", "POST"))
    assert {"phone", "customer_name", "fault", "devices", "contact", "then", "key"} <= entry["form"]
    assert {"before", "subject"} <= attacker.names(row("/journal/"))["query"]
    assert {"file", "pasted", "years"} <= (
        (days := attacker.names(row("/calendars/{calendar.code}/days", "POST")))["form"] | days["files"]
    )
    assert {"devices.*.serial", "fault", "reported_at"} <= attacker.names(row("/api/v1/calls", "POST"))[
        "json"
    ]
    assert {"limit", "cursor", "q"} <= attacker.names(row("/api/v1/calls"))["query"]


def test_the_corpus_is_large_and_of_every_kind() -> None:
    assert len(TEXTS) >= 75
    assert len(JSON) >= len(TEXTS) + 20
    assert len(FILES) >= 35
    assert len(NAMES) >= 12
    assert len(bodies("a", "b")) >= 50
    assert len(HEADERS) >= 40
    assert len(METHODS) >= 12


def test_the_choice_is_the_same_each_time_and_another_in_each_place() -> None:
    one, again, other = (Picked(3).of(TEXTS, place) for place in ("a", "a", "b"))
    assert one == again != other
    assert Picked(3, 1).of(TEXTS, "a") != one
    assert len(Picked(1000).of(TEXTS, "a")) == len(TEXTS)


def test_a_reader_that_keeps_everything_is_found(attacker: Attacker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the shared reader of addresses a page takes numbers that Python itself refuses."""
    route = row("/journal/")
    assert wrong(attacker, route, kinds=("query",), words="digits") == set()
    monkeypatch.setattr(journal.typed, "text", lambda query, name, most=200: query.get(name, "9" * 5000))
    monkeypatch.setattr(journal, "len", lambda _text: 1, raising=False)
    assert wrong(attacker, route, kinds=("query",), words="digits")


def test_a_view_that_fails_is_found(attacker: Attacker, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(value: str, most: int = 0) -> str:
        if "\u202e" in value:
            raise LookupError(value)
        return value

    monkeypatch.setattr(typed, "_fits", lambda words: False)
    monkeypatch.setattr(typed, "plain", failing)
    assert wrong(attacker, row("/journal/"), kinds=("query",), words="right to left")


def test_a_form_that_takes_what_no_database_keeps_is_found(
    attacker: Attacker, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import connection

    route = row("/customers/{customer.number}/sites/new", "POST")
    assert wrong(attacker, route, kinds=("form",), words="NUL inside") == set()
    monkeypatch.setattr(plain, "clean", lambda text: text)
    found = wrong(attacker, route, kinds=("form",), words="NUL inside")
    assert bool(found) == (connection.vendor == "postgresql")


def test_a_no_that_nobody_foresaw_is_found(attacker: Attacker, monkeypatch: pytest.MonkeyPatch) -> None:
    route = row("/api/v1/customers", "POST")
    monkeypatch.setattr(interface, "refusal_of", lambda *_: None)
    assert wrong(attacker, route, 2, kinds=("json",))


def test_a_length_that_is_no_number_is_found(attacker: Attacker, monkeypatch: pytest.MonkeyPatch) -> None:
    import re

    route = row("/api/v1/customers", "POST")
    assert wrong(attacker, route, kinds=("header",)) == set()
    monkeypatch.setattr(middleware, "LENGTH", re.compile(".*", re.DOTALL))
    assert "header length: words" in wrong(attacker, route, kinds=("header",))


def test_a_view_that_never_answers_is_found(attacker: Attacker, monkeypatch: pytest.MonkeyPatch) -> None:
    def hanging(*_given: Any) -> HttpResponse:
        time.sleep(30)
        return HttpResponse()

    monkeypatch.setattr(typed, "cleaned", hanging)
    case = next(iter(attacker.cases(row("/journal/"), Picked(1))))
    begun = time.monotonic()
    outcome = Sender(limit=0.3).send(Case(case.route, case.kind, case.words, case.sent))
    assert outcome.wrong == "not answered within 0.3 s"
    assert time.monotonic() - begun < 3


def test_a_refusal_without_words_is_found(attacker: Attacker, monkeypatch: pytest.MonkeyPatch) -> None:
    route = row("/api/v1/customers", "POST")
    monkeypatch.setattr(
        "yinuo.web.machine.interface.problem.answer",
        lambda refusal: HttpResponse("no", status=refusal.status),
    )
    assert wrong(attacker, route, 3)


def test_attacks_module_knows_the_description() -> None:
    assert len(attacks.description()["paths"]) >= 50
