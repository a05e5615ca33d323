"""The one place that reads the clock for views, api and jobs."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

_fixed: ContextVar[datetime | None] = ContextVar("fixed_instant", default=None)


def now() -> datetime:
    """Return the present instant, aware, in UTC.

    Inside `at(instant)` it is that instant; else the setting `YINUO_NOW` (ISO 8601 with offset) when given;
    else the machine's clock.
    """
    fixed = _fixed.get()
    if fixed is not None:
        return fixed
    wanted: str | None = getattr(settings, "YINUO_NOW", None)
    return _aware(datetime.fromisoformat(wanted)) if wanted else datetime.now(UTC)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Within the block the clock stands at `instant` (aware): for tests and for a replay."""
    token = _fixed.set(_aware(instant))
    try:
        yield
    finally:
        _fixed.reset(token)


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError(f"an instant without an offset: {instant.isoformat()}")
    return instant.astimezone(UTC)
