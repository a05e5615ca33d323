"""What people asked for and the worker answers: links for forgotten passwords."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from yinuo.people.commands.forgetting import answer_reset
from yinuo.people.models import ResetAsked

if TYPE_CHECKING:
    from datetime import datetime


def run_due(at: datetime) -> int:
    """Answer everybody who asked for a link until `at`; return how many letters were put."""
    asked = ResetAsked.objects.filter(at__lte=at).order_by("at", "id")[:100]
    return sum(answer_reset(each, link=_link, at=at) for each in asked)


def _link(token: str) -> str:
    return settings.YINUO_ADDRESS.rstrip("/") + reverse("people:reset", args=[token])
