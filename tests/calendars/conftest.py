"""A calendar to change, and the moment and the person who do it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from yinuo.calendars import commands
from yinuo.lib.actor import Actor

if TYPE_CHECKING:
    from yinuo.calendars.models import Calendar

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
BY = Actor(None, "测试员 Tester")


@pytest.fixture
def calendar(db: None) -> Calendar:
    return commands.open_calendar(
        code="test",
        name="测试日历",
        name_en="Test calendar",
        zone="Asia/Shanghai",
        week={"mon": ["08:30-12:00", "13:30-17:30"], "tue": ["8:30-12:00"]},
        by=BY,
        at=AT,
    )


@pytest.fixture
def china(db: None) -> Calendar:
    return commands.ship_china(by=BY, at=AT)
