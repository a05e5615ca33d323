"""Every command, option and setting is told in docs/run; a new one without a line there is noticed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click
import pytest

from tests.architecture.reading import CHECKOUT, SOURCE
from yinuo.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOLD = CHECKOUT / "docs" / "run"
VARIABLE = re.compile(r"\bYINUO_[A-Z]+\b")
READ = re.compile(r'environ(?:ment)?(?:\.get\(|\.setdefault\(|\[)"(YINUO_[A-Z]+)"')
KEY = re.compile(r'known(?:\.get\(|\[)"([a-z_]+)"')


def told(name: str) -> str:
    return (TOLD / name).read_text("utf-8")


def commands(group: click.Group, before: str) -> Iterator[tuple[str, click.Command]]:
    """Every command below `group` with its full name."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, f"{before} {name}")
        else:
            yield f"{before} {name}", command


COMMANDS = dict(commands(main, "yinuo"))


def untold(name: str, command: click.Command, text: str) -> list[str]:
    """What of a command its documentation leaves out: its name, or an option."""
    options = [opt for parameter in command.params for opt in parameter.opts if opt.startswith("--")]
    missing = [option for option in options if not re.search(rf"{option}\b", text)]
    return missing if re.search(rf"`{name}\b", text) else [name, *missing]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_told(name: str) -> None:
    assert untold(name, COMMANDS[name], told("commands.md")) == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_in_both_languages(name: str) -> None:
    words = COMMANDS[name].help or ""
    assert re.search(r"[\u4e00-\u9fff]", words)
    assert re.search(r"[a-z]{3}", words)


def test_no_command_is_told_that_is_not_there() -> None:
    documented = re.findall(r"^\| `(yinuo [a-z -]+?)(?: [A-Z]+)?`", told("commands.md"), re.MULTILINE)
    assert set(documented) == set(COMMANDS)


def read_by(*places: Path) -> set[str]:
    """The environment variables that files below these places name."""
    files = [
        path
        for place in places
        for path in ([place] if place.is_file() else place.rglob("*"))
        if path.is_file()
    ]
    scripts = [path for path in files if path.suffix in {".py", ""}]
    return {name for path in scripts for name in named(path.suffix, path.read_text("utf-8"))}


def named(suffix: str, text: str) -> list[str]:
    """In Python what is read from the environment; in a shell script every variable of ours."""
    return READ.findall(text) if suffix == ".py" else VARIABLE.findall(text)


def test_every_variable_is_told() -> None:
    used = read_by(
        SOURCE, CHECKOUT / "tools", CHECKOUT / "run", CHECKOUT / "check", CHECKOUT / "tests" / "conftest.py"
    )
    assert used
    assert used - set(VARIABLE.findall(told("settings.md"))) == set()


def test_every_key_of_the_file_is_told() -> None:
    keys = set(KEY.findall((SOURCE / "config" / "installation.py").read_text("utf-8")))
    assert {"secret_key", "database"} <= keys
    assert [key for key in keys if f"`{key}`" not in told("settings.md")] == []


def test_an_untold_option_is_noticed() -> None:
    command = click.Command("x", params=[click.Option(["--secretly"])])
    assert untold("yinuo x", command, "`yinuo x` does it") == ["--secretly"]


def test_an_untold_command_is_noticed() -> None:
    assert untold("yinuo y", click.Command("y"), "`yinuo x` does it") == ["yinuo y"]


def test_an_untold_variable_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('os.environ["YINUO_SECRETLY"], settings.YINUO_NOT', "utf-8")
    (tmp_path / "b").write_text("echo $YINUO_HIDDEN", "utf-8")
    assert read_by(tmp_path) == {"YINUO_SECRETLY", "YINUO_HIDDEN"}
