"""The handbook read: search, and the earlier solutions that fit a fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from yinuo.handbook.models import Problem
from yinuo.handbook.rules import bigrams, likeness

if TYPE_CHECKING:
    from django.db.models import QuerySet

LOOKED_AT = 500
LIKE_ENOUGH = 0.34


def suggestions(*, fault: str, product_model_id: int | None, most: int = 3) -> list[Problem]:
    """Return up to `most` problems like `fault`, those of the same model before those of none, best first."""
    wanted = bigrams(fault)
    if len(wanted) < 2:
        return []
    fitting = Problem.objects.filter(Q(product_model_id=product_model_id) | Q(product_model=None))
    scored = [(likeness(wanted, bigrams(entry.symptom)), entry) for entry in fitting[:LOOKED_AT]]
    alike = sorted((pair for pair in scored if pair[0] >= LIKE_ENOUGH), key=lambda pair: -pair[0])
    return [entry for _score, entry in alike[:most]]


def learned_on(voucher: str) -> list[Problem]:
    """Return the entries that were learned on the job `voucher`, newest first (S1.8)."""
    return list(Problem.objects.filter(learned_on=voucher).order_by("-id"))


def search(text: str) -> QuerySet[Problem]:
    """Return the entries that contain `text`, newest first."""
    wanted = text.strip()
    entries = Problem.objects.select_related("product_model").order_by("-id")
    if not wanted:
        return entries
    told = Q(symptom__icontains=wanted) | Q(cause__icontains=wanted) | Q(solution__icontains=wanted)
    return entries.filter(told | Q(number__iexact=wanted) | Q(product_model__code__icontains=wanted))
