"""The terminal's pure parts at their edges: progress, instants, addresses, refusals, files of past orders told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as some

from yinuo.cli import COMMANDS, history, main, place
from yinuo.cli.bar import in_lines
from yinuo.cli.check_config import without_password
from yinuo.cli.group import LazyGroup
from yinuo.cli.say import Stop, both
from yinuo.cli.work import instant
from yinuo.history import orders
from yinuo.lib.refusal import Conflict, Invalid, NotAllowed, NotFound, Refusal, Refused
from yinuo.lib.words import w

if TYPE_CHECKING:
    from pathlib import Path

NO = w("不行。", "No.")
HEADINGS = "date,asset,text,type,cost"


def raised(error: Exception) -> click.testing.Result:
    """How a command ends in which `error` is raised."""

    def fail() -> None:
        raise error

    class Group(LazyGroup):
        def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
            del ctx
            return click.Command(cmd_name, callback=fail)

    return CliRunner().invoke(Group("g", commands_at={"x": "nowhere:nothing"}), ["x"])


@pytest.mark.parametrize("kind", [Refusal, Invalid, NotAllowed, NotFound, Conflict, Refused])
def test_every_refusal_is_one_sentence_in_both_languages(kind: type[Refusal]) -> None:
    result = raised(kind("no", NO))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.strip().endswith("不行。 No.")


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), RuntimeError("x"), OSError(28, "full")])
def test_a_fault_of_our_own_is_not_hidden(error: Exception) -> None:
    assert raised(error).exception is error


@pytest.mark.parametrize("name", list(COMMANDS))
@pytest.mark.parametrize("asking", ["-h", "--help"])
def test_every_command_explains_itself_in_both_languages(name: str, asking: str) -> None:
    result = CliRunner().invoke(main, [name, asking])
    assert result.exit_code == 0
    assert not result.output.isascii()
    assert any(line.strip() and line.isascii() for line in result.output.splitlines())


@pytest.mark.parametrize(
    ("group", "command"),
    [("import", "work-orders"), ("audit", "verify"), ("branch", "add"), ("user", "add"), ("token", "add")],
)
@pytest.mark.parametrize("more", [["--nonsense"], [], ["--nonsense", "x", "y"]])
def test_what_is_not_understood_ends_with_code_2(group: str, command: str, more: list[str]) -> None:
    if more or command != "verify":
        result = CliRunner().invoke(main, [group, command, *more])
        assert result.exit_code == 2
        assert "Usage" in result.stderr


@given(some.lists(some.integers(0, 500), min_size=1, max_size=60), some.integers(1, 500))
def test_progress_in_a_pipe_never_goes_back_nor_floods(steps: list[int], total: int) -> None:
    said: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(click, "echo", said.append)
        report = in_lines("x")
        for step in sorted(min(step, total) for step in steps):
            report(step, total)
    percents = [int(line.split()[1]) for line in said]
    assert percents == sorted(set(percents))
    assert set(percents) <= set(range(0, 101, 10))
    assert percents[-1] == 10 * (10 * min(max(steps), total) // total)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-24T09:00:00+08:00", datetime(2026, 11, 24, 1, tzinfo=UTC)),
        ("2026-11-24T09:00Z", datetime(2026, 11, 24, 9, tzinfo=UTC)),
        ("2026-11-24 09:00:00.5+00:00", datetime(2026, 11, 24, 9, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-11-24T00:00:00-11:00", datetime(2026, 11, 24, 11, tzinfo=UTC)),
    ],
)
def test_an_instant_with_its_offset_is_read(text: str, at: datetime) -> None:
    assert instant(text) == at


@given(some.datetimes(), some.integers(-14 * 60, 14 * 60))
def test_an_instant_is_read_as_it_is_written(naive: datetime, minutes: int) -> None:
    aware = naive.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert instant(aware.isoformat()) == aware
    with pytest.raises(Stop):
        instant(naive.isoformat())


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("", ""),
        ("sqlite:?synchronous=off", "sqlite:?synchronous=off"),
        ("postgres://db/service", "postgres://db/service"),
        ("postgres://li:@db/service", "postgres://li@db/service"),
        ("postgres://:secret@db/service", "postgres://@db/service"),
        ("postgres://li:a:b:c@db:5432/service", "postgres://li@db:5432/service"),
        ("postgres://li:%40%3A@[::1]:5432/service", "postgres://li@[::1]:5432/service"),
    ],
)
def test_no_password_is_shown(url: str, shown: str) -> None:
    assert without_password(url) == shown


@given(some.from_regex(r"[A-Za-z0-9:@%!#]{1,12}", fullmatch=True))
def test_whatever_the_password_it_is_not_shown(password: str) -> None:
    assert without_password(f"postgres://li:{password}@db/service") == "postgres://li@db/service"


@pytest.mark.parametrize(
    ("host", "port", "address"),
    [
        ("127.0.0.1", 80, "http://127.0.0.1:80"),
        ("service.example", 8000, "http://service.example:8000"),
        ("::1", 8000, "http://[::1]:8000"),
        ("2001:db8::7", 65535, "http://[2001:db8::7]:65535"),
    ],
)
def test_an_address_can_be_typed_into_a_browser(host: str, port: int, address: str) -> None:
    assert place.address(host, port) == address
    assert place.names(host) == [host]


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_listening_everywhere_names_no_address_of_nowhere(host: str) -> None:
    assert place.names(host)
    assert not set(place.names(host)) & place.EVERYWHERE
    assert host not in place.address(host, 8000)


@pytest.mark.parametrize(
    ("pairs", "places"),
    [
        ((), {"date": 0, "asset": 1, "text": 2, "type": 3, "cost": 4}),
        (("type=cost", "cost=type"), {"date": 0, "asset": 1, "text": 2, "type": 4, "cost": 3}),
        (("text=asset",), {"date": 0, "asset": 1, "text": 1, "type": 3, "cost": 4}),
        (("text=type", "text=cost"), {"date": 0, "asset": 1, "text": 4, "type": 3, "cost": 4}),
    ],
)
def test_columns_are_said_pair_by_pair(
    tmp_path: Path, pairs: tuple[str, ...], places: dict[str, int]
) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(f"{HEADINGS}\n2004-07-01,A,b,c,1\n")
    assert history.read(file, pairs).columns.places == places


@pytest.mark.parametrize("pair", ["text", "text=", "=asset", "=", "", "text=Text", "Text=text"])
def test_a_pair_that_says_nothing_is_refused(tmp_path: Path, pair: str) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(f"{HEADINGS}\n2004-07-01,A,b,c,1\n")
    with pytest.raises(Invalid) as refusal:
        history.read(file, (pair,))
    assert refusal.value.code in {"unknown_field", "unknown_column"}


def told(*rows: str, headings: str = HEADINGS, first: bool = False) -> list[str]:
    reading = orders.read("\n".join((headings, *rows)).encode(), today=date(2026, 11, 24))
    said: list[Any] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(click, "echo", said.append)
        (history.tell_first if first else history.tell)(reading)
    return said


@pytest.mark.parametrize(
    ("rows", "last"),
    [
        ([], "0 rows can be imported (0 identical to one before them), 0 can't."),
        (["2004-07-01,A,b,c,1"], "1 rows can be imported (0 identical to one before them), 0 can't."),
        (["2004-07-01,A,b,c,1"] * 3, "3 rows can be imported (2 identical to one before them), 0 can't."),
        (
            ["x,A,b,c,1", "2004-07-01,,b,c,1"],
            "0 rows can be imported (0 identical to one before them), 2 can't.",
        ),
    ],
)
def test_what_a_file_holds_is_counted(rows: list[str], last: str) -> None:
    assert told(*rows)[-1].endswith(last)


def test_columns_refused_rows_and_remarks_are_told_in_order() -> None:
    said = told("x,A,b,-5,,", "2004-07-01,A,b,-5,,", headings="date,asset,text,cost,Colour,")
    assert [line.rpartition("← ")[2] for line in said[:5]] == ["date", "asset", "text", "-", "cost"]
    assert "Colour" in said[5]
    assert [("Row 2" in line, "Row 3" in line) for line in said[6:8]] == [(True, False), (False, True)]
    assert len(said) == 9


@pytest.mark.parametrize(("rows", "shown"), [(0, 0), (1, 1), (8, 8), (9, 8), (50, 8)])
def test_only_the_first_rows_are_shown(rows: int, shown: int) -> None:
    said = told(*(f"2004-07-01,A{n},b,,{n}" for n in range(rows)), first=True)
    assert said == [f"  2004-07-01  A{n}  -  {n}.00  b" for n in range(shown)]


@given(some.text(max_size=20), some.text(max_size=20))
def test_both_sayings_stand_and_the_same_one_once(zh: str, en: str) -> None:
    said = both(w(zh, en))
    assert said == (zh if zh == en else f"{zh} {en}")
    assert Stop(w(zh, en)).message == said
