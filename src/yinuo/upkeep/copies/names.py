"""What a copy is called, and the passphrase it is locked with."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from yinuo.upkeep.copies.refusals import refusal

ENDING = ".yinuo"
WRITTEN = re.compile(r"yinuo-(\d{8}T\d{6}Z)\.yinuo")
STAMP = "%Y%m%dT%H%M%SZ"


def place(to: Path, at: datetime) -> Path:
    """Return the file to write: `to` itself, or one named after the instant when `to` is a folder."""
    is_file = to.suffix == ENDING or (to.suffix and not to.is_dir())
    return (to if is_file else to / name(at)).resolve()


def name(at: datetime) -> str:
    """Return the name of the copy made at `at`."""
    return f"yinuo-{at.astimezone(UTC):{STAMP}}{ENDING}"


def made_at(path: Path) -> datetime | None:
    """Return when a copy was made by its name; None for a file that is no copy of ours."""
    found = WRITTEN.fullmatch(path.name)
    if found is None:
        return None
    try:
        return datetime.strptime(found[1], STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def passphrase(file: str | Path | None) -> bytes | None:
    """Return the passphrase in a file without the line's end, None without. Refusal `passphrase_empty`."""
    if file is None:
        return None
    found = Path(file).read_bytes().rstrip(b"\r\n")
    if not found:
        raise refusal("passphrase_empty", name=Path(file).name)
    return found
