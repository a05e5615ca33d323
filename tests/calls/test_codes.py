"""The code by telephone: who gets it, what it is good for, and everything that makes it good for nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.world import MORNING, World, build
from yinuo.calls import commands as calls
from yinuo.calls.commands.gate import Deed
from yinuo.calls.commands.recording import Findings
from yinuo.calls.commands.signing import Signing
from yinuo.calls.models import Signature, SigningCode
from yinuo.calls.states import CodeWay, Purpose, SignatureKind
from yinuo.journal.audit import verify
from yinuo.journal.models import Entry
from yinuo.lib.refusal import Invalid, NotAllowed, NotFound, Refused
from yinuo.outbox.models import Message
from yinuo.policy import queries as policies
from yinuo.policy.commands import publish

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

pytestmark = pytest.mark.django_db
PHONE = "02000001286"
SIGNED_BY_CODE = Signing(SignatureKind.CODE, signer="鲁护士长")


@pytest.fixture
def world() -> Iterator[World]:
    policies.forget()
    yield build()
    policies.forget()


@pytest.fixture
def number(world: World) -> str:
    """A voucher whose record is complete and waits for a signature."""
    call = world.register()
    world.to_site(call)
    world.work(call)
    return f"{call.number}-1"


def send(world: World, number: str, when: datetime = MORNING, **changed: Any) -> str:
    """Send a code; return what the customer hears."""
    values = {"phone": PHONE, "way": CodeWay.CLERK, **changed}
    row = calls.send_code(number=number, version=None, deed=world.deed("technician", when), **values)
    told = Message.objects.get(once_key=f"signing-code:{row.pk}")
    found = re.search(r"\d{6}", told.text_zh.replace(PHONE, ""))
    assert found
    return found[0]


def tell(world: World, number: str, code: str, when: datetime = MORNING) -> bool:
    deed = world.deed("technician", when)
    return calls.prove_code(number=number, purpose=Purpose.COMPLETED, code=code, deed=deed)


def sign(world: World, number: str, when: datetime = MORNING) -> Signature:
    return calls.sign(
        number=number, version=None, signing=SIGNED_BY_CODE, deed=world.deed("technician", when)
    )


def refused(world: World, number: str, when: datetime = MORNING) -> str:
    with pytest.raises(Invalid) as refusal:
        sign(world, number, when)
    assert set(refusal.value.fields) == {"code"}
    assert Signature.objects.count() == 0
    return refusal.value.code


def another(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_customer_far_away_signs_by_telling_the_code(world: World, number: str) -> None:
    code = send(world, number)
    assert tell(world, number, f" {code} ")
    signature = sign(world, number)
    assert (signature.kind, signature.signer, signature.image) == ("code", "鲁护士长", None)
    row = SigningCode.objects.get()
    assert (row.used_at, row.tries, row.document_hash) == (MORNING, 1, signature.document_hash)
    line = Entry.objects.get(verb="signed")
    assert line.details["code_to"] == PHONE
    assert list(verify()) == []


def test_the_clerks_are_asked_to_ring_up_and_the_technician_sees_no_code(world: World, number: str) -> None:
    code = send(world, number)
    told = Message.objects.get(kind="signing_code")
    assert (told.channel, told.to_role, told.to_branch) == ("in_app", "clerk", "SH")
    assert all(part in told.text_zh and part in told.text_en for part in (code, PHONE, number))
    kept = [*SigningCode.objects.values(), *Entry.objects.values("changes_text", "details_text", "note")]
    assert code not in str(kept)


def test_a_short_message_goes_to_the_customer_alone(world: World, number: str) -> None:
    code = send(world, number, way=CodeWay.MESSAGE)
    told = Message.objects.get(kind="signing_code")
    assert (told.channel, told.address, told.to_role, told.to_person) == ("sms", PHONE, "", None)
    assert code in told.text_zh
    assert told.send_at == MORNING


def test_without_a_code_nothing_is_signed(world: World, number: str) -> None:
    assert refused(world, number) == "code_needed"
    assert not tell(world, number, "000000")


def test_a_wrong_code_signs_nothing_and_counts(world: World, number: str) -> None:
    code = send(world, number)
    assert not tell(world, number, another(code))
    assert refused(world, number) == "code_wrong"
    assert SigningCode.objects.get().tries == 1
    assert tell(world, number, code)
    assert sign(world, number).kind == "code"


@pytest.mark.parametrize("nonsense", ["", "12345", "1234567", "１２３４５６", "x' or 1", "0" * 5000, "\x00"])
def test_nonsense_is_a_wrong_code(world: World, number: str, nonsense: str) -> None:
    send(world, number)
    assert not tell(world, number, nonsense)
    assert refused(world, number) == "code_wrong"


def test_after_five_tries_the_right_code_is_too_late(world: World, number: str) -> None:
    code = send(world, number)
    for _ in range(5):
        assert not tell(world, number, another(code))
    assert not tell(world, number, code)
    assert refused(world, number) == "code_tried_out"
    assert tell(world, number, send(world, number))


@pytest.mark.parametrize(
    ("late", "good"), [(timedelta(minutes=15), True), (timedelta(minutes=15, seconds=1), False)]
)
def test_a_code_ends(world: World, number: str, late: timedelta, good: bool) -> None:
    code = send(world, number)
    assert tell(world, number, code, MORNING + late) == good
    if not good:
        assert refused(world, number, MORNING + late) == "code_ended"


def test_a_code_is_good_for_one_signature(world: World, number: str) -> None:
    code = send(world, number)
    tell(world, number, code)
    sign(world, number)
    assert not tell(world, number, code)
    with pytest.raises(Invalid, match="先发验证码"):
        sign(world, number)
    assert Signature.objects.count() == 1


def test_a_new_code_ends_the_one_before(world: World, number: str) -> None:
    first = send(world, number)
    second = send(world, number, MORNING + timedelta(minutes=1))
    if first != second:
        assert not tell(world, number, first)
    assert tell(world, number, second)


def test_what_was_changed_after_the_code_went_out_is_not_signed(world: World, number: str) -> None:
    tell(world, number, send(world, number))
    deed = world.deed("technician")
    calls.record(number=number, version=None, findings=Findings({"work": "换了另一个风扇"}), deed=deed)
    assert refused(world, number) == "code_outdated"
    tell(world, number, send(world, number))
    assert "换了另一个风扇" in sign(world, number).document


def test_a_code_is_for_its_purpose(world: World, number: str) -> None:
    send(world, number, purpose=Purpose.TAKEN_AWAY)
    assert refused(world, number) == "code_needed"


def test_five_codes_an_hour_are_enough(world: World, number: str) -> None:
    for minute in range(5):
        send(world, number, MORNING + timedelta(minutes=minute))
    with pytest.raises(Refused) as refusal:
        send(world, number, MORNING + timedelta(minutes=59))
    assert refusal.value.code == "too_many_codes"
    send(world, number, MORNING + timedelta(minutes=61))


@pytest.mark.parametrize("phone", ["", "abc", "12", "0200000128６", "1" * 40, "020-00001286"])
def test_a_code_needs_a_telephone_number(world: World, number: str, phone: str) -> None:
    with pytest.raises(Invalid) as refusal:
        send(world, number, phone=phone)
    assert set(refusal.value.fields) == {"phone"}
    assert SigningCode.objects.count() == 0


def test_before_the_arrival_no_code_goes_out(world: World) -> None:
    call = world.register()
    world.dispatch(call)
    with pytest.raises(Refused):
        send(world, f"{call.number}-1")


def test_an_unknown_voucher_has_no_code(world: World) -> None:
    with pytest.raises(NotFound):
        send(world, "SH-20261124-9999-1")


def test_who_may_not_work_on_it_sends_and_tries_nothing(world: World, number: str) -> None:
    def never(_voucher: object) -> None:
        raise NotAllowed("not_allowed", policies.at(MORNING).described("G14.urban"))

    send(world, number)
    deed = Deed(world.people["technician"], MORNING, allowed=never)
    with pytest.raises(NotAllowed):
        calls.prove_code(number=number, purpose=Purpose.COMPLETED, code="000000", deed=deed)
    with pytest.raises(NotAllowed):
        calls.send_code(number=number, version=None, phone=PHONE, way=CodeWay.CLERK, deed=deed)
    assert SigningCode.objects.get().tries == 0


def test_the_policy_says_how_long_how_often_and_whether_at_all(world: World, number: str) -> None:
    values = {"S1.7.kinds": ["drawn", "none"], "S1.7.code_lasts": 1, "S1.7.code_tries": 1}
    publish(values=values, by=world.clerk, at=MORNING - timedelta(days=1))
    policies.forget()
    call = world.register()
    world.to_site(call)
    world.work(call)
    strict = f"{call.number}-1"
    code = send(world, strict)
    assert SigningCode.objects.get().ends_at == MORNING + timedelta(minutes=1)
    assert not tell(world, strict, another(code))
    assert not tell(world, strict, code)
    with pytest.raises(Invalid) as refusal:
        sign(world, strict)
    assert set(refusal.value.fields) == {"kind"}
