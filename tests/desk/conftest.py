"""What every test of the desk begins with: the small world."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.world import World, build
from yinuo.policy import queries as policies

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Let no version of the policy that a test published stay in memory."""
    policies.forget()
    yield
    policies.forget()


@pytest.fixture
def world(db: None) -> World:
    return build()
