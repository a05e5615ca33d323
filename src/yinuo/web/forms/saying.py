"""Words inside Django forms: labels, hints and errors, said in the language of the moment they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.functional import lazystr

from yinuo.lib.words import Words, w

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

REQUIRED = w("这一栏要填", "Please fill this in")
NO_CHOICE = w("没有这个选项，请从列出的里面选", "There is no such choice; please pick one of those shown")


def lazily(words: Words | None) -> _StrPromise | str:
    """Return words as a string that is said only when shown; nothing for None."""
    return "" if words is None else lazystr(words)


def labels(choices: list[tuple[str, Words]] | tuple[tuple[str, Words], ...]) -> list[tuple[str, Any]]:
    """Return choices whose labels are said when shown."""
    return [(value, lazystr(words)) for value, words in choices]


def wrong(words: Words, code: str = "invalid") -> ValidationError:
    """Return a field error in words."""
    return ValidationError(lazystr(words), code=code)


def errors(**named: Words) -> dict[str, Any]:
    """Return `error_messages` for a field: what is said when it is empty, and any others by their code."""
    return {code: lazystr(words) for code, words in {"required": REQUIRED, **named}.items()}
