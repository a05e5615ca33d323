"""The seal of a day: made once, in order, kept outside; whatever is cut off, taken out or edited shows."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from tests.below import unguarded
from tests.world import at
from yinuo.journal import audit, jobs, sealing
from yinuo.journal.commands import note
from yinuo.journal.models import Below, Entry, Seal
from yinuo.lib.actor import SYSTEM

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

pytestmark = pytest.mark.django_db
SQLITE = settings.DATABASES["default"]["ENGINE"].endswith("sqlite")
TODAY = date(2026, 11, 24)


def write(text: str, day: date, hour: int = 10) -> Entry:
    """Write a line as if on `day`: what the triggers recorded is moved to that day, too."""
    before = Below.objects.count()
    with transaction.atomic():
        line = note("thing", text, "seen", by=SYSTEM, at=at(f"{day} 10:00"))
    with unguarded("journal_below"):
        newest = Below.objects.order_by("id").values_list("id", flat=True)[before:]
        Below.objects.filter(id__in=list(newest)).update(at=at(f"{day} {hour:02}:00"))
    return line


def at_night(day: date) -> datetime:
    """A minute past the midnight that ends `day`, at head office."""
    return at(f"{day + timedelta(days=1)} 00:01")


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file outside; the table is as if installed on the first of the three days."""
    monkeypatch.setattr(settings, "YINUO_SEALS", {**settings.YINUO_SEALS, "folder": tmp_path / "seals"})
    with unguarded("journal_below"):
        Below.objects.update(at=at(f"{TODAY} 00:30"))
    return tmp_path / "seals" / "seals.txt"


@pytest.fixture
def three(book: Path) -> Path:
    """Three sealed days with two lines each, and a fourth that is not over."""
    for number in range(4):
        day = TODAY + timedelta(days=number)
        write(f"a{number}", day)
        write(f"b{number}", day, 15)
    assert jobs.run_due(at_night(TODAY + timedelta(days=2))) == 3
    return book


def findings(seals: Path | None = None) -> list[str]:
    return [str(finding) for finding in audit.verify(seals)]


def test_three_days_are_sealed_in_order_and_nothing_is_found(three: Path) -> None:
    seals = list(Seal.objects.order_by("id"))
    assert [seal.day for seal in seals] == [TODAY + timedelta(days=number) for number in range(3)]
    assert [seal.lines for seal in seals] == [2, 2, 2]
    assert [seal.previous for seal in seals] == ["", seals[0].hash, seals[1].hash]
    assert findings() == findings(three) == []


def test_the_file_says_each_day_in_a_line_that_people_can_read(three: Path) -> None:
    lines = three.read_text("utf-8").splitlines()
    assert len(lines) == 3
    assert re.fullmatch(r"2026-11-24  lines 2 to no \d+  below \d+ to no \d+  seal [0-9a-f]{64}", lines[0])
    assert lines == [sealing.told(seal) for seal in Seal.objects.order_by("day")]


def test_a_day_is_sealed_once(three: Path) -> None:
    before = three.read_text("utf-8")
    assert jobs.run_due(at_night(TODAY + timedelta(days=2))) == 0
    assert (Seal.objects.count(), three.read_text("utf-8")) == (3, before)


def test_the_running_day_is_left_open_until_its_midnight(book: Path) -> None:
    write("a", TODAY)
    assert jobs.run_due(at(f"{TODAY} 23:59")) == 0
    assert jobs.run_due(at_night(TODAY)) == 1


def test_a_day_without_a_line_is_sealed_too(book: Path) -> None:
    write("a", TODAY)
    assert jobs.run_due(at_night(TODAY + timedelta(days=3))) == 4
    assert [seal.lines for seal in Seal.objects.order_by("day")] == [1, 0, 0, 0]
    assert findings() == []


def test_an_empty_installation_has_nothing_to_seal(book: Path) -> None:
    with unguarded():
        Below.objects.all().delete()
    assert jobs.run_due(at_night(TODAY)) == 0
    assert not book.exists()


