"""Each field: what it takes, what it refuses and in which words, and that nothing typed breaks it."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from yinuo.lib.words import speaking, w
from yinuo.web.forms import (
    CheckField,
    ChoiceField,
    DayField,
    FilesField,
    HiddenField,
    InstantField,
    ManyField,
    MoneyField,
    NumberField,
    PhoneField,
    TextField,
    WholeField,
)

LABEL = w("栏", "Field")
THREE = [("a", w("甲", "A")), ("b", w("乙", "B")), ("c", w("丙", "C"))]
SHANGHAI = ZoneInfo("Asia/Shanghai")


def told(field: Any, value: Any) -> str:
    """What a field says to a value it refuses."""
    with pytest.raises(ValidationError) as caught:
        field.clean(value)
    return " ".join(caught.value.messages)


FIELDS = [
    TextField(LABEL),
    TextField(LABEL, rows=3),
    PhoneField(LABEL),
    HiddenField(),
    NumberField(LABEL),
    WholeField(LABEL),
    MoneyField(LABEL),
    DayField(LABEL),
    InstantField(LABEL),
    ChoiceField(LABEL, choices=THREE),
    ManyField(LABEL, choices=THREE),
    FilesField(LABEL),
    CheckField(LABEL, optional=False),
]


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: type(field).__name__)
def test_an_empty_field_says_so_in_both_languages(field: Any) -> None:
    empty: Any = [] if isinstance(field, ManyField) else None
    assert told(field, empty) in {"这一栏要填", "请选一个文件"}
    with speaking("en"):
        assert told(field, empty) in {"Please fill this in", "Please choose a file"}


@pytest.mark.parametrize(
    ("field", "nothing"),
    [
        (TextField(LABEL, optional=True), ""),
        (PhoneField(LABEL, optional=True), ""),
        (NumberField(LABEL, optional=True), None),
        (WholeField(LABEL, optional=True), None),
        (MoneyField(LABEL, optional=True), None),
        (DayField(LABEL, optional=True), None),
        (InstantField(LABEL, optional=True), None),
        (ChoiceField(LABEL, choices=THREE, optional=True), ""),
        (ManyField(LABEL, choices=THREE, optional=True), []),
        (FilesField(LABEL, optional=True), []),
        (CheckField(LABEL), False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_optional_field_may_be_empty(field: Any, nothing: object) -> None:
    assert field.clean("" if not isinstance(field, ManyField | FilesField) else []) == nothing


@pytest.mark.parametrize(
    "field",
    [
        TextField(LABEL),
        PhoneField(LABEL),
        NumberField(LABEL),
        MoneyField(LABEL),
        DayField(LABEL),
        InstantField(LABEL),
        ChoiceField(LABEL, choices=THREE),
    ],
    ids=lambda field: type(field).__name__,
)
def test_half_characters_are_refused_in_words(field: Any) -> None:
    assert "半个字符" in told(field, "a\ud800b")
    with speaking("en"):
        assert "half a character" in told(field, "\udfff")


@given(some.text(max_size=300))
def test_no_text_breaks_a_field(text: str) -> None:
    for field in FIELDS:
        if not isinstance(field, FilesField):
            with suppress(ValidationError):
                field.clean([text] if isinstance(field, ManyField) else text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  扫描中断  ", "扫描中断"),
        ("一行\r\n二行\r三行", "一行\n二行\n三行"),
        ("𠮷野家", "𠮷野家"),
        (5, "5"),
    ],
)
def test_text(typed: object, kept: str) -> None:
    assert TextField(LABEL, rows=2).clean(typed) == kept


def test_text_that_is_too_long_is_counted() -> None:
    assert TextField(LABEL, max_length=5).clean("五个汉字呀") == "五个汉字呀"
    assert told(TextField(LABEL, max_length=5), "六个汉字呀。") == "最多 5 个字，现在是 6 个"


@pytest.mark.parametrize("typed", ["\x00", "a\x00b", "甲\x00"])
@pytest.mark.parametrize(
    "field",
    [
        TextField(LABEL),
        PhoneField(LABEL),
        NumberField(LABEL),
        DayField(LABEL),
        ChoiceField(LABEL, choices=THREE),
    ],
)
def test_nul_is_refused_in_words(field: Any, typed: str) -> None:
    assert "NUL" in told(field, typed)


def test_a_text_field_names_its_limit_to_the_browser() -> None:
    attrs = TextField(LABEL, max_length=80, words="name", inputmode="text").widget.attrs
    assert (attrs["maxlength"], attrs["autocomplete"], attrs["inputmode"]) == ("80", "name", "text")
    assert TextField(LABEL, rows=4).widget.attrs["rows"] == 4


def test_phone() -> None:
    assert PhoneField(LABEL).clean("020-0000 1286") == "02000001286"
    assert told(PhoneField(LABEL), "100 0000 12").startswith("手机要 11 位，现在是 9 位")
    assert PhoneField(LABEL).prepare_value("02000001286") == "020-0000 1286"
    assert PhoneField(LABEL).prepare_value("020 0000") == "020 0000"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12.5", Decimal("12.5")),
        ("1,284", Decimal(1284)),
        ("１２．５", Decimal("12.5")),
        ("-3", Decimal(-3)),
        ("+3", Decimal(3)),
        (" 7 ", Decimal(7)),
        ("0", Decimal(0)),
    ],
)
def test_number(typed: str, number: Decimal) -> None:
    assert NumberField(LABEL).clean(typed) == number


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("abc", "这里要写数字，例如 12.5"),
        ("NaN", "这里要写数字，例如 12.5"),
        ("Infinity", "这里要写数字，例如 12.5"),
        ("1e9999999999", "这里要写数字，例如 12.5"),
        ("9" * 400, "这里要写数字，例如 12.5"),
        ("0x10", "这里要写数字，例如 12.5"),
        ("1.2.3", "这里要写数字，例如 12.5"),
        ("1.23456", "小数点后最多 4 位"),
        ("9999999999", "不能大于 999999999"),
    ],
)
def test_number_refused(typed: str, words: str) -> None:
    assert told(NumberField(LABEL), typed) == words


def test_number_limits() -> None:
    field = NumberField(LABEL, least=18, most=24, places=1)
    assert field.clean("22.4") == Decimal("22.4")
    assert told(field, "17.9") == "不能小于 18"
    assert told(field, "24.1") == "不能大于 24"
    with speaking("en"):
        assert told(field, "24.1") == "Not more than 24"


def test_whole() -> None:
    assert WholeField(LABEL).clean("3") == 3
    assert isinstance(WholeField(LABEL).clean("3"), int)
    assert told(WholeField(LABEL), "3.5") == "小数点后最多 0 位"
    assert told(WholeField(LABEL), "-1") == "不能小于 0"


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("50", "50.00"),
        ("50.5", "50.50"),
        ("¥1,284", "1284.00"),
        ("50 元", "50.00"),
        ("CNY 3", "3.00"),
        ("￥8", "8.00"),
    ],
)
def test_money(typed: str, amount: str) -> None:
    found = MoneyField(LABEL).clean(typed)
    assert str(found) == amount


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("-1", "不能小于 0"),
        ("0.001", "小数点后最多 2 位"),
        ("100000000", "不能大于 99999999"),
        ("五十", "这里要写数字，例如 50.00"),
    ],
)
def test_money_refused(typed: str, words: str) -> None:
    assert told(MoneyField(LABEL), typed) == words


@pytest.mark.parametrize(
    "typed",
    ["2026-11-24", "2026/11/24", "2026.11.24", "2026年11月24日", "２０２６-１１-２４", " 2026-11-24 "],
)
def test_day(typed: str) -> None:
    assert DayField(LABEL).clean(typed) == date(2026, 11, 24)


def test_a_day_given_as_such_stays() -> None:
    assert DayField(LABEL).clean(date(2026, 1, 1)) == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2026-02-30", "没有 2026-02-30 这一天"),
        ("2025-02-29", "没有 2025-02-29 这一天"),
        ("2026-13-01", "没有 2026-13-01 这一天"),
        ("2026-00-00", "没有 2026-00-00 这一天"),
        ("1989-01-01", "年份要在 1990 至 2100 之间"),
        ("9999-01-01", "年份要在 1990 至 2100 之间"),
        ("24/11/2026", "请写成 2026-11-24 这样的日期"),
        ("明天", "请写成 2026-11-24 这样的日期"),
        ("20261124", "请写成 2026-11-24 这样的日期"),
    ],
)
def test_day_refused(typed: str, words: str) -> None:
    assert told(DayField(LABEL), typed) == words


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("2026-11-24 10:35", datetime(2026, 11, 24, 2, 35, tzinfo=UTC)),
        ("2026-11-24T10:35", datetime(2026, 11, 24, 2, 35, tzinfo=UTC)),
        ("2026-11-24T10:35:20", datetime(2026, 11, 24, 2, 35, 20, tzinfo=UTC)),
        ("2026/11/24 9:05", datetime(2026, 11, 24, 1, 5, tzinfo=UTC)),
        ("2026年11月24日 00:00", datetime(2026, 11, 23, 16, 0, tzinfo=UTC)),
        ("２０２６－１１－２４　１０：３５", datetime(2026, 11, 24, 2, 35, tzinfo=UTC)),
    ],
)
def test_instant(typed: str, instant: datetime) -> None:
    with timezone.override(SHANGHAI):
        assert InstantField(LABEL).clean(typed) == instant


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2026-02-30 10:00", "没有 2026-02-30 这一天"),
        ("2026-11-24 25:00", "一天里没有 25:00"),
        ("2026-11-24 10:60", "一天里没有 10:60"),
        ("2026-11-24", "请写成 2026-11-24 10:35 这样的时间"),
        ("10:35", "请写成 2026-11-24 10:35 这样的时间"),
        ("2026-11-24 10:35 PM", "请写成 2026-11-24 10:35 这样的时间"),
        ("0001-01-01 00:00", "年份要在 1990 至 2100 之间"),
    ],
)
def test_instant_refused(typed: str, words: str) -> None:
    assert told(InstantField(LABEL), typed) == words


def test_an_instant_is_read_in_its_zone() -> None:
    field = InstantField(LABEL)
    field.zone = ZoneInfo("Asia/Kabul")
    assert field.clean("2026-11-24 10:35") == datetime(2026, 11, 24, 6, 5, tzinfo=UTC)
    assert field.prepare_value(datetime(2026, 11, 24, 6, 5, tzinfo=UTC)) == datetime(2026, 11, 24, 10, 35)  # noqa: DTZ001 - local time as typed
    assert field.prepare_value("gestern") == "gestern"


def test_an_hour_the_clocks_skipped_is_refused() -> None:
    field = InstantField(LABEL)
    field.zone = ZoneInfo("Europe/Berlin")
    assert told(field, "2026-03-29 02:30") == "当地把钟拨快，没有 02:30 这一刻"


@given(some.datetimes(datetime(1990, 1, 1), datetime(2100, 12, 30)))  # noqa: DTZ001 - local time as typed
def test_an_instant_shown_reads_as_itself(naive: datetime) -> None:
    field = InstantField(LABEL)
    field.zone = ZoneInfo("Asia/Kabul")
    instant = naive.replace(second=0, microsecond=0, tzinfo=UTC)
    assert field.clean(f"{field.prepare_value(instant):%Y-%m-%d %H:%M}") == instant


def test_choice() -> None:
    field = ChoiceField(LABEL, choices=THREE)
    assert field.clean("b") == "b"
    assert told(field, "x") == "没有这个选项，请从列出的里面选"


@pytest.mark.parametrize(("many", "shown"), [(2, "choice"), (4, "choice"), (5, "select")])
def test_few_choices_are_visible(many: int, shown: str) -> None:
    choices = [(str(place), LABEL) for place in range(many)]
    assert ChoiceField(LABEL, choices=choices).shown == shown
    assert ChoiceField(LABEL, choices=choices, shown="pick").shown == "pick"


def test_labels_of_choices_are_said_when_shown() -> None:
    field = ChoiceField(LABEL, choices=THREE)
    assert [str(label) for _value, label in field.choices] == ["甲", "乙", "丙"]
    with speaking("en"):
        assert [str(label) for _value, label in field.choices] == ["A", "B", "C"]
        assert str(field.label) == "Field"


def test_many() -> None:
    field = ManyField(LABEL, choices=THREE)
    assert field.clean(["a", "c"]) == ["a", "c"]
    assert told(field, ["a", "x"]) == "没有这个选项，请从列出的里面选"


def test_check() -> None:
    assert CheckField(LABEL).clean("on") is True
    assert CheckField(LABEL, optional=False).clean("on") is True


def test_files() -> None:
    one, two = (SimpleUploadedFile(name, b"x") for name in ("a.png", "b.png"))
    assert FilesField(LABEL).clean([one, two]) == [one, two]
    assert FilesField(LABEL).clean(one) == [one]
    assert told(FilesField(LABEL, most=1), [one, two]) == "最多 1 个文件"
    assert told(FilesField(LABEL), [SimpleUploadedFile("a.png", b"")]) == "这个文件是空的"
