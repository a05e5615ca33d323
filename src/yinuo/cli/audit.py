"""`yinuo audit verify`: is everything as the commands left it?"""

from __future__ import annotations

import click

from yinuo.cli.ready import set_up_with_database
from yinuo.cli.say import Stop, say
from yinuo.lib.words import w

SOUND = w(
    "日志与记录一致，没有发现改动。",
    "The journal and the records agree; nothing was changed behind their backs.",
)
FOUND = w("发现 {n} 处被改动。", "{n} places were changed behind the journal's back.")


@click.group()
def audit() -> None:
    """查日志。 Look after the journal."""


@audit.command()
def verify() -> None:
    """重算每一条日志和每一份记录。 Recompute every line of the journal and every record."""
    set_up_with_database()
    from yinuo.journal.audit import verify as findings

    count = 0
    for finding in findings():
        click.echo(str(finding))
        count += 1
    if count:
        raise Stop(FOUND.format(n=count))
    say(SOUND)
