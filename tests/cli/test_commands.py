"""The commands on a real database: people, tokens, the audit, what is due, the configuration."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from django.db import connection, transaction

from tests.below import unguarded
from yinuo.cli import first, main
from yinuo.cli.say import Stop
from yinuo.config import jobs, shipping
from yinuo.journal.commands import note
from yinuo.journal.writers import declared
from yinuo.lib.actor import SYSTEM
from yinuo.people import commands
from yinuo.people.models import Branch, Skill, Token, User
from yinuo.policy.models import Version

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "quite-a-long-password"
AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def yinuo(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, arguments, input=typed)


def add_admin() -> User:
    return commands.add_user(
        username="admin", name="管理员", password=PASSWORD, roles=["administrator"], branch=None
    )


def test_a_person_is_added() -> None:
    result = yinuo(
        "user", "add", "li", "--name", "李念", "--role", "clerk", "--role", "auditor", typed=f"{PASSWORD}\n"
    )
    assert result.exit_code == 0, result.output
    person = User.objects.get(username="li")
    assert person.roles == {"clerk", "auditor"}
    assert person.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("arguments", "typed", "said"),
    [
        (["--name", "李", "--role", "clerk"], "", "No password was given."),
        (["--name", "李", "--role", "clerk"], "short\n", "15"),
        (["--name", "李", "--role", "king"], f"{PASSWORD}\n", "There is no such role: king"),
        (
            ["--name", "李", "--role", "clerk", "--branch", "XX"],
            f"{PASSWORD}\n",
            "There is no branch with the code XX.",
        ),
        (["--role", "clerk"], f"{PASSWORD}\n", "--name"),
        (["--name", "李"], f"{PASSWORD}\n", "--role"),
    ],
)
def test_a_person_that_can_not_be_is_refused(arguments: Sequence[str], typed: str, said: str) -> None:
    result = yinuo("user", "add", "li", *arguments, typed=typed)
    assert result.exit_code in {1, 2}
    assert said in result.output
    assert not User.objects.exists()


def test_a_branch_is_opened_with_the_calendar_that_ships() -> None:
    shipping.ship(at=AT)
    result = yinuo(
        "branch", "add", "SZ", "--name", "苏州分公司", "--name-en", "Suzhou", "--kind", "service_centre"
    )
    assert result.exit_code == 0, result.output
    branch = Branch.objects.get()
    assert (branch.code, branch.name, branch.name_en, branch.kind) == (
        "SZ",
        "苏州分公司",
        "Suzhou",
        "service_centre",
    )
    assert branch.calendar.code == "china"
    yinuo("user", "add", "li", "--name", "李念", "--role", "clerk", "--branch", "SZ", typed=f"{PASSWORD}\n")
    assert User.objects.get().branch == branch


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["sz", "--name", "苏州"], "capitals or digits"),
        (["SUZHOU-SZ", "--name", "苏州"], "capitals or digits"),
        (["SZ", "--name", " "], "Give its name."),
        (["SZ", "--name", "苏州", "--calendar", "mars"], "no such working calendar"),
        (["SH", "--name", "上海"], "taken"),
        (["SZ", "--name", "苏州", "--kind", "kiosk"], "kiosk"),
    ],
)
def test_a_branch_that_can_not_be_is_refused(arguments: Sequence[str], said: str) -> None:
    shipping.ship(at=AT)
    commands.add_branch(code="SH", name="上海分公司")
    result = yinuo("branch", "add", *arguments)
    assert result.exit_code in {1, 2}
    assert said in result.output
    assert Branch.objects.count() == 1


def test_a_taken_name_is_refused() -> None:
    add_admin()
    result = yinuo("user", "add", "admin", "--name", "另一个", "--role", "clerk", typed=f"{PASSWORD}\n")
    assert (result.exit_code, User.objects.count()) == (1, 1)


def test_a_token_is_printed_and_nothing_else() -> None:
    user = add_admin()
    result = yinuo("token", "add", "admin", "--days", "3", "--name", "curl")
    assert re.fullmatch(r"yn_[\w-]{40,}\n", result.output)
    token = Token.objects.get(user=user)
    assert (token.scope, token.name) == ("write", "curl")
    assert token.digest == commands.digest(result.output.strip())
    assert token.ends_at - token.created_at == timedelta(days=3)


def test_a_token_may_be_for_reading_only() -> None:
    add_admin()
    yinuo("token", "add", "admin", "--days", "3", "--read-only")
    assert Token.objects.get().scope == "read"


@pytest.mark.parametrize(
    ("user", "days"), [("nobody", "3"), ("admin", "0"), ("admin", "-1"), ("admin", "99999"), ("admin", "x")]
)
def test_a_token_that_can_not_be_is_refused(user: str, days: str) -> None:
    add_admin()
    result = yinuo("token", "add", user, "--days", days)
    assert result.exit_code in {1, 2}
    assert "yn_" not in result.output
    assert not Token.objects.exists()


def test_an_untouched_journal_passes() -> None:
    with transaction.atomic():
        note("thing", "1", "seen", by=SYSTEM, at=AT)
    result = yinuo("audit", "verify")
    assert (result.exit_code, "nothing was changed" in result.output) == (0, True)


def test_one_byte_changed_by_hand_is_found() -> None:
    with transaction.atomic():
        note("thing", "1", "seen", by=SYSTEM, at=AT)
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("UPDATE journal_entry SET verb = 'seem'")
    result = yinuo("audit", "verify")
    assert result.exit_code == 1
    assert "thing:1" in result.output
    assert "1 places were changed" in result.output


def test_a_tick_with_nothing_due_says_so() -> None:
    result = yinuo("tick", "--at", "2026-11-24T09:00:00+08:00")
    assert (result.exit_code, "0 due things done." in result.output) == (0, True)


def test_a_tick_at_no_instant_is_refused() -> None:
    assert yinuo("tick", "--at", "tomorrow").exit_code == 1


def test_jobs_that_answer_the_clock_are_found() -> None:
    assert "yinuo.duties" in dict(jobs.jobs())


def test_a_job_that_fails_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(at: datetime) -> int:
        raise ZeroDivisionError(str(at))

    monkeypatch.setattr(jobs, "jobs", lambda: (("broken", broken), ("fine", lambda at: 2)))
    assert jobs.run_due(AT) == 2
    assert "jobs of broken failed" in caplog.text


def test_migrate_on_a_database_that_is_up_to_date_does_nothing() -> None:
    result = yinuo("migrate")
    assert (result.exit_code, "0 steps applied." in result.output) == (0, True)


def test_the_configuration_is_shown_and_in_order() -> None:
    result = yinuo("check-config")
    assert result.exit_code == 0, result.output
    assert all(word in result.output for word in ("Data folder", "Database", "Host names", "in order"))


def test_a_database_that_is_behind_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yinuo.cli.check_config.pending_migrations", lambda: ["calls.0009"])
    result = yinuo("check-config")
    assert (result.exit_code, "1 steps behind" in result.output) == (1, True)


def test_other_commands_refuse_a_database_that_is_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yinuo.cli.ready.pending_migrations", lambda: ["calls.0009"])
    result = yinuo("audit", "verify")
    assert (result.exit_code, "yinuo migrate" in result.output) == (1, True)


def test_shipping_twice_changes_nothing() -> None:
    shipping.ship(at=AT)
    before = Version.objects.values().get()
    shipping.ship(at=AT + timedelta(days=1))
    assert Version.objects.values().get() == before


def test_the_first_administrator_comes_from_two_lines() -> None:
    assert first.is_new()
    with CliRunner().isolation(f"boss\n{PASSWORD}\n"):
        first.first_administrator()
    assert not first.is_new()
    assert User.objects.get().roles == {"administrator"}


@pytest.mark.parametrize("typed", ["", "\n", "boss\n", "boss\n\n"])
def test_no_first_administrator_without_both_lines(typed: str) -> None:
    with CliRunner().isolation(typed), pytest.raises(Stop):
        first.first_administrator()
    assert first.is_new()


def test_who_named_itself_is_listed_and_the_seals_are_compared_with_a_copy(tmp_path: Path) -> None:
    with declared("import", "of a test"), transaction.atomic():
        Skill.objects.create(code="x", name="x", name_en="x")
    copy = tmp_path / "seals.txt"
    copy.write_text("nothing\n", "utf-8")
    assert "import: of a test (1 × " in yinuo("audit", "verify").output
    result = yinuo("audit", "verify", "--seals", str(copy))
    assert (result.exit_code, "seals.txt:1: this is no seal" in result.output) == (1, True)
    assert yinuo("audit", "verify", "--seals", str(tmp_path / "none.txt")).exit_code == 2
