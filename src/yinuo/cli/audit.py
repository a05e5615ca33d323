"""`yinuo audit verify`: is everything as the commands left it?"""

from __future__ import annotations

from pathlib import Path

import click

from yinuo.cli.ready import set_up_with_database
from yinuo.cli.say import Stop, say
from yinuo.lib.words import w

SOUND = w(
    "日志与记录一致，没有发现改动。",
    "The journal and the records agree; nothing was changed behind their backs.",
)
FOUND = w("发现 {n} 处被改动。", "{n} places were changed behind the journal's back.")

DECLARED = w("自报的写入：{writer}", "Declared by its writer: {writer}")


@click.group()
def audit() -> None:
    """查日志。 Look after the journal."""


@audit.command()
@click.option(
    "--seals",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="另存的封存文件。 A copy of the seals kept elsewhere.",
)
def verify(seals: Path | None) -> None:
    """重算每条日志、每份记录和每天的封存。 Recompute every line, every record, every day's seal."""
    set_up_with_database()
    from yinuo.journal.audit import snapshot
    from yinuo.journal.audit import verify as findings
    from yinuo.journal.below import declared

    count = 0
    with snapshot():
        for finding in findings(seals):
            click.echo(str(finding))
            count += 1
        for writer in declared():
            say(DECLARED.format(writer=writer))
    if count:
        raise Stop(FOUND.format(n=count))
    say(SOUND)
