"""What runs for long or asks on a terminal: the worker's rounds, the server's settings, the first administrator."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner

from yinuo.cli import demo, first, main, people, ready, work
from yinuo.cli.say import Stop
from yinuo.lib.refusal import Refused
from yinuo.lib.words import w

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = "quite-a-long-password"


@pytest.fixture
def signals() -> Iterator[None]:
    """Put the answers to signals back afterwards."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, answer in before.items():
        signal.signal(number, answer)


@pytest.mark.usefixtures("signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_worker_goes_on_until_told_to_end(
    monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    rounds: list[datetime] = []

    def one_round(at: datetime) -> int:
        rounds.append(at)
        if len(rounds) == 4:
            os.kill(os.getpid(), number)
        return 1

    monkeypatch.setattr(work, "set_up_with_database", lambda: None)
    monkeypatch.setattr(work, "one_round", one_round)
    result = CliRunner().invoke(main, ["work"])
    assert result.exit_code == 0
    assert len(rounds) == 4


@pytest.mark.usefixtures("signals")
def test_the_worker_rests_only_when_nothing_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    done = iter([1, 0, 1, 0])
    rested: list[float] = []

    class Event:
        def is_set(self) -> bool:
            return len(rested) == 2

        def wait(self, seconds: float) -> None:
            rested.append(seconds)

    monkeypatch.setattr(work, "set_up_with_database", lambda: None)
    monkeypatch.setattr(work, "one_round", lambda _at: next(done))
    monkeypatch.setattr(work.threading, "Event", Event)
    assert CliRunner().invoke(main, ["work"]).exit_code == 0
    assert rested == [work.PAUSE_SECONDS] * 2
    assert next(done, "used up") == "used up"


def test_a_round_is_done_at_its_instant_on_fresh_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    monkeypatch.setattr("django.db.close_old_connections", lambda: told.append("fresh"))
    monkeypatch.setattr("yinuo.config.jobs.run_due", lambda at: told.append(at) or 3)
    at = datetime(2026, 11, 24, tzinfo=UTC)
    assert work.one_round(at) == 3
    assert told == ["fresh", at]


def test_the_server_is_started_as_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    made: dict[str, Any] = {}

    class Granian:
        def __init__(self, application: str, **options: Any) -> None:
            made.update(options, application=application)

        def serve(self) -> None:
            made["served"] = True

    monkeypatch.setattr("granian.Granian", Granian)
    result = CliRunner().invoke(main, ["serve", "--host", "0.0.0.0", "--port", "81", "--workers", "3"])
    assert result.exit_code == 0
    assert (made["application"], made["address"], made["port"], made["workers"]) == (
        "yinuo.config.wsgi:application",
        "0.0.0.0",
        81,
        3,
    )
    assert made["served"]
    assert made["respawn_failed_workers"]
    assert not made["websockets"]


@pytest.mark.parametrize(
    "arguments", [["--port", "0"], ["--port", "65536"], ["--port", "x"], ["--workers", "0"]]
)
def test_a_server_that_can_not_be_is_refused(arguments: list[str]) -> None:
    assert CliRunner().invoke(main, ["serve", *arguments]).exit_code == 2


class Terminal:
    """Someone at a terminal who answers the questions one after another."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
        self.answers = list(answers)
        self.hidden: list[bool] = []
        monkeypatch.setattr(click, "prompt", self.prompt)
        for module in (first, people):
            monkeypatch.setattr(module.sys, "stdin", SimpleNamespace(isatty=lambda: True))

    def prompt(self, _question: str, **options: Any) -> str:
        self.hidden.append(bool(options.get("hide_input")))
        return self.answers.pop(0)


def test_a_password_is_asked_for_without_showing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal(monkeypatch, PASSWORD)
    assert people.ask_password() == PASSWORD
    assert terminal.hidden == [True]


@pytest.mark.django_db
def test_the_first_administrator_may_try_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal(monkeypatch, "boss", "short", "boss", PASSWORD)
    first.first_administrator()
    assert terminal.answers == []
    assert not first.is_new()
    said = capsys.readouterr().out
    assert "15" in said
    assert "yinuo branch add" in said


def test_in_a_pipe_a_refusal_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_person: object) -> None:
        raise Refused("weak_password", w("太短。", "Too short."))

    monkeypatch.setattr("yinuo.people.commands.add_user", refuse)
    with CliRunner().isolation(f"boss\n{PASSWORD}\n"), pytest.raises(Refused):
        first.first_administrator()


@pytest.mark.django_db(transaction=True)
class TestDemo:
    """`yinuo demo` on an empty system, on one with people, and on one that has it already."""

    @pytest.fixture
    def loaded(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """What was loaded, in place of loading it."""
        done: list[str] = []
        monkeypatch.setattr(demo, "load_company", lambda: done.append("company"))
        monkeypatch.setattr("yinuo.demonstration.load.year", lambda **_options: done.append("year"))
        return done

    def test_an_empty_system_gets_company_and_year(self, loaded: list[str]) -> None:
        result = CliRunner().invoke(main, ["demo"])
        assert result.exit_code == 0, result.output
        assert loaded == ["company", "year"]
        assert "complete" in result.output

    def test_a_system_with_people_gets_nothing(self, loaded: list[str]) -> None:
        from yinuo.people.commands import add_user

        add_user(username="li", name="李", password=PASSWORD, roles=["clerk"], branch=None)
        result = CliRunner().invoke(main, ["demo"])
        assert (result.exit_code, loaded) == (1, [])
        assert "only goes into an empty one" in result.output

    def test_one_that_has_it_gets_the_rest(self, loaded: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        from yinuo.people.commands import add_user

        add_user(username="li", name="李", password=PASSWORD, roles=["clerk"], branch=None)
        known = SimpleNamespace(password="abcd-efgh", complete=False)
        monkeypatch.setattr("yinuo.demonstration.logins.known", lambda: known)
        result = CliRunner().invoke(main, ["demo"])
        assert (result.exit_code, loaded) == (0, ["year"])
        assert "abcd-efgh" in result.output


def test_the_logins_are_told_with_their_roles(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("yinuo.demonstration.logins.known", lambda: SimpleNamespace(password="abcd-efgh"))
    demo.tell_logins()
    said = capsys.readouterr().out.splitlines()
    assert "abcd-efgh" in said[0]
    assert [line.split()[0] for line in said[1:]][:3] == ["clerk", "supervisor", "technician"]
    assert len(said) > 10


def test_without_a_demonstration_nothing_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("yinuo.demonstration.logins.known", lambda: None)
    demo.tell_logins()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("error", [ValueError("no secret_key"), KeyError("secret_key")])
def test_an_installation_that_is_wrong_is_said(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(ready.django, "setup", fail)
    with pytest.raises(Stop, match="secret_key"):
        ready.set_up()


def test_a_database_that_is_away_is_said_in_its_first_line(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def away(_connection: object) -> None:
        raise OperationalError("connection refused\n\tIs the server running?")

    monkeypatch.setattr("django.db.migrations.executor.MigrationExecutor", away)
    with pytest.raises(Stop) as stop:
        ready.pending_migrations()
    assert stop.value.message.endswith("The database can't be reached: connection refused")
