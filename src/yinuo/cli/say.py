"""Words on the terminal: both languages on one line, since nobody has said yet which one they read."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from yinuo.lib.words import Words


class Stop(click.ClickException):
    """The end of a command in one sentence, exit code 1."""

    def __init__(self, words: Words) -> None:
        super().__init__(both(words))

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence to the error stream."""
        click.echo(self.message, file=file, err=file is None)


def both(words: Words) -> str:
    """Return the Chinese and the English saying on one line; once when they are the same."""
    return words.zh if words.zh == words.en else f"{words.zh} {words.en}"


def say(words: Words) -> None:
    """Print a sentence in both languages at once, also into a pipe."""
    click.echo(both(words))
