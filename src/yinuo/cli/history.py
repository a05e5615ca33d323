"""`yinuo import`, `yinuo replay`: real rows of another system, as history or as simulated working days."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from yinuo.cli.bar import bar
from yinuo.cli.ready import now, set_up_with_database
from yinuo.cli.say import Stop, both, say
from yinuo.lib.actor import SYSTEM
from yinuo.lib.words import w

if TYPE_CHECKING:
    from yinuo.history.orders import Reading
    from yinuo.history.replay import Outcome

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
IMPORTING = w("导入", "Importing")
REPLAYING = w("重放", "Replaying")
FIRST_ROWS = 8
ROW = w("第 {row} 行：{words}", "Row {row}: {words}")
UNUSED = w("不导入的列：{names}", "Columns that are not imported: {names}")
READ = w(
    "可以导入 {n} 行（其中 {repeats} 行与前面的相同），不能导入 {refused} 行。",
    "{n} rows can be imported ({repeats} identical to one before them), {refused} can't.",
)
IMPORTED = w(
    "导入 {new} 行，已有 {known} 行，新增设备 {devices} 台。",
    "{new} rows imported, {known} known from before, {devices} devices added.",
)
REPLAYED = w(
    "在 {branch} 用日历 {calendar} 重放了 {first} 至 {last} 的 {rows} 行："
    "{days} 天，{steps} 步，{seconds:.0f} 秒。",
    "Replayed {rows} rows of {first} to {last} at {branch} with the calendar {calendar}: "
    "{days} days, {steps} steps, {seconds:.0f} s.",
)
SOUND = w(
    "登记与输入逐行一致：{rows:,} 行中 {rows:,} 行相符；日志核对无误。",
    "The register agrees with the input row for row: {rows:,} of {rows:,}; the audit passes.",
)
UNSOUND = w(
    "不一致 {rows} 处，日志问题 {findings} 处。", "{rows} differences, {findings} findings of the audit."
)


@click.group("import")
def import_group() -> None:
    """导入别的系统的数据。 Bring in another system's data."""


@import_group.command("work-orders")
@click.argument("file", type=FILE)
@click.option("--branch", default="", help="分公司代码，默认第一个。 Branch code; the first one by default.")
@click.option(
    "--mapping", "pairs", multiple=True, metavar="FIELD=HEADING", help="哪一列是什么。 Which column is what."
)
@click.option(
    "--preview", is_flag=True, help="只看对照和不能导入的行。 Show the mapping and the refused rows only."
)
def work_orders(file: Path, branch: str, pairs: tuple[str, ...], *, preview: bool) -> None:
    """把历史工单导入为已归档的凭证。 Past work orders become filed vouchers; a second run changes nothing."""
    set_up_with_database()
    from yinuo.history import importer

    target = importer.Target(importer.branch_for(branch))
    reading = read(file, pairs)
    tell(reading)
    if preview:
        tell_first(reading)
        return
    with bar(IMPORTING) as progress:
        done = importer.work_orders(reading, to=target, by=SYSTEM, at=now(), progress=progress)
    say(IMPORTED.format(new=done.imported, known=done.known, devices=done.devices))


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--day-rate", default=0.0, metavar="N", help="每秒几天，默认尽快。 Input days per second; 0: no waiting."
)
@click.option("--seed", default=1, show_default=True, help="虚构部分的种子。 Seed of what is invented.")
@click.option(
    "--mapping", "pairs", multiple=True, metavar="FIELD=HEADING", help="哪一列是什么。 Which column is what."
)
def replay(file: Path, day_rate: float, seed: int, pairs: tuple[str, ...]) -> None:
    """在模拟时钟下把每一行走完整个流程。 Send every row through the whole process under a simulated clock."""
    set_up_with_database()
    from yinuo.history import replay as player

    reading = read(file, pairs)
    tell(reading)
    with bar(REPLAYING) as progress:
        outcome = player.replay(reading.orders, day_rate=day_rate, seed=seed, progress=progress)
    tell_outcome(outcome)


def read(file: Path, pairs: tuple[str, ...]) -> Reading:
    """Return what the file holds, its columns as the person said or as they look."""
    from yinuo.history import orders

    mapping = dict(pair.partition("=")[::2] for pair in pairs)
    return orders.read(file.read_bytes(), today=now().date(), mapping=mapping)


def tell(reading: Reading) -> None:
    """Print which column became what, each refused row with its reason, the remarks, and the count."""
    from yinuo.history.columns import FIELDS

    for field, words in FIELDS.items():
        click.echo(f"  {both(words)} ← {reading.columns.heading(field) or '-'}")
    if reading.columns.unused:
        say(UNUSED.format(names=", ".join(reading.columns.unused)))
    for said in (*reading.refused, *reading.remarks):
        say(ROW.format(row=said.row, words=said.words))
    counts = {"n": len(reading.orders), "repeats": reading.repeats, "refused": len(reading.refused)}
    say(READ.format(**counts))


def tell_first(reading: Reading) -> None:
    """Print the first rows as they would be imported."""
    for order in reading.orders[:FIRST_ROWS]:
        click.echo(f"  {order.day}  {order.asset}  {order.type or '-'}  {order.cost}  {order.text}")


def tell_outcome(outcome: Outcome) -> None:
    """Print what was replayed, and whether it agrees. Stops when it does not."""
    facts = {name: getattr(outcome, name) for name in ("branch", "calendar", "first", "last", "rows")}
    say(REPLAYED.format(**facts, days=outcome.days, steps=outcome.steps, seconds=outcome.seconds))
    for problem in (*outcome.differences, *outcome.findings):
        click.echo(f"  {problem}")
    if not outcome.sound:
        raise Stop(UNSOUND.format(rows=len(outcome.differences), findings=len(outcome.findings)))
    say(SOUND.format(rows=outcome.rows))
