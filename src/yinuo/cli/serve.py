"""`yinuo serve`: the web server alone."""

from __future__ import annotations

import logging

import click

from yinuo.cli.ready import use_installation

WAITING_PER_WORKER = 400
"""Threads that may wait for slow clients; how many work is said in `config.wsgi`."""
IDLE_SECONDS = 600


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址。 Address to listen at.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="进程数。 Processes."
)
def serve(host: str, port: int, workers: int) -> None:
    """只启动网页服务。 Start the web server alone."""
    logging.getLogger("_granian").addFilter(worth_saying)
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    use_installation()
    Granian(
        "yinuo.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=workers,
        blocking_threads=WAITING_PER_WORKER,
        blocking_threads_idle_timeout=IDLE_SECONDS,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    ).serve()


def worth_saying(record: logging.LogRecord) -> bool:
    """Whether a word of the server is news: that many threads may wait is intended."""
    return "Python threads" not in str(record.msg)
