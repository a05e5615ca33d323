"""A due time and its reasons as data: steps in the order of the clock, kept with what they explain."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from yinuo.lib.words import Words, w
from yinuo.lib.words import from_json as words_from_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Kind(StrEnum):
    """What a stretch of time was, seen by the clock of a promise."""

    COUNTED = "counted"
    LUNCH = "lunch"
    NIGHT = "night"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    PAUSE = "pause"
    DAY = "day"
    YEAR_UNKNOWN = "year_unknown"


KIND_WORDS: dict[Kind, Words] = {
    Kind.COUNTED: w("计入", "counted"),
    Kind.LUNCH: w("午休", "break"),
    Kind.NIGHT: w("下班", "after hours"),
    Kind.CLOSED: w("休息日", "days off"),
    Kind.HOLIDAY: w("节假日", "holiday"),
    Kind.PAUSE: w("暂停", "paused"),
    Kind.DAY: w("工作日", "working day"),
    Kind.YEAR_UNKNOWN: w("节假日未导入", "special days missing"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch from `start` to `end` (local datetimes).

    `worked` is the working time in it: what was counted, or what a pause took away; nothing on closed
    stretches. `label` names a special day, or says the warning of an unknown year.
    """

    start: datetime
    end: datetime
    kind: Kind
    worked: timedelta = timedelta(0)
    label: Words | None = None

    def as_json(self) -> dict[str, object]:
        """Return the stored form: ISO 8601 with the local offset, the time worked in seconds."""
        return {
            "from": self.start.isoformat(),
            "to": self.end.isoformat(),
            "kind": str(self.kind),
            "seconds": self.worked.total_seconds(),
            "label": self.label.as_json() if self.label else None,
        }


@dataclass(frozen=True)
class Due:
    """A due time. Two are equal when they fall on the same instant.

    `at` is UTC. `why` holds the steps in the order of the clock, warnings of unknown years first; it is
    worked out when first asked for, so that a due time alone stays cheap.
    """

    at: datetime
    told: Callable[[], tuple[Step, ...]] = field(repr=False, compare=False)

    @cached_property
    def why(self) -> tuple[Step, ...]:
        """The steps that lead to `at`."""
        return self.told()

    @property
    def missing_years(self) -> tuple[int, ...]:
        """The years this answer touches whose special days are unknown: show it, the answer may be wrong."""
        return tuple(step.start.year for step in self.why if step.kind is Kind.YEAR_UNKNOWN)

    @property
    def worked(self) -> timedelta:
        """The working time counted, the sum of the counted steps."""
        counted = (step.worked for step in self.why if step.kind is Kind.COUNTED)
        return sum(counted, timedelta(0))

    def as_json(self) -> dict[str, object]:
        """Return the form a call or a duty stores: `{"at": …, "steps": […]}`."""
        return {"at": self.at.isoformat(), "steps": [step.as_json() for step in self.why]}


def from_json(value: Mapping[str, Any]) -> Due:
    """Read what `Due.as_json` wrote. The local offsets stay, the names of the zones are not kept."""
    steps = tuple(_step(each) for each in value["steps"])
    return Due(datetime.fromisoformat(value["at"]).astimezone(UTC), lambda: steps)


def _step(value: Mapping[str, Any]) -> Step:
    return Step(
        start=datetime.fromisoformat(value["from"]),
        end=datetime.fromisoformat(value["to"]),
        kind=Kind(value["kind"]),
        worked=timedelta(seconds=value["seconds"]),
        label=words_from_json(value["label"]) if value["label"] else None,
    )
