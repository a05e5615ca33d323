"""Counted prints: who, which paper, which copy, for the how manieth time; once for each key."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.papers.reading import archive_faults, flowing, pages
from tests.world import MORNING, World, at, build
from yinuo.calls import commands as calls
from yinuo.calls.commands.gate import Deed
from yinuo.journal.audit import verify
from yinuo.journal.models import Entry
from yinuo.lib.refusal import Conflict, Invalid
from yinuo.papers import access, commands, orders
from yinuo.papers.orders import Counted, Look, Printed
from yinuo.people.commands import add_token
from yinuo.web import clock

if TYPE_CHECKING:
    from django.http import HttpResponse

    from yinuo.calls.models import Call

pytestmark = pytest.mark.django_db
THREE = ["stub", "customer", "finance"]
NOON = at("2026-11-24 12:00")


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def call(world: World) -> Call:
    """A finished call."""
    made = world.register()
    world.finish(made)
    return made


def ask(world: World, body: Any, *, key: str = "k-1", who: str = "clerk", tongue: str = "zh") -> HttpResponse:
    """Ask for prints through the interface."""
    with clock.at(NOON):
        token = add_token(user=world.people[who], days=1, at=MORNING)
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": tongue}
        if key:
            headers["Idempotency-Key"] = key
        content = body if isinstance(body, str) else json.dumps(body)
        return Client().post("/api/v1/prints", content, content_type="application/json", headers=headers)


def vouchers(call: Call, **more: Any) -> dict[str, Any]:
    return {"paper": "voucher", "numbers": [f"{call.number}-1"], **more}


def lines(call: Call) -> list[Entry]:
    return list(Entry.objects.filter(subject_key=call.number, verb="printed").order_by("sequence"))


class TestCounting:
    def test_each_print_says_the_how_manieth_it_is(self, world: World, call: Call) -> None:
        for times in (1, 2, 3):
            answer = ask(world, vouchers(call), key=f"k-{times}")
            assert (answer.status_code, answer["Content-Type"]) == (201, "application/pdf")
            assert f"clerk试2026-11-2412:00打印，第{times}次打印" in flowing(answer.content)

    def test_each_copy_is_counted_for_itself(self, world: World, call: Call) -> None:
        ask(world, vouchers(call, copies=["customer"]), key="k-1")
        answer = ask(world, vouchers(call, copies=THREE), key="k-2")
        counts = ["".join(word.text for word in page.words) for page in pages(answer.content)]
        assert ["第1次打印" in counts[0], "第2次打印" in counts[1], "第1次打印" in counts[2]] == [True] * 3
        assert [entry.details["times"] for entry in lines(call)] == [
            {"customer": 1},
            {"stub": 1, "customer": 2, "finance": 1},
        ]

    def test_a_repeat_of_the_key_counts_once(self, world: World, call: Call) -> None:
        first, again = (ask(world, vouchers(call), key="same") for _time in range(2))
        assert "第1次打印" in flowing(first.content)
        assert "第1次打印" in flowing(again.content)
        assert len(lines(call)) == 1

    def test_the_same_key_for_another_print_is_refused(self, world: World, call: Call) -> None:
        ask(world, vouchers(call), key="same")
        answer = ask(world, vouchers(call, copies=["stub"]), key="same")
        assert (answer.status_code, answer.json()["code"]) == (409, "key_reused")
        assert len(lines(call)) == 1

    def test_the_journal_says_who_what_and_how_often(self, world: World, call: Call) -> None:
        ask(world, vouchers(call, copies=["stub"], size="241x140"))
        (line,) = lines(call)
        assert line.by_name == world.clerk.name
        assert line.at == NOON
        assert line.changes == {}
        assert line.details == {
            "voucher": f"{call.number}-1",
            "number": f"{call.number}-1",
            "paper": "voucher",
            "size": "241x140",
            "times": {"stub": 1},
        }

    def test_the_chain_still_holds(self, world: World, call: Call) -> None:
        ask(world, vouchers(call, copies=THREE))
        ask(world, {"paper": "register", "branch": "SH", "day": "2026-11-24"}, key="k-2")
        assert not list(verify())

    def test_a_print_makes_nobodys_version_stale(self, world: World, call: Call) -> None:
        call.refresh_from_db()
        read = call.version
        ask(world, vouchers(call))
        calls.receive(number=f"{call.number}-1", version=read, deed=world.deed("clerk", NOON))

    def test_a_change_beside_the_print_still_does(self, world: World, call: Call) -> None:
        call.refresh_from_db()
        read = call.version
        ask(world, vouchers(call))
        calls.receive(number=f"{call.number}-1", version=read, deed=world.deed("clerk", NOON))
        with pytest.raises(Conflict):
            calls.send_back(
                number=f"{call.number}-1", version=read, reason="试", deed=world.deed("clerk", NOON)
            )

    def test_a_plain_get_is_not_counted_and_says_so(self, world: World, call: Call) -> None:
        token = add_token(user=world.clerk, days=3000, at=MORNING)
        for tongue, words in (("zh", "副本，未计次"), ("en", "Uncountedcopy")):
            headers = {"Authorization": f"Bearer {token}", "Accept-Language": tongue}
            answer = Client().get(f"/api/v1/vouchers/{call.number}-1.pdf", headers=headers)
            assert words in flowing(answer.content)
        assert lines(call) == []

    def test_in_english(self, world: World, call: Call) -> None:
        text = flowing(ask(world, vouchers(call, copies=["finance"]), tongue="en").content)
        assert "Printedbyclerk试on2026-11-2412:00,printno.1" in text
        assert "Copy3:Finance" in text


class TestPapers:
    def test_a_signed_copy_is_an_archive_file_and_counted(self, world: World, call: Call) -> None:
        answer = ask(world, {"paper": "signed", "numbers": [f"{call.number}-1"], "copies": ["customer"]})
        assert archive_faults(answer.content) == []
        assert "第1次打印" in flowing(answer.content)
        assert lines(call)[0].details["paper"] == "signed"

    def test_a_receipt_form(self, world: World, call: Call) -> None:
        answer = ask(world, {"paper": "receipt", "numbers": ["HZ-SH-2026-000001"], "size": "a5"})
        assert "HZ-SH-2026-000001" in flowing(answer.content)
        assert lines(call)[0].details["number"] == "HZ-SH-2026-000001"

    def test_a_register_is_counted_on_its_day(self, world: World, call: Call) -> None:
        for times in (1, 2):
            body = {"paper": "register", "branch": "SH", "day": "2026-11-24"}
            text = flowing(ask(world, body, key=f"k-{times}").content)
            assert f"第{times}次打印" in text
        kept = Entry.objects.filter(subject_kind="day", subject_key="SH-20261124", verb="printed")
        assert [entry.details["times"] for entry in kept] == [{"": 1}, {"": 2}]
        assert lines(call) == []

    def test_a_day_is_its_register_and_every_voucher(self, world: World, call: Call) -> None:
        second = world.register(devices=(world.device, world.second))
        world.register(when=at("2026-11-23 09:00"))
        answer = ask(world, {"paper": "day", "branch": "SH", "day": "2026-11-24"})
        made = pages(answer.content)
        assert len(made) == 1 + 3
        assert made[0].width > made[0].height
        text = flowing(answer.content)
        for number in (f"{call.number}-1", f"{second.number}-1", f"{second.number}-2"):
            assert number in text
        assert "SH-20261123" not in text


class TestRefusals:
    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [
            ({"paper": "voucher", "numbers": ["SH-1"]}, 404, "not_found"),
            ({"paper": "receipt", "numbers": ["HZ-9"]}, 404, "not_found"),
            ({"paper": "signed", "numbers": ["SH-20261124-0002-1"]}, 409, "not_signed"),
            ({"paper": "voucher"}, 422, "nothing_to_print"),
            ({"paper": "register"}, 422, "day_needed"),
            ({"paper": "day", "branch": "SH"}, 422, "day_needed"),
            ({"paper": "register", "branch": "GZ", "day": "2026-11-24"}, 404, "not_found"),
            ({"paper": "voucher", "numbers": ["x"], "size": "a3"}, 422, None),
            ({"paper": "voucher", "numbers": ["x"], "copies": ["boss"]}, 422, None),
            ({"paper": "voucher", "numbers": ["x"], "copies": ["stub"] * 4}, 422, None),
            ({"paper": "voucher", "numbers": ["x"] * 501}, 422, None),
            ({"paper": "voucher", "numbers": [""]}, 422, None),
            ({"paper": "voucher", "numbers": [1]}, 422, None),
            ({"paper": "cheque", "numbers": ["x"]}, 422, None),
            ({"paper": "register", "branch": "SH", "day": "2026-02-30"}, 422, None),
            ({"paper": "voucher", "numbers": ["x"], "more": 1}, 422, None),
            ({}, 422, None),
            ("[]", 422, None),
            ("{", 400, None),
        ],
    )
    def test_what_can_not_be_printed_is_refused(
        self, world: World, call: Call, body: Any, status: int, code: str | None
    ) -> None:
        world.register()
        answer = ask(world, body)
        assert answer.status_code == status, answer.content
        assert answer["Content-Type"] == "application/problem+json"
        assert code is None or answer.json()["code"] == code
        assert not Entry.objects.filter(verb="printed").exists()

    @pytest.mark.parametrize(
        ("who", "status"),
        [
            ("technician", 201),
            ("second_technician", 404),
            ("other_clerk", 404),
            ("salesperson", 403),
            ("auditor", 201),
        ],
    )
    def test_who_may_read_it_may_print_it(self, world: World, call: Call, who: str, status: int) -> None:
        assert ask(world, vouchers(call), who=who).status_code == status

    def test_a_key_is_needed(self, world: World, call: Call) -> None:
        assert ask(world, vouchers(call), key="").json()["code"] == "idempotency_key_missing"
        assert lines(call) == []

    def test_too_many_sheets_are_refused_before_any_is_counted(
        self, world: World, call: Call, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(commands, "MOST_SHEETS", 2)
        pieces = access.vouchers(world.clerk, [f"{call.number}-1"])
        with pytest.raises(Invalid, match="too_many"):
            commands.count(pieces, Look(copies=tuple(THREE)), Deed(world.clerk, NOON))
        assert lines(call) == []


@given(
    st.builds(
        Printed,
        st.text(max_size=20),
        st.datetimes(timezones=st.just(NOON.tzinfo)),
        st.builds(
            Look,
            st.sampled_from(["a4", "241x140"]),
            st.sampled_from(["zh", "en"]),
            st.just(("stub", "")),
            st.text(),
        ),
        st.lists(
            st.builds(Counted, st.sampled_from(["voucher", "register"]), st.text(), st.tuples(st.integers())),
            max_size=3,
        ).map(tuple),
    )
)
def test_an_order_reads_back(printed: Printed) -> None:
    assert orders.read(printed.text) == printed


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"look": {}}', "/calls/SH-1", '{"look": {"copies": 1}}']
)
def test_what_is_no_order_is_an_error(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        orders.read(text)
