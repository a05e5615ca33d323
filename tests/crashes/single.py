"""A planted fault: the same service on a server that has one thread, and no waiting room."""

from __future__ import annotations

import sys


def application(environ, start_response):
    """Django alone, taken from behind the waiting room."""
    from yinuo.config.wsgi import application as seated

    return seated._application(environ, start_response)


if __name__ == "__main__":
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "tests.crashes.single:application",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=1,
    ).serve()
