"""What proves that a database is the one that was copied: one fingerprint over every line of the journal."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

LINES = "SELECT hash FROM journal_entry ORDER BY id"
MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY id"


def seal(hashes: Iterable[str]) -> dict[str, Any]:
    """Return how many lines the journal has, the last hash, and one fingerprint over all in their order."""
    digest, lines, last = hashlib.sha256(), 0, ""
    for last in hashes:
        digest.update(last.encode())
        lines += 1
    return {"lines": lines, "last": last, "seal": digest.hexdigest()}
