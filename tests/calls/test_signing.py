"""Signatures: drawn, scanned, none; what they freeze; what they refuse (S1.7, decision 3)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from yinuo.calls import commands as calls
from yinuo.calls.commands.files import Upload
from yinuo.calls.models import Call, Signature
from yinuo.calls.states import Outcome
from yinuo.journal.queries import timeline
from yinuo.lib.refusal import Invalid, Refused

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.django_db
PAPER = Upload("scan", "paper.png", "image/png", b"\x89PNG signed and chopped")


@pytest.fixture
def call(world: World) -> Call:
    """A call whose record is complete and waits for the customer."""
    call = world.register()
    world.to_site(call)
    world.work(call)
    return call


class TestKinds:
    def test_drawn_keeps_the_strokes_name_and_post(self, world: World, call: Call) -> None:
        world.sign(call)
        signature = Signature.objects.get()
        assert (signature.kind, signature.signer, signature.post) == ("drawn", "鲁护士长", "护士长")
        assert signature.strokes == "M1 1L9 9"

    def test_a_scan_keeps_the_paper_and_its_hash(self, world: World, call: Call) -> None:
        world.sign(call, kind="scan", strokes="", image=PAPER)
        signature = Signature.objects.get()
        assert signature.image is not None
        line = timeline("call", call.number).last()
        assert line is not None
        assert line.details["image_hash"] == signature.image.sha256

    def test_none_keeps_the_reason_and_is_told_apart(self, world: World, call: Call) -> None:
        world.sign(call, kind="none", signer="", strokes="", unsigned_reason="clean_area")
        line = timeline("call", call.number).last()
        assert line is not None
        assert (line.verb, Signature.objects.get().unsigned_reason) == ("left_unsigned", "clean_area")

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"signer": "  "}, "signer"),
            ({"strokes": ""}, "image"),
            ({"kind": "scan", "strokes": ""}, "image"),
            ({"kind": "none", "unsigned_reason": ""}, "unsigned_reason"),
            ({"kind": "none", "unsigned_reason": "because"}, "unsigned_reason"),
            ({"kind": "none", "unsigned_reason": "other"}, "unsigned_note"),
            ({"kind": "code"}, "code"),
        ],
    )
    def test_what_lacks_is_named(self, world: World, call: Call, changed: dict[str, Any], field: str) -> None:
        with pytest.raises(Invalid) as refusal:
            world.sign(call, **changed)
        assert field in refusal.value.fields
        assert not Signature.objects.exists()

    def test_another_reason_is_taken_with_its_words(self, world: World, call: Call) -> None:
        world.sign(call, kind="none", signer="", strokes="", unsigned_reason="other", unsigned_note="停电")
        assert Signature.objects.get().unsigned_note == "停电"


class TestFreezing:
    def test_the_document_holds_what_stood_at_that_moment(self, world: World, call: Call) -> None:
        world.sign(call)
        frozen = Signature.objects.get()
        world.work(call, work="后来又做的")
        frozen.refresh_from_db()
        document = json.loads(frozen.document)
        assert document["records"][0]["work"] == "换滤网，清风道"
        assert document["purpose"] == "completed"
        assert "后来又做的" not in frozen.document

    def test_a_second_signature_for_the_same_purpose_takes_the_place_of_the_first(
        self, world: World, call: Call
    ) -> None:
        world.sign(call)
        world.sign(call, signer="孙主任")
        assert [(each.signer, each.superseded) for each in Signature.objects.order_by("id")] == [
            ("鲁护士长", True),
            ("孙主任", False),
        ]

    def test_taking_away_is_signed_without_a_finished_record(self, world: World) -> None:
        call = world.register()
        world.to_site(call)
        world.sign(call, purpose="taken_away")
        calls.leave(
            number=f"{call.number}-1",
            version=None,
            outcome=Outcome.TAKEN_AWAY,
            deed=world.deed("technician"),
        )
        call.refresh_from_db()
        assert (call.state, call.back_in_queue) == ("registered", True)

    def test_taken_away_without_the_countersignature_is_refused(self, world: World) -> None:
        call = world.register()
        world.to_site(call)
        with pytest.raises(Refused, match="unsigned"):
            calls.leave(
                number=f"{call.number}-1",
                version=None,
                outcome=Outcome.TAKEN_AWAY,
                deed=world.deed("technician"),
            )

    def test_signing_for_taking_away_does_not_let_the_job_end_as_done(self, world: World, call: Call) -> None:
        world.sign(call, purpose="taken_away")
        with pytest.raises(Refused, match="unsigned"):
            calls.leave(
                number=f"{call.number}-1", version=None, outcome=Outcome.DONE, deed=world.deed("technician")
            )

    def test_each_copy_has_a_link_of_its_own(self, world: World, call: Call) -> None:
        world.sign(call)
        world.sign(call)
        tokens = set(Signature.objects.values_list("token", flat=True))
        assert len(tokens) == 2
        assert all(len(token) >= 24 for token in tokens)


class TestConfirming:
    def test_the_supervisor_confirms_once(self, world: World, call: Call) -> None:
        world.sign(call, kind="none", signer="", strokes="", unsigned_reason="refused")
        number, deed = f"{call.number}-1", world.deed("supervisor")
        calls.confirm_unsigned(number=number, version=None, deed=deed)
        signature = Signature.objects.get()
        assert signature.confirmed_by == world.people["supervisor"].name
        with pytest.raises(Refused, match="nothing_to_confirm"):
            calls.confirm_unsigned(number=number, version=None, deed=deed)

    def test_a_real_signature_needs_no_confirmation(self, world: World, call: Call) -> None:
        world.sign(call)
        with pytest.raises(Refused, match="nothing_to_confirm"):
            calls.confirm_unsigned(number=f"{call.number}-1", version=None, deed=world.deed("supervisor"))

    def test_who_signs_later_takes_the_place_of_nobody(self, world: World, call: Call) -> None:
        world.sign(call, kind="none", signer="", strokes="", unsigned_reason="customer_left")
        number = f"{call.number}-1"
        calls.leave(number=number, version=None, outcome=Outcome.DONE, deed=world.deed("technician"))
        world.sign(call, kind="scan", strokes="", image=PAPER)
        assert world.file(call).state == "filed"
