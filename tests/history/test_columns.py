"""Which column is what: guessed from headings in both languages, said by the person, or refused."""

from __future__ import annotations

import pytest

from yinuo.history.columns import FIELDS, NEEDED, find
from yinuo.lib.refusal import Invalid

REAL = ["BscStartDate", "Asset", "OriginalShorttext", "PMType", "Cost"]


def test_the_real_headings_are_known() -> None:
    assert find(REAL).places == {"date": 0, "asset": 1, "text": 2, "type": 3, "cost": 4}


@pytest.mark.parametrize(
    ("headings", "places"),
    [
        (["日期", "设备", "故障"], {"date": 0, "asset": 1, "text": 2}),
        (
            ["费用", "开始日期", "资产编号", "描述", "类型"],
            {"cost": 0, "date": 1, "asset": 2, "text": 3, "type": 4},
        ),
        (["basic start date", "EQUIPMENT", "short_text"], {"date": 0, "asset": 1, "text": 2}),
        (["x", "Date", "Asset", "Text", "Date"], {"date": 1, "asset": 2, "text": 3}),
        (["Start-Date", "Asset", "Description", "Total Cost"], {"date": 0, "asset": 1, "text": 2, "cost": 3}),
    ],
)
def test_headings_are_guessed_however_they_are_written(headings: list[str], places: dict[str, int]) -> None:
    assert find(headings).places == places


def test_what_is_said_wins_over_what_is_guessed() -> None:
    found = find([*REAL, "Einsatz"], said={"date": "Einsatz"})
    assert found.places["date"] == 5
    assert found.unused == ("BscStartDate",)


def test_a_file_whose_headings_nobody_knows_is_imported_by_saying_them() -> None:
    found = find(["a", "b", "c"], said={"date": "a", "asset": "b", "text": "c"})
    assert found.cells(["2004-07-01", "A", "no lights"]) == {
        "date": "2004-07-01",
        "asset": "A",
        "text": "no lights",
    }


@pytest.mark.parametrize("missing", NEEDED)
def test_a_missing_column_is_named_in_both_languages(missing: str) -> None:
    headings = [name for field, name in zip(FIELDS, REAL, strict=True) if field != missing]
    with pytest.raises(Invalid) as refusal:
        find(headings)
    assert refusal.value.code == "columns_missing"
    assert FIELDS[missing].zh in refusal.value.words.zh
    assert FIELDS[missing].en in refusal.value.words.en
    assert "mapping" in refusal.value.fields


def test_type_and_cost_may_be_missing() -> None:
    found = find(REAL[:3])
    assert found.heading("cost") == ""
    assert found.heading("date") == "BscStartDate"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"colour": "Asset"}, "unknown_field"),
        ({"": "Asset"}, "unknown_field"),
        ({"date": "Datum"}, "unknown_column"),
        ({"date": ""}, "unknown_column"),
    ],
)
def test_nonsense_that_is_said_is_refused(said: dict[str, str], code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        find(REAL, said=said)
    assert refusal.value.code == code


def test_cells_that_are_missing_are_empty() -> None:
    assert find(REAL).cells(["2004-07-01", "A"])["cost"] == ""
