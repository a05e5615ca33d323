"""What the installation remembers of its copies: since when they are due, the last try, what it was."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from yinuo.lib.words import Words
from yinuo.upkeep.copies.names import made_at

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

NAME = "copies.json"


@dataclass(frozen=True, slots=True)
class State:
    """`since`: when daily copies began to be owed; `tried`: the last try; why it failed, in two languages."""

    since: datetime
    tried: datetime | None = None
    problem: str = ""
    problem_zh: str = ""

    @property
    def why(self) -> Words:
        """Why the last try failed, empty when it did not."""
        return Words(self.problem_zh, self.problem)


def read(data: Path) -> State | None:
    """Return what is remembered; None when nothing is, or it can't be read."""
    try:
        known = json.loads((data / NAME).read_text("utf-8"))
        tried = known.get("tried")
        return State(
            datetime.fromisoformat(known["since"]),
            datetime.fromisoformat(tried) if tried else None,
            str(known.get("problem", "")),
            str(known.get("problem_zh", "")),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write(data: Path, state: State) -> None:
    """Remember `state`. Raises OSError."""
    told = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(state).items()
    }
    draft = data / f".{NAME}"
    draft.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    draft.replace(data / NAME)


def copies(folder: Path) -> dict[datetime, Path]:
    """Return the finished copies in a folder by the instant they were made; none when it can't be read."""
    try:
        paths = list(folder.iterdir())
    except OSError:
        return {}
    return {at: path for path in paths if (at := made_at(path)) is not None}


def last_good(folders: Iterable[Path]) -> datetime | None:
    """Return when the newest finished copy was made; a copy has its name only after it was read back."""
    return max((at for folder in folders for at in copies(folder)), default=None)
