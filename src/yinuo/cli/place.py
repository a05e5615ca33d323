"""Where the service is about to live: may the folder be written, is the port free, what is it called?"""

from __future__ import annotations

import errno
import os
import socket
import tempfile
from contextlib import closing
from typing import TYPE_CHECKING

from yinuo.cli.say import Stop
from yinuo.lib.words import w

if TYPE_CHECKING:
    from pathlib import Path

EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104  # nosec B104
UNWRITABLE = w("不能写入数据文件夹 {path}：{why}。", "The data folder {path} can't be written: {why}.")
TAKEN = w(
    "端口 {port} 已被占用，请用 --port 换一个。",
    "Port {port} is taken; choose another with --port.",
)
NO_LISTENING = w("不能监听 {host}:{port}：{why}。", "Can't listen at {host}:{port}: {why}.")


def check_folder(path: Path) -> None:
    """Make the folder when absent and be sure that it can be written. Stops otherwise."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise Stop(UNWRITABLE.format(path=path, why=error.strerror)) from error


def check_port(host: str, port: int) -> None:
    """Be sure that one can listen there. Stops when the port is taken or the address is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            words = TAKEN if taken else NO_LISTENING
            raise Stop(words.format(host=host, port=port, why=error.strerror or error)) from error


def names(host: str) -> list[str]:
    """Return the host names under which a browser may call a server that listens at `host`."""
    if host not in EVERYWHERE:
        return [host]
    here = socket.gethostname()
    found = {here, *_addresses_of(here), _outward_address()}
    return sorted(name for name in found if name)


def address(host: str, port: int) -> str:
    """Return the address to print: the one another machine can use when listening everywhere."""
    name = (_outward_address() or "127.0.0.1") if host in EVERYWHERE else host
    shown = f"[{name}]" if ":" in name else name
    return f"http://{shown}:{port}"


def tell_settings(host: str, port: int) -> None:
    """Hand host names and address to the settings of every process started from here."""
    known = [name for name in os.environ.get("YINUO_HOSTS", "").split(",") if name]
    os.environ["YINUO_HOSTS"] = ",".join([*known, *names(host)])
    os.environ.setdefault("YINUO_ADDRESS", address(host, port))


def _addresses_of(name: str) -> set[str]:
    try:
        return {str(found[4][0]) for found in socket.getaddrinfo(name, None, family=socket.AF_INET)}
    except OSError:
        return set()


def _outward_address() -> str:
    """Return the address of the way out, "" without one; a datagram socket sends nothing by connecting."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        return str(probe.getsockname()[0])
