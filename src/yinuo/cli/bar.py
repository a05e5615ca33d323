"""A progress bar that is calm in a pipe: there it prints a line at each tenth."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from yinuo.cli.say import both

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from yinuo.lib.words import Words

    Report = Callable[[int, int], None]


@contextmanager
def bar(what: Words) -> Iterator[Report]:
    """Yield a function to be told (done, total); what it says is shown until the block ends."""
    if not sys.stdout.isatty():
        yield in_lines(both(what))
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns) as progress:
        task = progress.add_task(both(what), total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def in_lines(what: str) -> Report:
    """Return a reporter that prints a plain line whenever another tenth is done."""
    told = -1

    def report(done: int, total: int) -> None:
        nonlocal told
        tenth = 10 * done // total if total else 10
        if tenth > told:
            told = tenth
            click.echo(f"{what} {10 * tenth} %")

    return report
