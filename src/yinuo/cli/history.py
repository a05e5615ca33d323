"""`yinuo import`, `yinuo replay`: real rows of another system, as history or as a simulated working day."""

from __future__ import annotations

from pathlib import Path

import click

from yinuo.cli.bar import bar
from yinuo.cli.ready import set_up_with_database
from yinuo.lib.words import w

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
IMPORTING = w("导入", "Importing")
REPLAYING = w("重放", "Replaying")


@click.group("import")
def import_group() -> None:
    """导入别的系统的数据。 Bring in another system's data."""


@import_group.command("work-orders")
@click.argument("file", type=FILE)
@click.option(
    "--preview", is_flag=True, help="只显示对照和前几行。 Show the mapping and the first rows only."
)
def work_orders(file: Path, *, preview: bool) -> None:
    """把历史工单导入为已归档的凭证。 Past work orders become filed vouchers; a second run changes nothing."""
    set_up_with_database()
    from yinuo.history import importer

    if preview:
        click.echo(importer.preview(file))
        return
    with bar(IMPORTING) as progress:
        report = importer.work_orders(file, progress=progress)
    click.echo(str(report))


@click.command()
@click.argument("file", type=FILE)
@click.option("--day-rate", default=1.0, show_default=True, help="每秒几天。 Input days per second.")
def replay(file: Path, day_rate: float) -> None:
    """在模拟时钟下把每一行走完整个流程。 Send every row through the whole process under a simulated clock."""
    set_up_with_database()
    from yinuo.history import replay as player

    with bar(REPLAYING) as progress:
        report = player.replay(file, day_rate=day_rate, progress=progress)
    click.echo(str(report))
