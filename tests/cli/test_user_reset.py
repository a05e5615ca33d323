"""A password reset from the terminal, for the administrator who has no mail."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from yinuo.cli import main, people
from yinuo.journal.models import Entry
from yinuo.people.commands import add_user
from yinuo.people.models import Authenticator, User
from yinuo.people.queries.proofs import factors
from yinuo.people.sealing import sealed
from yinuo.web import clock

pytestmark = pytest.mark.django_db
NEW = "another sentence of words"


@pytest.fixture
def admin(monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setattr(people, "set_up_with_database", lambda: Path())
    user = add_user(
        username="admin", name="管", password="a sentence long enough", roles=["administrator"], branch=None
    )
    Authenticator.objects.create(user=user, secret=sealed(b"x" * 20), added_at=clock.now())
    return user


def reset(*arguments: str, password: str = NEW):
    return CliRunner().invoke(main, ["user", "reset", *arguments], input=password + "\n")


@pytest.mark.parametrize(("option", "left"), [([], 1), (["--factors"], 0)])
def test_a_new_password_and_on_request_no_factors(admin: User, option: list[str], left: int) -> None:
    result = reset("admin", *option)
    assert result.exit_code == 0, result.output
    found = User.objects.get()
    assert found.check_password(NEW)
    assert found.must_renew
    assert factors(found).number == left
    assert Entry.objects.filter(verb="password_changed", by_id=None).count() == 1


@pytest.mark.parametrize(("name", "password"), [("nobody", NEW), ("admin", "short"), ("admin", "")])
def test_a_refusal_ends_with_1_and_changes_nothing(admin: User, name: str, password: str) -> None:
    assert reset(name, password=password).exit_code == 1
    assert User.objects.get().check_password("a sentence long enough")
