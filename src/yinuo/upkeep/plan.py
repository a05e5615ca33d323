"""When the installation copies itself, where to, and how long copies are kept: read from its settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

OFF = "off"
AT = "02:30"
KEEP = (14, 8, 12)


@dataclass(frozen=True, slots=True)
class Plan:
    """Copies are made daily at `at` (zone of head office) into `folder`, and into `away` when that is set.

    `keep` says how many days, weeks and months a copy of each is kept. `daily` False: only by hand.
    """

    folder: Path
    daily: bool = True
    away: Path | None = None
    at: time = time(2, 30)
    keep: tuple[int, int, int] = KEEP
    passphrase_file: Path | None = None


def plan(known: Mapping[str, Any], data: Path, asked: str | None = None) -> Plan:
    """Return the plan that settings `copies_…` describe; `asked` (a folder, or `off`) wins over the folder.

    Raises ValueError when a time or a number makes no sense.
    """
    folder = asked or str(known.get("copies_folder") or data / "copies")
    keep = known.get("copies_keep", KEEP)
    if len(keep) != 3 or not all(isinstance(count, int) and 1 <= count <= 1000 for count in keep):
        raise ValueError(f"copies_keep is three numbers of 1 to 1000 (days, weeks, months), not {keep}")
    return Plan(
        folder=data / "copies" if folder == OFF else _path(folder),
        daily=folder != OFF,
        away=_path(known["copies_away"]) if known.get("copies_away") else None,
        at=time.fromisoformat(str(known.get("copies_at", AT))),
        keep=(keep[0], keep[1], keep[2]),
        passphrase_file=_path(known["copies_passphrase_file"])
        if known.get("copies_passphrase_file")
        else None,
    )


def _path(text: object) -> Path:
    return Path(str(text)).expanduser().resolve()
