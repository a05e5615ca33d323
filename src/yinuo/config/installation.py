"""One installation: its data folder, its database, its secret; remembered in `installation.json`."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from yinuo.config.database import database_settings

CHECKOUT = Path(__file__).resolve().parents[3]
FILE = "installation.json"
EMBEDDED = "sqlite:"
CALL_NUMBER_FORMAT = "{branch}-{day:%Y%m%d}-{count:04d}"
RECEIPT_NUMBER_FORMAT = "HZ-{branch}-{day:%Y}-{count:06d}"
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class Installation:
    """What the settings need to know about this machine."""

    data: Path
    database_url: str
    database: dict[str, Any]
    secret_key: str
    hosts: tuple[str, ...]
    address: str
    debug: bool
    call_number_format: str
    receipt_number_format: str

    @property
    def secure(self) -> bool:
        """Whether people reach it through https, so that cookies may insist on it."""
        return self.address.startswith("https://")


def data_folder() -> Path:
    """Return the folder of this installation: `YINUO_DATA`, else `data` in the checkout."""
    return Path(os.environ.get("YINUO_DATA") or CHECKOUT / "data").expanduser().resolve()


def load() -> Installation:
    """Read this installation, making its folder and file the first time.

    `YINUO_DATABASE`, `YINUO_HOSTS` (with commas), `YINUO_ADDRESS` and `YINUO_DEBUG` win over the file.
    Raises OSError when the folder can't be made or read, ValueError when a value makes no sense.
    """
    data = data_folder()
    known = _read_or_create(data)
    environment = os.environ
    url = environment.get("YINUO_DATABASE") or known.get("database") or EMBEDDED
    hosts = environment.get("YINUO_HOSTS")
    named = tuple(hosts.split(",")) if hosts else tuple(known.get("hosts", ()))
    return Installation(
        data=data,
        database_url=url,
        database=database_settings(url, data),
        secret_key=known["secret_key"],
        hosts=(*LOCAL_HOSTS, *(name.strip() for name in named if name.strip())),
        address=environment.get("YINUO_ADDRESS") or known.get("address") or "http://127.0.0.1:8000",
        debug=environment.get("YINUO_DEBUG") == "1",
        call_number_format=_number_format(known.get("call_number_format", CALL_NUMBER_FORMAT)),
        receipt_number_format=_number_format(known.get("receipt_number_format", RECEIPT_NUMBER_FORMAT)),
    )


def remember(**values: object) -> None:
    """Write `values` (database, hosts, address) into the installation's file, for the next starts."""
    data = data_folder()
    _replace(data / FILE, {**_read_or_create(data), **values})


def _read_or_create(data: Path) -> dict[str, Any]:
    path = data / FILE
    if not path.exists():
        _create(path, {"secret_key": secrets.token_urlsafe(48), "database": EMBEDDED})
    known = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(known, dict) or not known.get("secret_key"):
        raise ValueError(f"{path}: no secret_key in it")
    return known


def _number_format(text: str) -> str:
    """Return the format when two counts of one branch and day make two numbers; ValueError otherwise."""
    first, second = (text.format(branch="SH", day=date(2026, 11, 24), count=count) for count in (1, 2))
    if first == second:
        raise ValueError(f"number format without {{count}}: {text}")
    return text


def _create(path: Path, values: dict[str, Any]) -> None:
    """Put the file there unless another process was faster; then the other's stands."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = _draft(path, values)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _replace(path: Path, values: dict[str, Any]) -> None:
    _draft(path, values).replace(path)


def _draft(path: Path, values: dict[str, Any]) -> Path:
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(values, stream, ensure_ascii=False, indent=1, sort_keys=True)
        stream.write("\n")
    return draft
