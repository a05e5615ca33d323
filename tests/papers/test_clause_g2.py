"""G2 broken on purpose: a form that nobody keeps, a copy nobody counted, a paper that was altered."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.papers.reading import flowing
from tests.world import World, build
from yinuo.calls.commands.gate import Deed
from yinuo.calls.models import Signature
from yinuo.lib.refusal import NotFound, Refused
from yinuo.papers import access, printing
from yinuo.papers.commands import count
from yinuo.papers.orders import Look
from yinuo.policy.rules import Issue, composed
from yinuo.policy.shipped import CLAUSES, IN_FORCE_FROM
from yinuo.policy.states import Carried

pytestmark = pytest.mark.django_db
PRINTED = {"call_register", "voucher", "service_ledger", "receipt_form"}


@pytest.fixture
def world() -> World:
    return build()


def test_the_policy_says_truly_which_forms_run(world: World) -> None:
    clause = CLAUSES["G2"]
    policy = composed([Issue(1, IN_FORCE_FROM, {})])[0]
    assert set(policy.listed("G2.forms")) > PRINTED
    assert clause.carried is Carried.PARTLY
    for named, word in (("计次", "counted"), ("签字副本", "signed copy"), ("241", "241")):
        assert named in clause.now.zh
        assert word in clause.now.en


def test_a_form_that_is_not_kept_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        access.vouchers(world.clerk, ["SH-20261124-0001-1"])
    with pytest.raises(NotFound):
        access.receipts(world.clerk, ["HZ-SH-2026-000001"])


def test_a_signed_copy_of_what_nobody_signed_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="not_signed"):
        access.signed(world.clerk, [f"{world.register().number}-1"])


def test_a_copy_beside_the_count_says_that_it_is_one(world: World) -> None:
    pieces = access.vouchers(world.clerk, [f"{world.register().number}-1"])
    assert "副本，未计次" in flowing(printing.uncounted(pieces, Look(), by=""))
    printed = count(pieces, Look(), Deed(world.clerk, world.deed().at))
    paper = flowing(printing.paper(pieces, printed))
    assert "第1次打印" in paper
    assert "未计次" not in paper


def test_a_paper_that_was_altered_is_found_out_by_its_hash(world: World) -> None:
    world.finish(world.register())
    digits = Signature.objects.get().document_hash
    altered = digits[:-1] + ("0" if digits[-1] != "0" else "1")
    assert "现在有效" in Client().get(f"/check/{digits}").content.decode()
    assert "没有这份凭证" in Client().get(f"/check/{altered}").content.decode()
