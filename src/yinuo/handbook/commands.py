"""The handbook written: an entry as soon as something new is learned (P2.5, S1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.handbook.models import Problem
from yinuo.journal.commands import begin
from yinuo.journal.counters import next_count
from yinuo.journal.steps import one_step
from yinuo.lib.refusal import invalid
from yinuo.lib.words import w

if TYPE_CHECKING:
    from datetime import datetime

    from yinuo.devices.models import ProductModel
    from yinuo.lib.actor import Acting


@one_step
def write_problem(
    *,
    product_model: ProductModel | None,
    symptom: str,
    cause: str,
    solution: str,
    by: Acting,
    at: datetime,
    learned_on: str = "",
) -> Problem:
    """Write an entry; `learned_on` is the voucher it comes from. Invalid: no symptom, no solution."""
    for field, value in {"symptom": symptom, "solution": solution}.items():
        if not value.strip():
            raise invalid(field, w("这一项要填。", "This is needed."), "needed")
    problem = Problem(
        number=f"H-{next_count('handbook')}",
        product_model=product_model,
        symptom=symptom.strip(),
        cause=cause.strip(),
        solution=solution.strip(),
        learned_on=learned_on,
        written_at=at,
        written_by=by.name,
    )
    return begin(problem, "written", by=by, at=at)
