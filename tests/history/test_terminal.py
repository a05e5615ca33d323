"""`yinuo import work-orders` and `yinuo replay`: what is said, and how they end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from tests.history import files
from tests.world import build
from yinuo.calls.models import Call
from yinuo.cli import main
from yinuo.history import replay as player

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
ODD = [files.GOOD, ",A,no date,PM01,1", files.GOOD, "2004-07-02,B,credit,PM02,-5"]


def run(*words: str | Path) -> Result:
    """Run `yinuo` with these words."""
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    path = tmp_path / "odd.csv"
    path.write_bytes(files.table(*ODD))
    return path


def test_a_preview_shows_mapping_counts_first_rows_and_refused_rows_and_writes_nothing(odd: Path) -> None:
    build()
    result = run("import", "work-orders", odd, "--preview")
    assert result.exit_code == 0
    for part in (
        "start date ← BscStartDate",
        "费用 cost ← Cost",
        "Row 3: no date",
        "第 3 行：没有日期",
        "3 rows can be imported (1 identical to one before them), 1 can't",
        "2004-07-01  A  PM01  183.05  BUCKET WON'T OPEN",
    ):
        assert part in result.output
    assert not Call.objects.exists()


def test_an_import_says_what_it_did_and_a_second_one_that_nothing_was_new(odd: Path) -> None:
    build()
    first, second = (
        run("import", "work-orders", odd, "--branch", "GZ"),
        run("import", "work-orders", odd, "--branch", "GZ"),
    )
    assert "3 rows imported, 0 known from before, 2 devices added" in first.output
    assert "0 rows imported, 3 known from before, 0 devices added" in second.output
    assert set(Call.objects.values_list("branch__code", flat=True)) == {"GZ"}


def test_columns_nobody_knows_are_said_by_hand(tmp_path: Path) -> None:
    build()
    path = tmp_path / "foreign.csv"
    path.write_bytes(files.table("2004-07-01,A,no lights,x", headings="Tag,Gerät,Störung,Rest"))
    assert run("import", "work-orders", path).exit_code == 1
    said = [word for pair in ("date=Tag", "asset=Gerät", "text=Störung") for word in ("--mapping", pair)]
    result = run("import", "work-orders", path, *said)
    assert result.exit_code == 0
    assert "not imported: Rest" in result.output
    assert Call.objects.get().fault == "no lights"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--branch", "XX"), "There is no such branch"),
        (("--mapping", "date=Datum"), "The file has no column Datum"),
        (("--mapping", "colour=Asset"), "There is no field colour"),
    ],
)
def test_nonsense_ends_in_one_sentence(odd: Path, words: tuple[str, ...], said: str) -> None:
    build()
    result = run("import", "work-orders", odd, *words)
    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output
    assert not Call.objects.exists()


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    build()
    path = tmp_path / "picture.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    result = run("import", "work-orders", path)
    assert result.exit_code == 1
    assert "can't be read" in result.output


def test_a_replay_names_its_calendar_and_says_that_all_agrees(odd: Path) -> None:
    result = run("replay", odd)
    assert result.exit_code == 0
    assert "replay-2004" in result.output
    assert "REPLAY1" in result.output
    assert "3 rows" in result.output
    assert "agrees with the input row for row: 3 of 3; the audit passes" in result.output


def test_a_replay_that_differs_ends_with_an_error_and_names_the_row(
    odd: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = player.differences

    def spoilt(branch: object, told: object) -> list[player.Difference]:
        Call.objects.filter(fault="credit").update(fault="debit")
        return genuine(branch, told)  # type: ignore[arg-type]

    monkeypatch.setattr(player, "differences", spoilt)
    result = run("replay", odd, "--day-rate", "0", "--seed", "7")
    assert result.exit_code == 1
    assert "'credit' ≠ 'debit'" in result.output
    assert "field fault is not what the journal says" in result.output
