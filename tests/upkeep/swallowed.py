"""Settings of a server that says yes and keeps nothing: the fault the harness must find."""

from __future__ import annotations

from django.db import transaction

from yinuo.config.settings import *  # noqa: F403
from yinuo.config.settings import MIDDLEWARE as SOUND

MIDDLEWARE = [*SOUND, "tests.upkeep.swallowed.Swallowing"]


class Swallowing:
    """Takes back what a request wrote, and answers as if it had been kept."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with transaction.atomic():
            response = self.get_response(request)
            transaction.set_rollback(True)
        return response
