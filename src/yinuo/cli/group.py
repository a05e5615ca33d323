"""A group of commands that imports one only when it is called, and turns every "no" into one sentence."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from yinuo.cli.say import Stop
from yinuo.lib.refusal import Refusal
from yinuo.lib.words import w


class LazyGroup(click.Group):
    """Commands given as `module:name`; imported on use, so that a short command stays short."""

    def __init__(self, *args: Any, commands_at: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commands_at = commands_at

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order a newcomer needs them."""
        del ctx
        return list(self.commands_at)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command; None when there is no such."""
        del ctx
        if cmd_name not in self.commands_at:
            return None
        module, name = self.commands_at[cmd_name].split(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a refusal ends with its words and exit code 1."""
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            raise Stop(refusal.words) from refusal
        except PermissionError as error:
            told = w("不能写入 {path}。", "{path} can't be written.").format(path=error.filename)
            raise Stop(told) from error
