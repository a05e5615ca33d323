"""`yinuo start`, what `./run` hands over to: everything needed, from an empty folder to the first page."""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from yinuo.cli import demo, first, place
from yinuo.cli.children import Children
from yinuo.cli.ready import set_up
from yinuo.cli.say import Stop, say
from yinuo.lib.words import w

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

ANSWER_SECONDS = 60
LOOK_SECONDS = 0.2

PREPARING = w("正在准备数据库……", "Preparing the database …")
STARTED = w("已启动：{address}", "Running at {address}")
HOW_TO_END = w("按 Ctrl-C 停止。", "Ctrl-C ends it.")
STOPPED = w("已停止。", "Stopped.")
SILENT = w("网页服务在 {n} 秒内没有应答。", "The web server gave no answer within {n} s.")
CHILD_ENDED = w("「{name}」意外结束（{code}）。", "“{name}” ended unexpectedly ({code}).")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址。 Address to listen at.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="端口。 Port.")
@click.option("--data", type=click.Path(file_okay=False), metavar="DIR", help="数据文件夹。 Data folder.")
@click.option("--database", metavar="URL", help="sqlite: 或 postgres://…，会记住。 Remembered.")
@click.option(
    "--empty", is_flag=True, help="不装示范公司，只设管理员。 No demonstration; asks for the first user."
)
def start(host: str, port: int, data: str | None, database: str | None, *, empty: bool) -> None:
    """启动全部：网页、后台，第一次还装入示范公司。 Start everything; the first time with a demonstration."""
    on_signals(_end)
    prepare_place(host, port, data, database)
    children = Children()
    try:
        prepare_database(empty=empty)
        run_children(children, host, port)
    finally:
        on_signals(signal.SIG_IGN)
        children.end()
        say(STOPPED)


def on_signals(answer: Callable[[int, FrameType | None], NoReturn] | signal.Handlers) -> None:
    """Give Ctrl-C, the closing of the terminal and a polite kill the same answer."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, answer)


def prepare_place(host: str, port: int, data: str | None, database: str | None) -> None:
    """Settle folder, database and address, before anything slow happens. Stops when one won't do."""
    from yinuo.config import installation

    if data:
        os.environ["YINUO_DATA"] = data
    place.check_folder(installation.data_folder())
    place.check_port(host, port)
    place.tell_settings(host, port)
    if database:
        os.environ["YINUO_DATABASE"] = database
    set_up()
    make_folders()
    if database:
        installation.remember(database=database)


def make_folders() -> None:
    """Make the folders of static and uploaded files, which the web server expects to find."""
    from django.conf import settings

    for folder in (settings.STATIC_ROOT, settings.MEDIA_ROOT):
        Path(folder).mkdir(parents=True, exist_ok=True)


def prepare_database(*, empty: bool) -> None:
    """Bring the database to its newest shape; the first time, fill it or ask for the first administrator."""
    say(PREPARING)
    demo.prepare()
    if not first.is_new():
        return
    if empty:
        first.first_administrator()
    else:
        demo.load_company()


def run_children(children: Children, host: str, port: int) -> NoReturn:
    """Start web server and worker, say where it is, and watch until told to end."""
    children.begin("serve", "serve", "--host", host, "--port", str(port))
    children.begin("work", "work")
    await_answer(children, host, port)
    say(STARTED.format(address=os.environ["YINUO_ADDRESS"]))
    demo.tell_logins()
    say(HOW_TO_END)
    while True:
        watch(children)
        time.sleep(LOOK_SECONDS)


def await_answer(children: Children, host: str, port: int) -> None:
    """Wait until the first page answers. Stops after a minute."""
    near = "127.0.0.1" if host in place.EVERYWHERE else host
    deadline = time.monotonic() + ANSWER_SECONDS
    while not answers(near, port):
        watch(children)
        if time.monotonic() > deadline:
            raise Stop(SILENT.format(n=ANSWER_SECONDS))
        time.sleep(LOOK_SECONDS)


def answers(host: str, port: int) -> bool:
    """Whether a web server there answers with anything but an error of its own."""
    with closing(HTTPConnection(host, port, timeout=5)) as connection:
        try:
            connection.request("GET", "/")
            return connection.getresponse().status < 500
        except (OSError, HTTPException):
            return False


def watch(children: Children) -> None:
    """Stop everything when one of the processes has ended by itself."""
    ended = children.ended()
    if ended is not None:
        raise Stop(CHILD_ENDED.format(name=ended[0], code=ended[1]))


def _end(number: int, frame: FrameType | None) -> NoReturn:
    del number, frame
    sys.exit(0)
