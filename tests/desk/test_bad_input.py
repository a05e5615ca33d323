"""What no form of the desk takes: too long, wrong kind, half characters, foreign keys; said in words, nothing done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tests.desk.sitting import Desk, words
from tests.desk.test_entry import KNOWN
from tests.desk.test_moves import LATER, MOVES, made, typed
from tests.world import MORNING, World
from yinuo.calls.models import Call
from yinuo.desk.moves import BY_VERB
from yinuo.journal.models import Answer, Entry
from yinuo.journal.queries import timeline
from yinuo.web.forms import ChoiceField, InstantField, MoneyField, TextField, WholeField

if TYPE_CHECKING:
    from collections.abc import Iterator

HALF = "坏\ud83d".encode("utf-8", "surrogatepass")


def bad_values(field: object) -> Iterator[Any]:
    """Values that no field of this kind may take."""
    if isinstance(field, TextField):
        yield "长" * (field.most + 1)
        yield "坏\0了"
    elif isinstance(field, InstantField):
        yield from ("2026-02-30 10:00", "明天", "2026-11-24", "9999-01-01 10:00", "2026-11-24 25:00", "1e9")
    elif isinstance(field, MoneyField):
        yield from ("abc", "-1", "1e30", "NaN", "Infinity", "1.234")
    elif isinstance(field, WholeField):
        yield from ("abc", "-1", "1.5", "9" * 30, "０x1")
    elif isinstance(field, ChoiceField):
        yield from ("nonsense", "长" * 100, HALF)


def cases() -> Iterator[tuple[str, str, Any]]:
    """Every field of every move with every bad value."""
    for verb, move in BY_VERB.items():
        for name, field in move.form.base_fields.items():
            for value in bad_values(field):
                yield verb, name, value


def shown(value: object) -> str:
    return ascii(value)[:18]


@pytest.mark.parametrize(("verb", "name", "value"), cases(), ids=shown)
def test_no_move_takes_a_bad_value(world: World, verb: str, name: str, value: Any) -> None:
    _verb, who, on, told, left = next(each for each in MOVES if each[0] == verb)
    call = made(world, on)
    before = timeline("call", call.number).count()
    answer = Desk(world, who, now=LATER).move(call, verb, **{**typed(verb, told), name: value})
    assert answer.status_code == 422, words(answer)
    assert f'id="{verb}_{name}_error"' in answer.content.decode()
    assert timeline("call", call.number).count() == before
    assert left not in [entry.verb for entry in timeline("call", call.number)]


def test_every_kind_of_field_is_tried() -> None:
    tried = {verb for verb, _name, _value in cases()}
    assert {verb for verb, move in BY_VERB.items() if move.form.base_fields} - tried == {"add-file"}
    assert len(list(cases())) > 60


ENTRY = [
    (name, value)
    for name, values in {
        "phone": ["长" * 41, "12345", "1" * 30, "0\0", HALF],
        "fault": ["长" * 2001, "坏\0了"],
        "customer_name": ["长" * 121, "\0"],
        "contact_name": ["长" * 81],
        "department": ["长" * 81],
        "address": ["长" * 201],
        "product_model": ["长" * 41],
        "serial": ["长" * 61, "\0"],
        "injury": ["maybe", HALF],
        "kind": ["", "x", HALF],
        "channel": ["", "portal", "x"],
        "reported_at": ["2026-11-24 09:01", "2026-13-01 10:00", "1", "长" * 40],
        "zone": ["x"],
        "category": ["x", HALF],
        "category_override": ["长" * 401],
        "contact": ["9" * 21],
        "customer": ["9" * 25],
    }.items()
    for value in values
]


@pytest.mark.parametrize(("name", "value"), ENTRY, ids=shown)
def test_the_quick_entry_takes_no_bad_value(world: World, name: str, value: Any) -> None:
    answer = Desk(world).send("/calls/new", **{**KNOWN, name: value})
    assert answer.status_code == 422, name
    assert "登记来电" in words(answer)
    assert Call.objects.count() == 0
    assert Answer.objects.count() == 0


def test_half_a_character_in_words_becomes_the_sign_for_it(world: World) -> None:
    call = world.register()
    assert Desk(world).send("/calls/new", **{**KNOWN, "fault": HALF}).status_code == 303
    assert Call.objects.latest("id").fault.strip("\ufffd") == "坏"
    Desk(world, now=LATER).do(call, "cancel", reason=HALF)
    assert Call.objects.get(pk=call.pk).ended_reason.strip("\ufffd") == "坏"


@pytest.mark.parametrize("contact", ["999999", "0", "x", "-1", "1e3"])
def test_a_contact_nobody_has_is_the_one_at_the_number(world: World, contact: str) -> None:
    answer = Desk(world).send("/calls/new", **{**KNOWN, "contact": contact})
    assert answer.status_code == 303
    assert Call.objects.get().customer_id == world.customer.pk


@pytest.mark.parametrize(
    "path",
    [
        "/calls/new/caller",
        "/calls/new/names",
        "/calls/new/judge",
        "/calls/new/tips",
        "/calls/new/why/category",
        "/calls/",
    ],
)
@pytest.mark.parametrize(
    "value", ["\0", "长" * 3000, "'; drop table calls_call; --", "<script>", "%", "_", "9" * 400]
)
def test_asking_while_typing_never_fails(world: World, path: str, value: str) -> None:
    names = (
        "phone",
        "customer_name",
        "fault",
        "contact",
        "customer",
        "devices",
        "reported_at",
        "q",
        "address",
    )
    answer = Desk(world).open(path, part=True, **dict.fromkeys(names, value))
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


@pytest.mark.parametrize("path", ["/calls/new/caller", "/calls/new/judge", "/calls/new/tips", "/calls/"])
def test_half_characters_in_an_address_are_survived(world: World, path: str) -> None:
    answer = Desk(world).client.get(f"{path}?phone=%ED%A0%BD&fault=%ED%A0%BD&q=%ED%A0%BD&branch=SH")
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
@pytest.mark.parametrize("path", ["/", "/calls/", "/calls/new", "/calls/x/cancel"])
def test_only_reading_and_sending_are_understood(world: World, method: str, path: str) -> None:
    assert getattr(Desk(world).client, method)(path).status_code == 405


@pytest.mark.parametrize("path", ["/calls/new/judge", "/calls/new/caller", "/calls/new/tips", "/calls/"])
def test_what_only_reads_takes_no_post(world: World, path: str) -> None:
    assert Desk(world).send(path).status_code == 405


def test_a_form_from_elsewhere_is_refused(world: World) -> None:
    foreign = Client(enforce_csrf_checks=True)
    foreign.force_login(world.clerk)
    assert foreign.post("/calls/new", {**KNOWN, "key": "0123456789abcdef"}).status_code == 403
    assert Call.objects.count() == 0


@pytest.mark.parametrize(
    "path", ["/", "/calls/", "/calls/new", "/calls/SH-20261124-0001", "/password", "/messages/1/read"]
)
def test_nobody_gets_in_without_signing_in(world: World, path: str) -> None:
    world.register()
    visitor = Client()
    answer = visitor.get(path)
    assert answer.status_code in (303, 405)
    if answer.status_code == 303:
        assert answer["Location"].startswith("/sign-in?next=")
    assert Entry.objects.filter(at__gt=MORNING).count() == 0
