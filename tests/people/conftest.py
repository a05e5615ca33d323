"""People who sign in, and the steps they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from yinuo.people.commands import add_user

if TYPE_CHECKING:
    from yinuo.people.models import User

SECRET = "a sentence long enough"


@pytest.fixture
def user() -> User:
    """A clerk at head office."""
    return add_user(username="clerk", name="柳眉", password=SECRET, roles=["clerk"], branch=None)
