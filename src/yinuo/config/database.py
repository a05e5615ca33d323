"""A database's address (one URL) → Django's settings for it, with the idioms each of the two needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from pathlib import Path
    from urllib.parse import SplitResult

SQLITE_FILE = "yinuo.sqlite3"
WAIT_SECONDS = 20.0
SYNCHRONOUS = {"full": "FULL", "normal": "NORMAL", "off": "OFF"}


def database_settings(url: str, data: Path) -> dict[str, Any]:
    """Return the value for `DATABASES["default"]`.

    `sqlite:` is a file in `data`; `sqlite:///folder/file`, `sqlite::memory:`;
    `postgres://user:password@host:port/name?sslmode=…` (`postgresql:` too, host may be a socket folder).
    Raises ValueError for anything else.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(parts, data)
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgresql(parts)
    raise ValueError("database: neither sqlite: nor postgres:")


def _sqlite(parts: SplitResult, data: Path) -> dict[str, Any]:
    """WAL, every commit on the disk, writers one at a time (see `config.sqlite`).

    `?synchronous=off` is for tests: a crash may lose what was committed.
    """
    asked = dict(parse_qsl(parts.query))
    synchronous = SYNCHRONOUS.get(asked.get("synchronous", "full"))
    if synchronous is None:
        raise ValueError("database: synchronous is one of full, normal, off")
    return {
        "ENGINE": "yinuo.config.sqlite",
        "NAME": unquote(parts.path) or str(data / SQLITE_FILE),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": float(asked.get("timeout", WAIT_SECONDS)),
            "transaction_mode": "IMMEDIATE",
            "init_command": f"PRAGMA journal_mode=WAL;PRAGMA synchronous={synchronous}",
        },
        "TEST": {"NAME": str(data / f"test-{SQLITE_FILE}")},
    }


def _postgresql(parts: SplitResult) -> dict[str, Any]:
    """One connection per thread for as long as it lives, parameters bound and statements prepared there."""
    asked = dict(parse_qsl(parts.query))
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ValueError("database: postgres://… without the database's name")
    options = f"{asked.pop('options', '')} -c yinuo.writer=yinuo".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": asked.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 1, **asked, "options": options},
    }
