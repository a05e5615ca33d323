"""How values are written down and how a line's fingerprint is made: pure, the same for ever."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from yinuo.lib.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable


def plain(value: object) -> Any:  # noqa: PLR0911 - JSON is what it is
    """Return `value` as JSON can hold it: instants as UTC ISO 8601, Decimal and durations as text."""
    match value:
        case None | bool() | int() | str():
            return value
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            return value.total_seconds().__str__()
        case Decimal() | float():
            return str(value)
        case Words():
            return value.as_json()
        case dict():
            return {str(key): plain(each) for key, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(each) for each in value]
        case _:
            return str(value)


def canonical(value: object) -> str:
    """Return the one text of a value: sorted keys, no spaces, every character as itself."""
    return json.dumps(plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def fingerprint(*parts: object) -> str:
    """Return the SHA-256 of the canonical text of the parts, in hexadecimal."""
    return hashlib.sha256(canonical(list(parts)).encode("utf-8", "surrogatepass")).hexdigest()


def replayed(changes: Iterable[dict[str, list[object]]]) -> dict[str, object]:
    """Return the last new value of each field after `changes`, oldest first."""
    values: dict[str, object] = {}
    for change in changes:
        values.update({field: new for field, (_old, new) in change.items()})
    return values
