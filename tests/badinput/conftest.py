"""One furnished place for all attacks; every request is taken back."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections, transaction

from tests.badinput.attacks import Attacker
from tests.matrix.asking import Asker
from tests.matrix.place import furnish
from yinuo.calendars import queries as calendars
from yinuo.people import bearer
from yinuo.policy import queries as policies

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of refusals need not be logged."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="package")
def attacker(django_db_setup: None, django_db_blocker: Any) -> Iterator[Attacker]:
    bearer.forget()
    with django_db_blocker.unblock(), transaction.atomic():
        yield Attacker(Asker(furnish()))
        transaction.set_rollback(True)
    connections.close_all()
    for each in (bearer.forget, policies.forget, calendars.forget):
        each()
