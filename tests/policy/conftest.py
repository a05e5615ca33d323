"""The policy is kept in memory: every test starts with nothing kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from yinuo.policy import queries

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Forget what was read before and after."""
    queries.forget()
    yield
    queries.forget()
