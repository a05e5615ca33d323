"""`yinuo demo`: the demonstration company, its year of calls, and who can sign in."""

from __future__ import annotations

import click

from yinuo.cli.bar import bar
from yinuo.cli.ready import set_up_with_database
from yinuo.cli.say import say
from yinuo.lib.words import w

LOADING = w("装入示范公司", "Loading the demonstration company")
LOADED = w("示范数据已齐。", "The demonstration is complete.")


@click.command()
@click.option("--rest", is_flag=True, help="只补余下的一年。 Only what is left of the year.")
def demo(*, rest: bool) -> None:
    """装入示范公司（每次相同）。 Load the demonstration company (the same each time)."""
    set_up_with_database()
    if not rest:
        load_company()
    load_year()
    say(LOADED)


def load_company() -> None:
    """Load what the first page needs, with a progress bar."""
    from yinuo.demonstration import load

    with bar(LOADING) as progress:
        load.company(progress=progress)


def load_year() -> None:
    """Load what is left of the demonstration year; returns at once when nothing is."""
    from yinuo.demonstration import load

    load.year()
