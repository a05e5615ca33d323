"""Who can sign in to the demonstration: one password of this installation's own, kept in its data folder.

The same file remembers for which seed, moment and size the company was made and whether its year is complete.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from yinuo.demonstration.data import table
from yinuo.demonstration.setting import Scale, Setting
from yinuo.people.rights import ROLES

if TYPE_CHECKING:
    from yinuo.lib.words import Words

FILE = "demonstration-logins.json"
LETTERS = "abcdefghkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of the demonstration."""

    password: str
    setting: Setting
    complete: bool


def new_password() -> str:
    """Return a password that nobody guesses and everybody can type."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(4)) for _group in range(4))


def remember(known: Known) -> None:
    """Write it down for the next start; only the owner may read the file."""
    path = _path()
    told = {
        "password": known.password,
        "seed": known.setting.seed,
        "now": known.setting.now.isoformat(),
        "scale": asdict(known.setting.scale),
        "complete": known.complete,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)


def known() -> Known | None:
    """Return what is remembered; None without a demonstration."""
    try:
        told: dict[str, Any] = json.loads(_path().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    setting = Setting(told["seed"], datetime.fromisoformat(told["now"]), Scale(**told["scale"]))
    return Known(told["password"], setting, told["complete"])


def by_role() -> list[tuple[Words, str]]:
    """Return the sign-in names with what they are for: the roles of the first branch and of head office."""
    rows = [row for row in table("people")["people"] if "." not in row[0] and "-" not in row[0]]
    return [(ROLES[role], username) for username, _name, _place, role, _skills in rows]


def _path() -> Path:
    return Path(settings.MEDIA_ROOT).parent / FILE
