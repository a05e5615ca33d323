"""The backend Django loads: SQLite whose transactions take the write turn first."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from django.db.utils import OperationalError

from yinuo.config.sqlite.turn import TooBusy, Turn, turn_of

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT_TIMEOUT = 20.0
WRITER = "yinuo"
OPEN = """
INSERT INTO journal_turn (id, number, tx, at, writer)
VALUES (1, 1, 1, strftime('%Y-%m-%d %H:%M:%f', 'now'), ?)
ON CONFLICT (id) DO UPDATE
SET number = number + 1, tx = number + 1, at = excluded.at, writer = excluded.writer
"""
CLOSE = "UPDATE journal_turn SET tx = 0, at = '', writer = '' WHERE id = 1"


class DatabaseWrapper(SQLite):
    """A connection that waits for its turn before BEGIN and gives it back after COMMIT or ROLLBACK.

    Reading, and a single statement outside a transaction, takes no turn. Each transaction tells the triggers
    its number and who writes (`journal_turn`); one that wrote nothing leaves no trace and needs no disk.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn: Turn | None = None
        self._opened: tuple[int, int] | None = None
        self.writer = WRITER

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        with self._back_on_error():
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
            self._open()

    def _commit(self) -> None:
        if self._close_opened():
            super()._commit()  # type: ignore[misc] # the stubs leave it out
        else:
            super()._rollback()  # type: ignore[misc]
        self._give_back()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give_back()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._give_back()

    def announce(self, writer: str) -> None:
        """Write as `writer` from now on, in this transaction and those after it."""
        self.writer = writer
        if self._opened is not None:
            self.connection.execute("UPDATE journal_turn SET writer = ? WHERE id = 1", (writer,))

    def _open(self) -> None:
        """Number the transaction; before the first migration there is nowhere to write it."""
        self._opened = None
        with suppress(sqlite3.OperationalError):
            self.connection.execute(OPEN, (self.writer,))
            self._opened = self._written()

    def _close_opened(self) -> bool:
        """Whether there is anything to commit; if so the transaction's number is taken away again."""
        opened, self._opened = self._opened, None
        if opened is None:
            return True
        if opened == self._written():
            return False
        with self.wrap_database_errors:
            self.connection.execute(CLOSE)
        return True

    def _written(self) -> tuple[int, int]:
        shape = self.connection.execute("PRAGMA schema_version").fetchone()[0]
        return self.connection.total_changes, int(shape)

    def _take_turn(self) -> None:
        if self._turn is not None:
            return
        name = str(self.settings_dict["NAME"])
        turn = turn_of(name, in_memory=self.is_in_memory_db())
        seconds = float(self.settings_dict["OPTIONS"].get("timeout", DEFAULT_TIMEOUT))
        try:
            turn.take(seconds)
        except TooBusy:
            words = f"database is busy: no turn to write within {seconds:g} s ({name})"
            raise OperationalError(words) from None
        except OSError as error:
            raise OperationalError(f"database can't be written: {error}") from error
        self._turn = turn

    def _give_back(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.give_back()

    @contextmanager
    def _back_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._give_back()
            raise
