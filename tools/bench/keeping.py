"""Tables shown, and kept in docs/bench with the day and the machine they come from."""

from __future__ import annotations

import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

FOLDER = Path(__file__).absolute().parents[2] / "docs" / "bench"
NAMES = {"lives": "Whole lives of calls", "reads": "Lists, pages, search"}
BASES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}


def shown(what: str, kind: str, text: str, *, write: bool, folder: Path = FOLDER) -> None:
    """Print a text of tables; with `write` it replaces what stood in the folder."""
    sys.stdout.write(f"# {NAMES[what]}, {BASES[kind]}\n\n{text}\n")
    sys.stdout.flush()
    if write:
        (folder / f"{what}-{kind}.md").write_text(page(what, kind, text, at=datetime.now(UTC)), "utf-8")


def page(what: str, kind: str, text: str, *, at: datetime) -> str:
    """Return the page that keeps the tables: what they are, from when, on how many cores."""
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    made = f"Made by `./bench {what} --write`, {at:%Y-%m-%d %H:%M} UTC, {machine}."
    return f"# {NAMES[what]}, {BASES[kind]}\n\n{made}\n\n{text}"
