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
from yinuo.upkeep.plan import Plan, plan

CHECKOUT = Path(__file__).resolve().parents[3]
FILE = "installation.json"
EMBEDDED = "sqlite:"
CALL_NUMBER_FORMAT = "{branch}-{day:%Y%m%d}-{count:04d}"
RECEIPT_NUMBER_FORMAT = "HZ-{branch}-{day:%Y}-{count:06d}"
PROFILES = ("standard", "level3")
COMPANY_KEYS = ("issuer", "client_id", "client_secret", "claim")
MAIL_KEYS = ("host", "from")
SMS_KEYS = ("url", "body")
LOGS = ("quiet", "plain", "json")
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
    copies: Plan
    metrics_token: str
    log: str
    least_free_mb: int
    sign_in: str
    company_sign_in: dict[str, str] | None
    mail: dict[str, Any] | None
    sms: dict[str, Any] | None
    proxies: tuple[str, ...]

    @property
    def secure(self) -> bool:
        """Whether people reach it through https, so that cookies may insist on it."""
        return self.address.startswith("https://")


def data_folder() -> Path:
    """Return the folder of this installation: `YINUO_DATA`, else `data` in the checkout."""
    return Path(os.environ.get("YINUO_DATA") or CHECKOUT / "data").expanduser().resolve()


def load() -> Installation:
    """Read this installation, making its folder and file the first time.

    `YINUO_DATABASE`, `YINUO_HOSTS` (with commas), `YINUO_ADDRESS`, `YINUO_DEBUG`, `YINUO_COPIES` and
    `YINUO_LOG` win over the file.
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
        copies=plan(known, data, environment.get("YINUO_COPIES")),
        metrics_token=known.get("metrics_token", ""),
        log=_log(environment.get("YINUO_LOG") or known.get("log", "quiet")),
        least_free_mb=int(known.get("least_free_mb", 500)),
        sign_in=_profile(environment.get("YINUO_SIGN_IN") or known.get("sign_in") or PROFILES[0]),
        company_sign_in=_whole("company_sign_in", known.get("company_sign_in"), COMPANY_KEYS),
        mail=_whole("mail", known.get("mail"), MAIL_KEYS),
        sms=_whole("sms", known.get("sms"), SMS_KEYS),
        proxies=tuple(known.get("proxies", ())),
    )


def remembered_database() -> str:
    """Return the database's address in the installation's file, the embedded one without; makes no file."""
    path = data_folder() / FILE
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return str(known.get("database") or EMBEDDED)


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


def _profile(text: str) -> str:
    """Return the name of a way to sign in; ValueError for one that doesn't exist."""
    if text not in PROFILES:
        raise ValueError(f"sign_in is one of {', '.join(PROFILES)}, not {text}")
    return text


def _whole(name: str, value: Any, keys: tuple[str, ...]) -> dict[str, Any] | None:
    """Return a group of settings that has every key, None for none; ValueError when one is missing."""
    if value is None:
        return None
    missing = [key for key in keys if not value.get(key)]
    if missing:
        raise ValueError(f"{name} lacks {', '.join(missing)}")
    return dict(value)


def _log(kind: str) -> str:
    if kind not in LOGS:
        raise ValueError(f"log is one of {', '.join(LOGS)}, not {kind}")
    return kind


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
