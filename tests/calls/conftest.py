"""The small world for every test of the main job."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.world import World, build
from yinuo.policy import queries as policies

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """The small world of one branch, under the policy that ships."""
    policies.forget()
    yield build()
    policies.forget()
