"""A database's address and what Django is told about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from yinuo.config.database import database_settings

DATA = Path("/srv/yinuo")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:", "/srv/yinuo/yinuo.sqlite3"),
        ("sqlite://", "/srv/yinuo/yinuo.sqlite3"),
        ("sqlite:?synchronous=off", "/srv/yinuo/yinuo.sqlite3"),
        ("sqlite:///var/lib/service.db", "/var/lib/service.db"),
        ("sqlite:///var/lib/%E4%B8%80%E8%AF%BA.db", "/var/lib/一诺.db"),
        ("sqlite::memory:", ":memory:"),
    ],
)
def test_where_a_sqlite_database_is(url: str, name: str) -> None:
    assert database_settings(url, DATA)["NAME"] == name


@pytest.mark.parametrize(
    ("asked", "pragma"), [("", "FULL"), ("?synchronous=off", "OFF"), ("?synchronous=normal", "NORMAL")]
)
def test_every_commit_is_on_the_disk_unless_a_test_says_otherwise(asked: str, pragma: str) -> None:
    options = database_settings(f"sqlite:{asked}", DATA)["OPTIONS"]
    assert options["init_command"] == f"PRAGMA journal_mode=WAL;PRAGMA synchronous={pragma}"
    assert options["transaction_mode"] == "IMMEDIATE"


def test_how_long_a_writer_waits() -> None:
    assert database_settings("sqlite:", DATA)["OPTIONS"]["timeout"] == 20.0
    assert database_settings("sqlite:?timeout=0.5", DATA)["OPTIONS"]["timeout"] == 0.5


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres://li:p%40ss@db.example:5433/service", ("service", "li", "p@ss", "db.example", "5433")),
        ("postgresql://li@db.example/service", ("service", "li", "", "db.example", "")),
        ("postgres:///service?host=/run/postgresql", ("service", "", "", "/run/postgresql", "")),
        ("postgres://%E6%9D%8E@[::1]:5432/a", ("a", "李", "", "::1", "5432")),
    ],
)
def test_where_a_postgresql_database_is(url: str, expected: tuple[str, ...]) -> None:
    told = database_settings(url, DATA)
    assert tuple(told[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")) == expected


def test_postgresql_binds_and_prepares_on_the_server() -> None:
    told = database_settings("postgres://a@b/c?sslmode=require", DATA)
    assert told["OPTIONS"] == {
        "server_side_binding": True,
        "prepare_threshold": 1,
        "sslmode": "require",
        "options": "-c yinuo.writer=yinuo",
    }


def test_what_the_address_asks_of_the_server_stands_beside_the_writer() -> None:
    """The database is told who writes; an installation's own options are not lost by it."""
    told = database_settings("postgres://a@b/c?options=-c%20work_mem%3D8MB", DATA)
    assert told["OPTIONS"]["options"] == "-c work_mem=8MB -c yinuo.writer=yinuo"
    assert told["CONN_MAX_AGE"] is None


@pytest.mark.parametrize("url", ["", "mysql://a/b", "/var/lib/x.db", "postgres://host", "postgres://host/"])
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="database"):
        database_settings(url, DATA)


def test_an_unknown_safety_is_refused() -> None:
    with pytest.raises(ValueError, match="synchronous"):
        database_settings("sqlite:?synchronous=maybe", DATA)


def test_a_port_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match=r"[Pp]ort"):
        database_settings("postgres://a@b:65536x/c", DATA)
