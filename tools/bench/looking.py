"""What readers of a loaded installation need: who is signed in, and which calls there are to look at."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.test import Client

from tools.bench.loading import COPIES_KEY
from yinuo.calls.models import Call, Visit
from yinuo.people.models import Branch, User


def main(_asked: list[str]) -> dict[str, Any]:
    """Return what readers need: sessions of a supervisor and of a technician, numbers of calls to look at."""
    branch = Branch.objects.order_by("id")[0]
    of_branch = Call.objects.filter(branch=branch).order_by("-id")
    lived = of_branch.filter(state="filed", id__gte=COPIES_KEY, pk__in=Visit.objects.values("voucher__call"))
    before = of_branch.filter(state="accepted", id__gte=COPIES_KEY)
    return {
        "desk": session("supervisor_sh"),
        "field": session("technician_sh_1"),
        "calls": [*lived.values_list("number", flat=True)[:20], *before.values_list("number", flat=True)[:5]],
    }


def session(username: str) -> str:
    """Return the cookie of a browser in which a person is signed in."""
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(User.objects.get(username=username))
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"
