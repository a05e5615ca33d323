"""A step: everything in it happens or nothing. A step inside a step is part of it, without a savepoint."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

P = ParamSpec("P")
R = TypeVar("R")

_inside: ContextVar[bool] = ContextVar("inside_a_step", default=False)


@contextmanager
def step() -> Iterator[None]:
    """Within the block everything happens or nothing does; the outermost block is the transaction.

    What an inner step raises has to leave the outermost one: whoever wants to go on after it, inside, needs
    `transaction.atomic` around the part that may fail.
    """
    if _inside.get():
        yield
        return
    token = _inside.set(True)
    try:
        with transaction.atomic():
            yield
    finally:
        _inside.reset(token)


def one_step(work: Callable[P, R]) -> Callable[P, R]:
    """Make a command one step."""

    @wraps(work)
    def whole(*args: P.args, **kwargs: P.kwargs) -> R:
        with step():
            return work(*args, **kwargs)

    return whole
