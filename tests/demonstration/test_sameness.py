"""The same company for the same seed and day, at whatever hour; on days off too, and large enough for every model."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from tests.demonstration.company import NOW, forget, small
from tests.world import at
from yinuo.calls.models import Call, Visit
from yinuo.calls.states import OPEN
from yinuo.demonstration import company, customers, load, logins
from yinuo.demonstration.setting import Scale, Setting
from yinuo.devices.models import Checklist, Device, ProductModel
from yinuo.duties.models import Duty
from yinuo.journal import audit
from yinuo.journal.models import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

pytestmark = pytest.mark.django_db
TINY = {"customers": 6, "devices": 18, "days": 2, "recent": 1}


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    forget()
    yield
    forget()


def test_without_a_demonstration_nothing_is_known() -> None:
    assert logins.known() is None


def test_a_larger_company_has_each_kind_of_model() -> None:
    setting = Setting(1, NOW, Scale(customers=60, devices=300))
    company.make(setting, password="a-password-of-some-length")
    customers.make(setting, load.silent)
    skills = set(Device.objects.values_list("product_model__skill__code", flat=True))
    assert skills == {"monitor", "ventilator", "pump", "ultrasound", "analyser", "software"}
    assert {model.kind for model in ProductModel.objects.all()} == {"hardware", "software"}
    assert Checklist.objects.count() == ProductModel.objects.count()
    assert 240 < Device.objects.count() < 360
    assert list(audit.verify()) == []


def story() -> list[Any]:
    """Return what one sees of the company's calls, keys and hashes left out."""
    fields = (
        "number",
        "state",
        "customer__name",
        "fault",
        "kind",
        "channel",
        "reported_at",
        "arrival_due_at",
    )
    visits = Visit.objects.order_by("voucher__number", "position")
    return [
        list(Call.objects.order_by("number").values_list(*fields)),
        list(
            visits.values_list("voucher__number", "lead__username", "planned_start", "arrived_at", "left_at")
        ),
        sorted(Duty.objects.values_list("clause", "subject_key", "due_at", "state")),
        list(
            Device.objects.order_by("number").values_list("serial", "product_model__code", "warranty_until")
        ),
    ]


def told(*, seed: int = 1, now: datetime = NOW) -> list[Any]:
    """Return the story of a tiny company that is taken away again."""
    with transaction.atomic():
        small(seed=seed, now=now, **TINY)
        seen = [story(), today_s()]
        assert not Entry.objects.filter(at__gt=now).exists()
        assert list(audit.verify()) == []
        transaction.set_rollback(True)
    forget()
    return seen


def test_the_same_seed_and_day_make_the_same_company() -> None:
    first = told()
    assert told() == first
    assert told(seed=2) != first


def test_at_any_hour_today_shows_the_same_calls_in_the_same_states() -> None:
    wanted = told()[1]
    assert told(now=at("2026-11-24 00:20"))[1] == wanted


def today_s() -> Counter[tuple[str, str, str]]:
    """Return the calls that began today, with their states."""
    fresh = Call.objects.filter(day=NOW.date(), injury="no", kind__in=["breakdown", "installation"])
    return Counter(fresh.exclude(arrived_at=None).values_list("branch__code", "fault", "state"))


@pytest.mark.parametrize("now", ["2026-10-04 19:45", "2027-01-04 09:30"])
def test_a_sunday_on_holiday_and_a_year_without_holidays_make_a_company_too(now: str) -> None:
    instant = at(now)
    small(now=instant, **{**TINY, "days": 4, "recent": 3})
    states = set(Call.objects.filter(branch__code="SH").values_list("state", flat=True))
    assert {str(state) for state in OPEN} <= states
    assert not Entry.objects.filter(at__gt=instant).exists()
    assert list(audit.verify()) == []
