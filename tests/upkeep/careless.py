"""A backup that looks at each table at a moment of its own: the fault the drill must find on PostgreSQL."""

from __future__ import annotations

import time
from contextlib import contextmanager

import django
from django.db import connections

django.setup()


@contextmanager
def moment_by_moment():
    from yinuo.upkeep.copies import postgresql

    wrapper = connections.create_connection("default")
    wrapper.ensure_connection()
    wrapper.connection.autocommit = True
    plain = postgresql._out

    def slowly(cursor, table, columns):
        time.sleep(0.05)
        return plain(cursor, table, columns)

    def hashes(connection):
        return (line for (line,) in connection.execute(postgresql.LINES).fetchall())

    postgresql._out, postgresql._hashes = slowly, hashes
    yield wrapper.connection
    wrapper.close()


if __name__ == "__main__":
    from yinuo.cli import main
    from yinuo.upkeep.copies import postgresql

    postgresql.snapshot = moment_by_moment
    main()
