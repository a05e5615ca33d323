"""Forms beside a page: the panel they stand in, and a stale version told field by field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yinuo.journal.commands import conflict

if TYPE_CHECKING:
    from yinuo.journal.models import Chronicled
    from yinuo.lib.words import Words
    from yinuo.web.forms import Form


@dataclass(frozen=True, slots=True)
class Panel:
    """A form at the right of a page: what it does, where it is sent, where closing leads."""

    title: Words
    form: Form
    action: str
    back: str
    submit: Words
    version: int | None = None
    note: Words | None = None


def as_shown(row: Chronicled, version: int, wanted: dict[str, Any]) -> None:
    """Refuse with Conflict, naming both values, unless `row` still is in the version that the page showed."""
    if row.version == version:
        return
    differing = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    raise conflict(
        {name: {"yours": _told(value), "now": _told(getattr(row, name))} for name, value in differing.items()}
        or {"version": {"yours": version, "now": row.version}}
    )


def _told(value: object) -> str:
    return "" if value is None else str(value)
