"""The floor: the rows of one whole life written by raw SQL in five transactions, nothing else done.

`python -m tools.bench.floor NUMBER CLIENTS SECONDS` copies the rows of call NUMBER, which has lived in the
database of the environment, and prints the lives a second as JSON. What the product costs is measured
against this.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

TRANSACTIONS = 5
OF_THE_CALL = (
    ("calls_call", "number = '{number}'", 0),
    ("calls_voucher", "number LIKE '{number}-%'", 0),
    ("calls_visit", "voucher_id IN (SELECT id FROM calls_voucher WHERE number LIKE '{number}-%')", 1),
    ("calls_record", "voucher_id IN (SELECT id FROM calls_voucher WHERE number LIKE '{number}-%')", 3),
    ("calls_signature", "voucher_id IN (SELECT id FROM calls_voucher WHERE number LIKE '{number}-%')", 3),
    ("duties_duty", "subject_kind = 'call' AND subject_key = '{number}'", None),
    ("journal_entry", "subject_kind = 'call' AND subject_key = '{number}'", None),
    ("outbox_message", "subject_kind = 'call' AND subject_key = '{number}'", None),
    ("journal_answer", "body LIKE '%{number}%'", None),
)
ANEW = {"token", "key"}
PARENTS = {"call_id": "calls_call", "voucher_id": "calls_voucher", "visit_id": "calls_visit"}
STEPS = (
    ("calls_call", "state = 'floor', version = version + 1, head = 'f'"),
    ("calls_voucher", "state = 'floor', seal = 'f'"),
    ("calls_visit", "outcome = 'floor', seal = 'f'"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row to write: its table, the transaction it belongs to, its columns but the key."""

    table: str
    transaction: int
    values: dict[str, Any]


class Base:
    """A raw connection to either database; statements are written with %s."""

    def __init__(self, url: str, data: Path) -> None:
        self.sqlite = url.startswith("sqlite")
        self.turn = os.open(data / "floor-turn", os.O_RDWR | os.O_CREAT)
        self.raw: Any
        if self.sqlite:
            self.raw = sqlite3.connect(data / "yinuo.sqlite3", isolation_level=None, timeout=60)
            self.raw.execute("PRAGMA synchronous=FULL")
        else:
            self.raw = psycopg.connect(url, autocommit=True)
            self.raw.prepare_threshold = 1

    def ask(self, text: str, values: tuple[Any, ...] = ()) -> Any:
        """Run one statement and return its cursor."""
        if not values:
            return self.raw.execute(text)
        return self.raw.execute(text.replace("%s", "?") if self.sqlite else text, values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write together; on SQLite one writer at a time."""
        if self.sqlite:
            fcntl.flock(self.turn, fcntl.LOCK_EX)
        self.raw.execute("BEGIN IMMEDIATE" if self.sqlite else "BEGIN")
        yield
        self.raw.execute("COMMIT")
        fcntl.flock(self.turn, fcntl.LOCK_UN)


def here() -> Base:
    """Return a connection to the database of the environment."""
    return Base(os.environ["YINUO_DATABASE"], Path(os.environ["YINUO_DATA"]))


def lines(base: Base, number: str) -> list[Line]:
    """Return the rows of call `number`, spread over the five transactions as a life writes them."""
    found: list[Line] = []
    for table, where, place in OF_THE_CALL:
        cursor = base.ask(f"SELECT * FROM {table} WHERE {where.format(number=number)} ORDER BY id")  # noqa: S608 - our own words
        names = [each[0] for each in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        for index, row in enumerate(rows):
            when = place if place is not None else TRANSACTIONS * index // len(rows)
            found.append(Line(table, when, _plain(row)))
    return sorted(found, key=lambda line: line.transaction)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return the columns but the key; JSON that the driver has read is text again."""
    return {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
        for name, value in row.items()
        if name != "id"
    }


def write(base: Base, told: list[Line], old: str, new: str) -> None:
    """Write one life as call `new`."""
    keys: dict[str, int] = {}
    for step in range(TRANSACTIONS):
        with base.transaction():
            for line in told:
                if line.transaction == step:
                    keys[line.table] = _insert(base, line, keys, old, new)
            for table, change in STEPS if step else ():
                if table in keys:
                    base.ask(f"UPDATE {table} SET {change} WHERE id = %s", (keys[table],))  # noqa: S608


def _insert(base: Base, line: Line, keys: dict[str, int], old: str, new: str) -> int:
    values = tuple(_value(name, value, keys, old, new) for name, value in line.values.items())
    names, marks = ", ".join(f'"{name}"' for name in line.values), ", ".join(["%s"] * len(values))
    told = base.ask(f"INSERT INTO {line.table} ({names}) VALUES ({marks}) RETURNING id", values)  # noqa: S608
    return int(told.fetchone()[0])


def _value(name: str, value: Any, keys: dict[str, int], old: str, new: str) -> Any:
    if name in PARENTS:
        return keys[PARENTS[name]]
    if name in ANEW:
        return uuid4().hex
    return value.replace(old, new) if isinstance(value, str) else value


def client(number: str, place: int, seconds: float) -> int:
    """Write lives for `seconds`; return how many."""
    base = here()
    told = lines(base, number)
    count, until = 0, perf_counter() + seconds
    while perf_counter() < until:
        write(base, told, number, f"F{place}-{uuid4().hex[:12]}")
        count += 1
    return count


def main(words: list[str]) -> int:
    """Run the clients and print the rate."""
    number, clients, seconds = words[0], int(words[1]), float(words[2])
    with ProcessPoolExecutor(clients) as pool:
        begun = perf_counter()
        done = list(pool.map(client, [number] * clients, range(clients), [seconds] * clients))
        rate = sum(done) / (perf_counter() - begun)
    sys.stdout.write(json.dumps({"lives": sum(done), "rate": rate}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
