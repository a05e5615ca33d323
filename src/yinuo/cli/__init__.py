"""The command `yinuo`: starts the service and does what is done from a terminal.

Owns words on the terminal and exit codes; knows every package, and imports it only when its command runs.
Leaves the doing to the packages.
"""

from __future__ import annotations

import os

import click

from yinuo.cli.group import LazyGroup

COMMANDS = {
    "start": "yinuo.cli.start:start",
    "serve": "yinuo.cli.serve:serve",
    "work": "yinuo.cli.work:work",
    "tick": "yinuo.cli.work:tick",
    "migrate": "yinuo.cli.migrate:migrate",
    "check-config": "yinuo.cli.check_config:check_config",
    "demo": "yinuo.cli.demo:demo",
    "import": "yinuo.cli.history:import_group",
    "replay": "yinuo.cli.history:replay",
    "audit": "yinuo.cli.audit:audit",
    "backup": "yinuo.cli.copies:backup",
    "restore": "yinuo.cli.copies:restore",
    "branch": "yinuo.cli.people:branch",
    "user": "yinuo.cli.people:user",
    "token": "yinuo.cli.people:token",
}


@click.group(cls=LazyGroup, commands_at=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--data",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="数据所在的文件夹（默认取 YINUO_DATA）。 The installation's folder (YINUO_DATA by default).",
)
@click.version_option(package_name="yinuo")
def main(data: str | None) -> None:
    """一诺 Yinuo：售后服务的每一个承诺。 An after-sales department's promises, kept."""
    if data:
        os.environ["YINUO_DATA"] = data
