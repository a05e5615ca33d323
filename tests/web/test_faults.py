"""A full disk and a database that is away: the right answer, in words, and nothing half done."""

from __future__ import annotations

import errno
import json
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.base import ContentFile
from django.db import InterfaceError, OperationalError
from django.test import Client

from yinuo.web import faults
from yinuo.web.storage import WholeFiles

if TYPE_CHECKING:
    from pathlib import Path


def sqlite(name: str) -> Exception:
    """An error as Django raises it for one of SQLite's."""
    inner = sqlite3.OperationalError("…")
    inner.sqlite_errorname = name
    outer = OperationalError("…")
    outer.__cause__ = inner
    return outer


def server(state: str | None) -> Exception:
    """An error as Django raises it for one of PostgreSQL's."""
    inner = RuntimeError("…")
    inner.sqlstate = state  # type: ignore[attr-defined]
    outer = OperationalError("…")
    outer.__cause__ = inner
    return outer


FAULTS = [
    (OSError(errno.ENOSPC, "x"), (507, "no_space")),
    (OSError(errno.EDQUOT, "x"), (507, "no_space")),
    (OSError(errno.EFBIG, "x"), (507, "no_space")),
    (OSError(errno.EIO, "x"), (507, "disk_failed")),
    (OSError(errno.EROFS, "x"), (507, "disk_failed")),
    (sqlite("SQLITE_FULL"), (507, "no_space")),
    (sqlite("SQLITE_IOERR_FSYNC"), (507, "disk_failed")),
    (sqlite("SQLITE_READONLY_DBMOVED"), (507, "disk_failed")),
    (sqlite("SQLITE_CANTOPEN"), (507, "disk_failed")),
    (sqlite("SQLITE_BUSY"), (503, "busy")),
    (server("53100"), (507, "no_space")),
    (server("58030"), (507, "disk_failed")),
    (server("57P01"), (503, "busy")),
    (server(None), (503, "busy")),
    (InterfaceError("connection already closed"), (503, "busy")),
    (OSError(errno.ENOENT, "x"), None),
    (PermissionError(errno.EACCES, "x"), None),
    (ValueError("disk is full"), None),
    (None, None),
]


@pytest.mark.parametrize(("error", "told"), FAULTS)
def test_what_a_fault_means(error: Exception | None, told: tuple[int, str] | None) -> None:
    refusal = faults.of(error)
    assert (refusal and (refusal.status, refusal.code)) == told


def test_a_disk_behind_another_error_is_found() -> None:
    outer = RuntimeError("x")
    outer.__cause__ = ValueError("y")
    outer.__cause__.__context__ = OSError(errno.ENOSPC, "z")
    refusal = faults.of(outer)
    assert refusal is not None
    assert refusal.code == "no_space"


def test_errors_in_a_circle_end() -> None:
    first, second = ValueError("a"), ValueError("b")
    first.__context__, second.__context__ = second, first
    assert faults.of(first) is None


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let the page of a copy fail with an error: call it with one."""

    def fail(error: Exception) -> None:
        def raising(*_arguments: Any, **_named: Any) -> Any:
            raise error

        monkeypatch.setattr("yinuo.upkeep.views.health.ready", raising)

    return fail


@pytest.mark.parametrize(
    ("error", "status", "zh", "en"),
    [
        (OSError(errno.ENOSPC, "x"), 507, "没有地方可以保存", "There is no room to save"),
        (sqlite("SQLITE_FULL"), 507, "没有地方可以保存", "There is no room to save"),
        (OperationalError("away"), 503, "系统正忙", "Busy just now"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_people_are_told_in_words(
    failing: Any, error: Exception, status: int, zh: str, en: str, language: str
) -> None:
    failing(error)
    client = Client(raise_request_exception=False)
    client.cookies["language"] = language
    answer = client.get("/health/ready", headers={"accept": "text/html"})
    assert answer.status_code == status
    assert (zh if language == "zh" else en) in answer.content.decode()
    assert answer["Retry-After"] == "2"
    assert "Traceback" not in answer.content.decode()


def test_machines_are_told_by_a_problem(failing: Any) -> None:
    failing(OSError(errno.ENOSPC, "x"))
    answer = Client(raise_request_exception=False).get(
        "/health/ready", headers={"accept": "application/json"}
    )
    assert answer.status_code == 507
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "no_space"
    assert answer["Retry-After"] == "2"


def test_a_part_of_a_page_gets_a_toast(failing: Any) -> None:
    failing(OperationalError("away"))
    answer = Client(raise_request_exception=False).get("/health/ready", headers={"hx-request": "true"})
    assert answer.status_code == 503
    assert json.loads(answer["HX-Trigger"])["toast"]["kind"] == "refused"


def test_another_fault_stays_ours(failing: Any) -> None:
    failing(ValueError("x"))
    answer = Client(raise_request_exception=False).get("/health/ready", headers={"accept": "text/html"})
    assert answer.status_code == 500


@pytest.fixture
def files(tmp_path: Path) -> WholeFiles:
    return WholeFiles(location=tmp_path / "files")


def test_a_file_is_kept_whole(files: WholeFiles, tmp_path: Path) -> None:
    assert files.save("a/bc", ContentFile(b"photo" * 100_000)) == "a/bc"
    assert (tmp_path / "files" / "a" / "bc").read_bytes() == b"photo" * 100_000
    assert [path.name for path in (tmp_path / "files" / "a").iterdir()] == ["bc"]


@pytest.mark.parametrize("step", ["fsync", "write"])
def test_a_full_disk_leaves_nothing(
    files: WholeFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    content = ContentFile(b"photo")

    def full(*_arguments: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    if step == "fsync":
        monkeypatch.setattr("yinuo.web.storage.os.fsync", full)
    else:
        monkeypatch.setattr(content, "chunks", lambda: (full() for _ in range(1)))
    with pytest.raises(OSError, match="No space"):
        files.save("a/bc", content)
    assert list((tmp_path / "files" / "a").iterdir()) == []
    assert not files.exists("a/bc")
    monkeypatch.undo()
    assert files.save("a/bc", ContentFile(b"photo")) == "a/bc"


def test_the_installation_keeps_its_files_whole() -> None:
    from django.core.files.storage import default_storage

    assert isinstance(default_storage._wrapped, WholeFiles) or default_storage.exists("") is not None
    assert type(default_storage._wrapped) is WholeFiles
