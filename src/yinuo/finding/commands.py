"""Keeping what can be found of a row: in the transaction that writes the row, one statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yinuo.lib.bigrams import cut

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yinuo.finding.models import Words


def keep(index: type[Words], row: int, texts: Iterable[str]) -> None:
    """Keep what can be found of a new `row`; one statement."""
    index(row=row, pieces=cut(*texts)).save(force_insert=True)


def keep_again(index: type[Words], row: int, texts: Iterable[str]) -> None:
    """Keep what can be found of a `row` that has changed; one statement."""
    index._default_manager.filter(row=row).update(pieces=cut(*texts))
