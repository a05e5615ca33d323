"""The backend Django loads: SQLite whose transactions take the write turn first."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from django.db.utils import OperationalError

from yinuo.config.sqlite.turn import TooBusy, Turn, turn_of

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT_TIMEOUT = 20.0


class DatabaseWrapper(SQLite):
    """A connection that waits for its turn before BEGIN and gives it back after COMMIT or ROLLBACK.

    Reading, and a single statement outside a transaction, takes no turn.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn: Turn | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        with self._back_on_error():
            super()._start_transaction_under_autocommit()  # type: ignore[misc]

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc] # the stubs leave it out
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
