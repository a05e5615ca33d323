"""One place for the whole matrix: every request is taken back, so nobody changes it for the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from tests.matrix.asking import Asker
from tests.matrix.place import furnish
from yinuo.people import bearer
from yinuo.policy import queries as policies
from yinuo.upkeep import health

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="package")
def asker(django_db_setup: None, django_db_blocker: Any) -> Iterator[Asker]:
    bearer.forget()
    health.beat()
    with django_db_blocker.unblock(), transaction.atomic():
        yield Asker(furnish())
        transaction.set_rollback(True)
    bearer.forget()
    policies.forget()


@pytest.fixture(autouse=True)
def _a_worker_is_there() -> None:
    """Whether all is well is asked too; for that a worker must have come round lately."""
    health.beat()
