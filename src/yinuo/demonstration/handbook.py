"""Forty entries of the service handbook, written over the year from the faults of the demonstration."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from yinuo.demonstration.data import Fault, faults, table
from yinuo.devices.models import ProductModel
from yinuo.handbook.commands import write_problem
from yinuo.people.models import User

if TYPE_CHECKING:
    from yinuo.demonstration.setting import Setting

MOST = 40


@transaction.atomic
def make(setting: Setting) -> None:
    """Write the entries, oldest first, each by a technician for a model of its kind."""
    dice = setting.dice("handbook")
    authors = list(User.objects.filter(holdings__role="technician").order_by("id"))
    told = [(skill["code"], fault) for skill in table("models")["skill"] for fault in faults(skill["code"])]
    chosen = sorted(dice.sample(told, min(MOST, len(told))), key=lambda _pair: dice.random())
    for place, (skill, fault) in enumerate(chosen):
        days = 1 + setting.scale.days * (len(chosen) - place) // len(chosen)
        models = list(ProductModel.objects.filter(skill__code=skill).order_by("id"))
        model = dice.choice(models) if dice.random() < 0.7 else None
        write_problem(
            product_model=model,
            symptom=fault.says,
            cause=fault.cause,
            solution=_solution(fault),
            by=dice.choice(authors),
            at=setting.morning(setting.today - timedelta(days=days))
            + timedelta(minutes=dice.randint(60, 500)),
        )


def _solution(fault: Fault) -> str:
    parts = f"\n备件：{'、'.join(fault.parts)}" if fault.parts else ""
    return f"现场所见：{fault.found}。\n做法：{fault.work}。{parts}"
