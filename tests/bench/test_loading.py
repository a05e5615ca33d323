"""What the loader writes is what the commands would have written: pages, lists and the audit take it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.world import LONG_AGO
from tools.bench import company, loading
from yinuo.calendars.commands import ship_china
from yinuo.calls.models import Call, Signature, Voucher
from yinuo.calls.rules.documents import document_hash
from yinuo.customers.models import Customer
from yinuo.duties.models import Duty
from yinuo.journal.audit import verify
from yinuo.journal.models import Entry
from yinuo.lib.actor import SYSTEM
from yinuo.people.models import User
from yinuo.policy.commands import ship

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

pytestmark = pytest.mark.django_db(transaction=True)
CALLS = 560


@pytest.fixture
def loaded() -> Iterator[datetime]:
    """Load some calls; afterwards keys begin where they did."""
    at = datetime.now(UTC)
    ship(at=LONG_AGO)
    ship_china(by=SYSTEM, at=LONG_AGO)
    company.make(1, at=at - timedelta(days=1))
    loading.load(CALLS, at=at)
    yield at
    for table in loading.TABLES:
        loading.keys_from(table, 1)


def test_copies_are_as_the_commands_would_have_left_them(loaded: datetime, client: Client) -> None:
    assert [str(finding) for finding in verify()] == []
    made = len(loading.STATES) * len(company.BRANCHES)
    assert Call.objects.count() == CALLS + made
    _check_states()
    _check_days(loaded)
    _check_proofs()
    _check_pages(client)


def _check_states() -> None:
    states = Counter(Call.objects.values_list("state", flat=True))
    assert set(states) == {"registered", "dispatched", "accepted", "under_way", "on_site", "done", "filed"}
    assert states["filed"] > CALLS / 2
    for state in states:
        of_calls = Voucher.objects.filter(call__state=state).values_list("state", flat=True)
        assert set(of_calls) == {state}
    filed = Duty.objects.filter(subject_key__in=Call.objects.filter(state="filed").values("number"))
    assert not filed.filter(state="open").exists()
    assert Duty.objects.filter(state="open", clause="G14").count() >= 4 * 40


def _check_days(at: datetime) -> None:
    days = Counter(Call.objects.values_list("branch__code", "day"))
    assert len(days) == 8
    assert max(days.values()) == 120 + len(loading.STATES)
    newest = Call.objects.order_by("-reported_at").first()
    assert newest is not None
    assert timedelta(0) < at - newest.reported_at < timedelta(hours=1)
    for call in Call.objects.select_related("branch")[:50]:
        assert call.number.startswith(f"{call.branch.code}-{call.day:%Y%m%d}-")


def _check_proofs() -> None:
    signatures = list(Signature.objects.select_related("voucher__call__customer"))
    assert len(signatures) > CALLS / 10
    assert len({each.token for each in signatures}) == len(signatures)
    for each in signatures:
        assert document_hash(each.document) == each.document_hash
        assert f'"{each.voucher.call.customer.name}"' in each.document
        line = Entry.objects.get(subject_key=each.voucher.call.number, verb="signed")
        assert line.details["document_hash"] == each.document_hash
    names = Customer.objects.values_list("name", "branch")
    assert len(set(names)) == len(names)


def _check_pages(client: Client) -> None:
    user = User.objects.get(username="supervisor_sh")
    client.force_login(user)
    call = (
        Call.objects.filter(branch=user.branch, state="filed")
        .exclude(vouchers__visits=None)
        .order_by("-id")
        .first()
    )
    assert call is not None
    page = client.get(f"/calls/{call.number}").content.decode()
    assert call.fault in page
    assert call.customer.name in page
    assert "HOLE" not in page
    for address in (
        "/calls/",
        "/calls/?tab=open",
        "/calls/?tab=all",
        "/lists/unfiled",
        "/customers/",
        "/devices/",
    ):
        assert client.get(address).status_code == 200, address
    listed = client.get("/api/v1/calls?status=open&limit=200").json()["items"]
    assert len(listed) >= 50
    assert {each["branch"] for each in listed} == {"SH"}
