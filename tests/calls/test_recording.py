"""The service record on site: written bit by bit, judged, frozen, carried on, amended."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.world import CHECKLIST, COMPLETE, MORNING, World, at
from yinuo.calls import commands as calls
from yinuo.calls.commands.recording import Findings
from yinuo.calls.models import Record
from yinuo.calls.states import Outcome
from yinuo.devices.commands import put_checklist
from yinuo.journal.queries import timeline
from yinuo.lib.refusal import Invalid, NotFound, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def number(world: World) -> str:
    """A voucher whose technician has arrived."""
    return world.to_site(world.register()).number


def write(world: World, number: str, **values: Any) -> Record:
    deed = world.deed("technician")
    calls.record(number=number, version=None, findings=Findings(values), deed=deed)
    return Record.objects.filter(latest=True).order_by("-pk")[0]


class TestWriting:
    def test_only_what_is_given_changes(self, world: World, number: str) -> None:
        write(world, number, found="积灰", minutes=10)
        record = write(world, number, work="清洁")
        assert (record.found, record.work, record.minutes) == ("积灰", "清洁", 10)

    def test_a_section_is_one_row_however_often_one_writes(self, world: World, number: str) -> None:
        for count in range(4):
            write(world, number, minutes=count)
        assert Record.objects.count() == 1

    @pytest.mark.parametrize(
        ("field", "given", "kept"),
        [
            ("spoken_with", "  鲁护士长 ", "鲁护士长"),
            ("fee", "50", Decimal("50.00")),
            ("fee", Decimal("0.1"), Decimal("0.10")),
            ("minutes", "45", 45),
            ("points", ["tidy", "tidy"], ["tidy"]),
            ("new_knowledge", True, True),
            (
                "readings",
                [{"name": "水压", "value": "2.1", "unit": "bar"}],
                [{"name": "水压", "value": "2.1", "unit": "bar"}],
            ),
            (
                "parts",
                [{"name": "滤网", "quantity": 1}],
                [{"name": "滤网", "quantity": "1", "maker": "", "number": "", "serial": ""}],
            ),
        ],
    )
    def test_each_kind_of_field_is_kept(
        self, world: World, number: str, field: str, given: object, kept: object
    ) -> None:
        write(world, number, **{field: given})
        assert getattr(Record.objects.get(), field) == kept

    @pytest.mark.parametrize(
        ("field", "given"),
        [
            ("spoken_with", "字" * 81),
            ("work", "字" * 4001),
            ("found", "a\x00b"),
            ("cause", "\ud800"),
            ("minutes", -1),
            ("minutes", 10_001),
            ("minutes", "很久"),
            ("minutes", 1.5),
            ("fee", "-1"),
            ("fee", "0.001"),
            ("fee", "1e400"),
            ("fee", "NaN"),
            ("points", ["sang"]),
            ("points", "tidy"),
            ("readings", [{"name": "水压"}]),
            ("readings", [{"name": "a", "value": "1"}] * 51),
            ("parts", [{"name": "", "quantity": 1}]),
            ("parts", [{"name": "滤网", "quantity": 0}]),
            ("parts", [{"name": "滤网", "colour": "red"}]),
            ("new_knowledge", "maybe"),
            ("nonsense", "x"),
        ],
    )
    def test_bad_input_names_its_field_and_writes_nothing(
        self, world: World, number: str, field: str, given: object
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            write(world, number, **{field: given})
        assert field in refusal.value.fields
        assert not Record.objects.exists()
        assert [entry.verb for entry in timeline("call", number[:-2])][-1] == "arrived"

    def test_a_reading_outside_its_limits_is_told_in_the_journal(self, world: World, number: str) -> None:
        write(world, number, answers={"temperature": "31"})
        line = timeline("call", number[:-2]).last()
        assert line is not None
        assert line.details["outside"] == ["temperature"]

    def test_an_unknown_voucher_is_not_found(self, world: World) -> None:
        with pytest.raises(NotFound):
            write(world, "SH-20261124-0099-1", work="x")

    @pytest.mark.parametrize("upto", ["registered", "dispatched", "accepted", "under_way"])
    def test_nothing_is_recorded_before_arriving(self, world: World, upto: str) -> None:
        call = world.register()
        voucher, deed = f"{call.number}-1", world.deed("technician")
        steps = {
            "dispatched": lambda: world.dispatch(call),
            "accepted": lambda: calls.accept(number=voucher, version=None, deed=deed),
            "under_way": lambda: calls.set_out(number=voucher, version=None, deed=deed, tools_confirmed=True),
        }
        for name, step in steps.items():
            if list(steps).index(name) <= (list(steps).index(upto) if upto in steps else -1):
                step()
        with pytest.raises(Refused, match="move_not_allowed"):
            write(world, voucher, work="x")


class TestChecklist:
    def test_the_version_in_force_on_arrival_is_filled_in(self, world: World, number: str) -> None:
        put_checklist(product_model=world.model, items=CHECKLIST[:1], at=at("2026-11-24 12:00"))
        record = write(world, number, answers={"power": True})
        assert (record.checklist_version, len(record.checklist_items)) == (1, 2)

    def test_answers_are_added_to_each_other(self, world: World, number: str) -> None:
        write(world, number, answers={"power": True})
        record = write(world, number, answers={"temperature": "20"})
        assert record.answers == {"power": True, "temperature": "20"}

    def test_an_answer_may_be_taken_back(self, world: World, number: str) -> None:
        write(world, number, answers={"power": True})
        assert write(world, number, answers={"power": None}).answers == {"power": None}

    def test_a_required_item_without_an_answer_keeps_the_customer_from_signing(
        self, world: World, number: str
    ) -> None:
        write(world, number, **{**COMPLETE, "answers": {}})
        call = world.voucher(type(world.register()).objects.get(number=number[:-2])).call
        with pytest.raises(Invalid) as refusal:
            world.sign(call)
        assert "电源正常" in str(refusal.value.fields["answers"])

    def test_a_voucher_without_a_device_has_no_checklist(self, world: World) -> None:
        call = world.register(devices=(None,))
        world.dispatch(call)
        voucher, deed = f"{call.number}-1", world.deed("technician")
        calls.accept(number=voucher, version=None, deed=deed)
        calls.set_out(number=voucher, version=None, deed=deed, tools_confirmed=True)
        calls.arrive(number=voucher, version=None, deed=deed)
        assert write(world, voucher, work="讲解").checklist_items == []


class TestSections:
    def test_what_was_begun_goes_to_the_next_visit(self, world: World, number: str) -> None:
        write(world, number, found="等零件", answers={"power": True})
        calls.leave(
            number=number,
            version=None,
            outcome=Outcome.CONTINUED,
            note="等零件",
            deed=world.deed("technician"),
        )
        call = type(world.register()).objects.get(number=number[:-2])
        world.to_site(call, when=at("2026-11-25 09:00"))
        record = write(world, number, work="换零件")
        assert (record.section, record.found, record.answers) == (1, "等零件", {"power": True})

    def test_after_a_signature_the_next_section_keeps_whom_one_spoke_with(
        self, world: World, number: str
    ) -> None:
        call = type(world.register()).objects.get(number=number[:-2])
        world.work(call)
        world.sign(call)
        record = write(world, number, work="又换了风扇")
        assert (record.section, record.spoken_with, record.found) == (2, "鲁护士长", "")


class TestAmending:
    @pytest.fixture
    def done(self, world: World, number: str) -> str:
        call = type(world.register()).objects.get(number=number[:-2])
        world.work(call)
        world.sign(call)
        calls.leave(number=number, version=None, outcome=Outcome.DONE, deed=world.deed("technician"))
        return number

    def amend(self, world: World, number: str, reason: str = "记错", **values: Any) -> None:
        deed = world.deed("technician", MORNING)
        calls.amend(number=number, version=None, findings=Findings(values), reason=reason, deed=deed)

    def test_without_a_reason_nothing_is_amended(self, world: World, done: str) -> None:
        with pytest.raises(Invalid) as refusal:
            self.amend(world, done, reason="  ", minutes=1)
        assert "reason" in refusal.value.fields
        assert Record.objects.count() == 1

    def test_each_version_stays_with_its_reason_and_writer(self, world: World, done: str) -> None:
        self.amend(world, done, minutes=60)
        self.amend(world, done, reason="又记错", minutes=70)
        versions = list(
            Record.objects.order_by("version").values_list("version", "minutes", "amend_reason", "latest")
        )
        assert versions == [(1, 45, "", False), (2, 60, "记错", False), (3, 70, "又记错", True)]

    def test_an_amended_record_is_signed_again_or_stays_marked(self, world: World, done: str) -> None:
        self.amend(world, done, minutes=60)
        call = type(world.register()).objects.get(number=done[:-2])
        voucher = world.voucher(call)
        assert [signature.superseded for signature in voucher.signatures.all()] == [True]
        world.sign(call)
        assert [signature.superseded for signature in world.voucher(call).signatures.all()] == [True, False]

    def test_nothing_is_amended_before_it_is_done(self, world: World, number: str) -> None:
        with pytest.raises(Refused):
            self.amend(world, number, minutes=1)

    def test_a_filed_record_is_still_amended_never_reopened(self, world: World, done: str) -> None:
        call = type(world.register()).objects.get(number=done[:-2])
        world.file(call)
        self.amend(world, done, minutes=60)
        call.refresh_from_db()
        assert call.state == "filed"
