"""Which migrations this version knows, told from its files: a copy is judged before Django is set up."""

from __future__ import annotations

import re
from pathlib import Path

import yinuo

PACKAGE = Path(yinuo.__file__).parent
VERSION = re.compile(r"\d+(?:\.\d+)*")


def own_migrations() -> set[str]:
    """Return every migration of our packages as `app.name`."""
    found = PACKAGE.glob("*/migrations/[0-9]*.py")
    return {f"{path.parent.parent.name}.{path.stem}" for path in found}


def newer(version: str, than: str) -> bool:
    """Whether one version number is above another; what is no number is newer than all."""
    return _numbers(version) > _numbers(than)


def unknown(migrations: list[str]) -> list[str]:
    """Return the migrations of our packages that this version does not have."""
    own = own_migrations()
    ours = {name.partition(".")[0] for name in own}
    return [name for name in migrations if name.partition(".")[0] in ours and name not in own]


def _numbers(version: str) -> tuple[float, ...]:
    found = VERSION.match(version)
    return tuple(float(part) for part in found[0].split(".")) if found else (float("inf"),)
