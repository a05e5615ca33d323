"""The daily copy: when it is due, what it leaves, what is told when it fails."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.world import build
from yinuo.lib.refusal import Refusal
from yinuo.outbox.models import Message
from yinuo.upkeep import daily, jobs, running, state
from yinuo.upkeep.copies.making import UNFINISHED, make
from yinuo.upkeep.copies.names import name
from yinuo.upkeep.copies.reading import prove
from yinuo.upkeep.plan import Plan, plan
from yinuo.upkeep.state import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper

NIGHT = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)  # 02:30 in Shanghai
HOUR = timedelta(hours=1)


def quiet(_done: int, _total: int) -> None:
    """Nobody looks at the progress."""


@pytest.fixture
def place(tmp_path: Path, settings: SettingsWrapper) -> Iterator[Path]:
    """A data folder of its own whose copies are owed since two days before."""
    settings.YINUO_DATA = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.YINUO_COPIES = Plan(tmp_path / "copies")
    (tmp_path / "files" / "ab").mkdir(parents=True)
    (tmp_path / "files" / "ab" / "abc").write_bytes(b"photo")
    (tmp_path / "installation.json").write_text('{"secret_key": "s", "database": "postgres://u:canary@h/n"}')
    state.write(tmp_path, State(NIGHT - 48 * HOUR))
    jobs.forget()
    yield tmp_path
    jobs.forget()
    running.let_go()


def told() -> list[str]:
    return list(Message.objects.filter(to_role="administrator").values_list("text_en", flat=True))


def finished(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("good", "tried", "problem", "now", "due"),
    [
        (None, None, "", NIGHT, True),
        (None, None, "", NIGHT - HOUR, True),  # the hour of the day before
        (NIGHT - 24 * HOUR, None, "", NIGHT - HOUR, False),
        (NIGHT - 24 * HOUR, None, "", NIGHT, True),
        (NIGHT, None, "", NIGHT + 23 * HOUR, False),
        (NIGHT, None, "", NIGHT + 24 * HOUR, True),
        (None, NIGHT, "full", NIGHT + HOUR / 3, False),
        (None, NIGHT, "full", NIGHT + HOUR / 2, True),
        (None, NIGHT, "", NIGHT + HOUR / 3, True),
    ],
)
def test_when_a_copy_is_due(
    tmp_path: Path, good: datetime | None, tried: datetime | None, problem: str, now: datetime, due: bool
) -> None:
    if good:
        (tmp_path / name(good)).touch()
    assert daily.due(Plan(tmp_path), State(NIGHT - 48 * HOUR, tried, problem), now) is due


def test_nothing_is_due_by_hand_only_or_before_the_first_hour(tmp_path: Path) -> None:
    assert not daily.due(Plan(tmp_path, daily=False), State(NIGHT - 48 * HOUR), NIGHT)
    assert not daily.due(Plan(tmp_path), None, NIGHT)
    assert not daily.due(Plan(tmp_path), State(NIGHT + HOUR), NIGHT + 2 * HOUR)
    assert daily.due(Plan(tmp_path, at=time(3, 45)), State(NIGHT), NIGHT + 2 * HOUR)


@pytest.mark.django_db(transaction=True)
class TestCopies:
    """Real copies of the test's database."""

    def test_a_copy_is_made_and_its_manifest_tells(self, place: Path) -> None:
        build().register()
        assert daily.copy_now(NIGHT)
        assert finished(place / "copies") == [name(NIGHT)]
        known = state.read(place)
        assert known == State(NIGHT - 48 * HOUR, NIGHT, "")
        manifest = prove(place / "copies" / name(NIGHT), None, quiet)
        assert manifest.counts["calls_call"] == 1
        assert manifest.journal["lines"] > 0
        assert manifest.files == 1
        assert manifest.installation == {"secret_key": "s"}
        assert (place / "copies" / name(NIGHT)).stat().st_mode & 0o077 == 0
        assert told() == []

    def test_where_the_database_was_is_not_in_it(self, place: Path) -> None:
        path = place / "plain.yinuo"
        make(path, at=NIGHT, passphrase=None, progress=quiet)
        assert b"canary" not in path.read_bytes()

    def test_it_is_carried_away_locked_and_both_are_thinned(
        self, place: Path, settings: SettingsWrapper
    ) -> None:
        away = place / "away"
        away.mkdir()
        (place / "secret").write_text("three pines\n")
        settings.YINUO_COPIES = Plan(
            place / "copies", away=away, keep=(1, 1, 1), passphrase_file=place / "secret"
        )
        for night in range(3):
            assert daily.copy_now(NIGHT + 24 * night * HOUR)
        last = name(NIGHT + 48 * HOUR)
        for folder in (place / "copies", away):
            assert finished(folder) == [last]
            assert prove(folder / last, b"three pines", quiet).files == 1
            with pytest.raises(Refusal, match="passphrase_needed"):
                prove(folder / last, None, quiet)

    @pytest.mark.parametrize("fault", ["no folder", "no space", "no secret", "away is gone", "database"])
    def test_what_fails_is_told_and_leaves_nothing(
        self, place: Path, settings: SettingsWrapper, monkeypatch: pytest.MonkeyPatch, fault: str
    ) -> None:
        assert daily.copy_now(NIGHT - 24 * HOUR)
        chosen: Plan = settings.YINUO_COPIES
        if fault == "no folder":
            (place / "file").touch()
            settings.YINUO_COPIES = replace(chosen, folder=place / "file")
        elif fault == "no secret":
            settings.YINUO_COPIES = replace(chosen, passphrase_file=place / "none")
        elif fault == "away is gone":
            settings.YINUO_COPIES = replace(chosen, away=place / "gone")
        elif fault == "no space":
            monkeypatch.setattr("yinuo.upkeep.copies.making.os.fsync", full)
        else:
            monkeypatch.setattr("yinuo.upkeep.copies.making._write", broken)
        assert daily.copy_now(NIGHT)
        known = state.read(place)
        assert known is not None
        assert known.problem
        assert len(told()) == 1
        assert known.problem in told()[0]
        left = finished(place / "copies")
        assert left == [name(NIGHT - 24 * HOUR), *([name(NIGHT)] if fault == "away is gone" else [])]
        assert daily.copy_now(NIGHT)
        assert len(told()) == 1

    def test_what_was_broken_off_is_swept_away(self, place: Path) -> None:
        (place / "copies").mkdir()
        (place / "copies" / f"{UNFINISHED}x").write_bytes(b"half")
        (place / "copies" / f"{UNFINISHED}y").mkdir()
        (place / "copies" / "letter.txt").touch()
        assert daily.copy_now(NIGHT)
        assert finished(place / "copies") == ["letter.txt", name(NIGHT)]

    def test_one_process_copies_at_a_time(self, place: Path) -> None:
        with daily._turn(place) as mine:
            assert mine
            assert not daily.copy_now(NIGHT)
        assert daily.copy_now(NIGHT)

    def test_the_worker_begins_it_and_goes_on(self, place: Path) -> None:
        assert jobs.run_due(NIGHT) == 1
        assert jobs.run_due(NIGHT) == 0
        jobs.wait()
        assert finished(place / "copies") == [name(NIGHT)]
        assert jobs.run_due(NIGHT + HOUR) == 0
        assert jobs.run_due(NIGHT + 24 * HOUR) == 1
        jobs.wait()
        assert len(finished(place / "copies")) == 2

    def test_switched_off_nothing_happens(self, place: Path, settings: SettingsWrapper) -> None:
        settings.YINUO_COPIES = replace(settings.YINUO_COPIES, daily=False)
        assert jobs.run_due(NIGHT) == 0
        assert not (place / "copies").exists()

    @pytest.mark.parametrize(
        ("hours", "good", "told_of"),
        [(36, True, 0), (37, True, 1), (36, False, 0), (37, False, 1)],
    )
    def test_a_late_copy_is_told_once_a_day(self, place: Path, hours: int, good: bool, told_of: int) -> None:
        state.write(place, State(NIGHT - (480 * HOUR if good else 0 * HOUR)))
        if good:
            (place / "copies").mkdir()
            (place / "copies" / name(NIGHT)).touch()
        for minutes in (0, 30):
            daily.watch(NIGHT + hours * HOUR + timedelta(minutes=minutes) * (hours > 36))
        assert len(told()) == told_of
        assert all(("2026-11-25 02:30" if good else "never") in text for text in told())

    def test_the_first_look_begins_to_owe(self, place: Path) -> None:
        (place / state.NAME).unlink()
        daily.watch(NIGHT)
        assert state.read(place) == State(NIGHT)
        assert told() == []

    def test_a_copy_that_can_not_be_read_back_gets_no_name(
        self, place: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Planted: a disk that swallows what it is given."""
        monkeypatch.setattr("yinuo.upkeep.copies.sealing.Writer._put", forgetful)
        assert daily.copy_now(NIGHT)
        assert finished(place / "copies") == []
        assert "damaged" in told()[0]


def full(_descriptor: int) -> None:
    raise OSError(28, "No space left on device")


def broken(*_arguments: Any) -> None:
    raise sqlite3.OperationalError("database or disk is full")


def forgetful(self: Any, content: bytes, *, last: bool = False) -> None:
    self._stream.write((len(content) | (1 << 31 if last else 0)).to_bytes(4, "big") + bytes(len(content)))


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"since": 7}', '{"since": "soon"}'])
def test_a_state_that_can_not_be_read_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / state.NAME).write_text(text)
    assert state.read(tmp_path) is None


def test_a_folder_that_is_not_there_has_no_copies(tmp_path: Path) -> None:
    assert state.copies(tmp_path / "none") == {}
    assert state.last_good([tmp_path / "none"]) is None


def test_the_plan_is_read_from_the_settings(tmp_path: Path) -> None:
    assert plan({}, tmp_path) == Plan(tmp_path / "copies")
    assert plan({"copies_folder": "off"}, tmp_path) == Plan(tmp_path / "copies", daily=False)
    assert plan({}, tmp_path, "off") == Plan(tmp_path / "copies", daily=False)
    assert plan({"copies_folder": "/a"}, tmp_path, "/b").folder == Path("/b")
    chosen = plan(
        {"copies_away": "/c", "copies_at": "03:15", "copies_keep": [1, 2, 3], "copies_passphrase_file": "/d"},
        tmp_path,
    )
    assert chosen == Plan(
        tmp_path / "copies", away=Path("/c"), at=time(3, 15), keep=(1, 2, 3), passphrase_file=Path("/d")
    )


@pytest.mark.parametrize(
    "known",
    [{"copies_at": "25:00"}, {"copies_at": "soon"}, {"copies_keep": [0, 1, 1]}, {"copies_keep": [1]}, {"copies_keep": ["a", 1, 1]}],
)  # fmt: skip
def test_a_plan_that_makes_no_sense_is_refused(tmp_path: Path, known: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"copies_keep|hour|time|isoformat"):
        plan(known, tmp_path)


def test_a_restore_must_be_alone(tmp_path: Path) -> None:
    running.hold(tmp_path)
    with pytest.raises(Refusal, match="in_use"):
        running.be_alone(tmp_path)
    running.let_go()
    running.be_alone(tmp_path)
    running.let_go()