def test_two_workers_at_once_seal_a_day_once(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("a", TODAY)
    first = sealing.made(TODAY, None, at=at_night(TODAY))
    made = sealing.made

    def slower(day: date, before: Seal | None, *, at: datetime) -> Seal:
        first.save(force_insert=True)
        return made(day, before, at=at)

    monkeypatch.setattr(sealing, "made", slower)
    assert jobs.run_due(at_night(TODAY)) == 0
    assert Seal.objects.count() == 1


def test_a_writer_who_takes_long_is_not_waited_for(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def locked(*_given: Any) -> None:
        raise OperationalError("lock timeout")

    write("a", TODAY)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(sealing, "_until", locked)
        assert jobs.run_due(at_night(TODAY)) == 0
    assert jobs.run_due(at_night(TODAY)) == 1


def test_a_worker_that_ended_before_the_file_was_written_is_made_up_for(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a", TODAY)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(sealing, "write_out", lambda _path: None)
        jobs.run_due(at_night(TODAY))
    assert findings() == [f"{book}: the file with the seals is missing"]
    jobs.run_due(at_night(TODAY + timedelta(days=1)))
    assert len(book.read_text("utf-8").splitlines()) == 2
    assert findings() == []


def test_a_cut_tail_with_records_and_heads_set_back_shows(three: Path) -> None:
    """The last sealed line goes with its record: nothing inside tells, but the seal does."""
    last = Entry.objects.get(subject_key="b2")
    with unguarded():
        Below.objects.filter(relation="journal_entry", row_id=last.pk).delete()
        Entry.objects.filter(pk=last.pk).delete()
    told = findings()
    assert len(told) == 1
    assert re.fullmatch(r"seal 2026-11-26: it covered 2 lines and \d+ writes, there are 1 and \d+", told[0])


def test_a_cut_tail_with_its_seals_shows_outside(three: Path) -> None:
    """Everything of the last day is gone, its seal with it: only what was kept elsewhere tells."""
    seal = Seal.objects.latest("day")
    before = Seal.objects.get(day=seal.day - timedelta(days=1))
    with unguarded():
        Entry.objects.filter(id__gt=before.lines_until).delete()
        Below.objects.filter(id__gt=before.below_until).delete()
        seal.delete()
    assert findings() == ["seal 2026-11-26: it stands in the file alone, the database has lost it"]


def test_a_removed_day_is_told(three: Path) -> None:
    with unguarded():
        Seal.objects.filter(day=TODAY + timedelta(days=1)).delete()
    told = findings()
    assert "seal 2026-11-26: a day before it is missing" in told
    assert "seal 2026-11-26: it does not follow the seal before it" in told
    assert "seal 2026-11-25: it stands in the file alone, the database has lost it" in told


@pytest.mark.parametrize(("field", "value"), [("hash", "0" * 64), ("previous", "0" * 64), ("lines", 7)])
def test_an_edited_seal_is_told(three: Path, field: str, value: Any) -> None:
    with unguarded():
        Seal.objects.filter(day=TODAY).update(**{field: value})
    assert any(each.startswith("seal 2026-11-24: ") for each in findings())


@pytest.mark.parametrize(
    ("field", "value"), [("mark", "x"), ("writer", "import: x"), ("tx", 7), ("kind", "L")]
)
def test_an_edited_record_below_is_told_by_the_seal(three: Path, field: str, value: Any) -> None:
    first = Below.objects.order_by("id").first()
    assert first is not None
    with unguarded():
        Below.objects.filter(pk=first.pk).update(**{field: value})
    assert any("seal 2026-11-24: what it covers was changed" in each for each in findings())


def test_a_line_rewritten_with_its_hash_and_record_is_told_by_the_seal(three: Path) -> None:
    line = Entry.objects.get(subject_key="a1")
    line.by_name = "别人"
    with unguarded():
        Entry.objects.filter(pk=line.pk).update(by_name="别人", hash=line.own_hash)
        Below.objects.filter(relation="journal_entry", row_id=line.pk).update(mark=line.own_hash[:16])
    assert findings() == ["seal 2026-11-25: what it covers was changed, or the seal was"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (r"seal [0-9a-f]{8}", "seal 00000000", "seal 2026-11-24: the file says something else"),
        (r"lines 2", "lines 3", "seal 2026-11-24: the file says something else"),
        (r"^2026-11-24.*\n", "", "seal 2026-11-24: it does not stand in the file"),
        (r"^2026-11-24", "2026-11-23", "seal 2026-11-23: it stands in the file alone"),
        (r"^2026-11-24.*", "nothing", "seals.txt:1: this is no seal"),
        ("seal ", "seal\ufffd ", "this is no seal"),
    ],
)
def test_an_edited_file_is_told(three: Path, old: str, new: str, problem: str) -> None:
    text = three.read_text("utf-8")
    three.write_text(re.sub(old, new, text, count=1), "utf-8")
    assert any(problem in each for each in findings()), findings()


def test_a_file_that_was_taken_away_is_told(three: Path) -> None:
    three.unlink()
    assert findings() == [f"{three}: the file with the seals is missing"]


def test_an_older_copy_of_the_file_is_compared_as_well(three: Path, tmp_path: Path) -> None:
    """What came by mail or was copied away last week still tells a lost day."""
    copy = tmp_path / "copy.txt"
    copy.write_text(three.read_text("utf-8"), "utf-8")
    with unguarded():
        Seal.objects.filter(day=TODAY + timedelta(days=2)).delete()
    three.unlink()
    assert findings(copy) == ["seal 2026-11-26: it stands in the file alone, the database has lost it"]


def test_a_line_taken_out_of_the_file_is_not_written_again(three: Path) -> None:
    """A day that is sealed later does not heal what somebody took out before."""
    lines = three.read_text("utf-8").splitlines(keepends=True)
    three.write_text(lines[0] + lines[2], "utf-8")
    assert jobs.run_due(at_night(TODAY + timedelta(days=3))) == 1
    assert findings() == ["seal 2026-11-25: it does not stand in the file"]


def test_each_seal_goes_out_by_mail_when_an_address_is_set(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(jobs, "import_string", lambda name: _fake(name, sent))
    monkeypatch.setitem(settings.YINUO_SEALS, "mail", "auditor@example.com")
    write("a", TODAY)
    jobs.run_due(at_night(TODAY))
    assert [(each["address"], each["once_key"]) for each in sent] == [
        ("auditor@example.com", "seal:2026-11-24")
    ]
    assert sealing.told(Seal.objects.get()) in sent[0]["text"]
    assert sent[0]["text"].startswith("一诺 Yinuo · 封存 seal 2026-11-24\n")


def _fake(name: str, sent: list[dict[str, Any]]) -> Any:
    if name.endswith("put_mail"):
        return lambda **told: sent.append(told)
    return lambda kind, key: (kind, key)


def test_without_an_address_nothing_is_sent(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "import_string", lambda name: pytest.fail(name))
    write("a", TODAY)
    assert jobs.run_due(at_night(TODAY)) == 1


def test_the_address_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from yinuo.config.sealing import seals

    monkeypatch.delenv("YINUO_SEAL_MAIL", raising=False)
    assert seals(tmp_path)["mail"] == ""
    monkeypatch.setenv("YINUO_SEAL_MAIL", "auditor@example.com")
    assert seals(tmp_path)["mail"] == "auditor@example.com"
    assert seals(tmp_path)["folder"] == tmp_path / "seals"


@pytest.mark.skipif(SQLITE, reason="SQLite has one writer at a time")
def test_the_seal_waits_for_those_who_still_write(book: Path) -> None:
    write("a", TODAY)
    sealing.made(TODAY, None, at=at_night(TODAY))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE mode = 'ShareLock' AND pid = pg_backend_pid()")
        assert cursor.fetchone()[0] >= 2


def test_the_harness_sees_a_seal_that_covers_nothing(three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault: a seal reckoned without its lines would let an edited line pass; it must not be equal."""
    seal = Seal.objects.get(day=TODAY)
    monkeypatch.setattr(sealing, "_added", lambda _whole, rows: sum(1 for _row in rows))
    assert sealing.reckoned(seal, sealing.Until())[2] != seal.hash
    assert any("was changed" in each for each in findings())
