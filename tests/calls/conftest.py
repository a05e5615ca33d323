"""The small world for every test of the main job."""

from __future__ import annotations

import pytest

from tests.world import World, build


@pytest.fixture
def world(db: None) -> World:
    """Return the small world of one branch."""
    return build()
