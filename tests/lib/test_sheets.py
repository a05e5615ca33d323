"""Tables that people hand in."""

from __future__ import annotations

import io
from datetime import date, datetime, time

import pytest
import xlsxwriter

from yinuo.lib.refusal import Invalid
from yinuo.lib.sheets import rows_of

TABLE = [["日期", "名称"], ["2027-01-01", "元旦"]]


def xlsx(rows: list[list[object]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet()
    for place, row in enumerate(rows):
        sheet.write_row(place, 0, row)
    book.close()
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_in_the_encodings_and_separators_people_use(encoding, separator):
    text = "\r\n".join(separator.join(row) for row in TABLE)
    assert rows_of(text.encode(encoding)) == TABLE


def test_quoted_cells_keep_separators_and_line_ends():
    assert rows_of(b'a,"b,\nc"\n" d ",e\n') == [["a", "b,\nc"], ["d", "e"]]


def test_empty_rows_stay_so_that_row_numbers_are_those_of_the_file():
    assert rows_of(b"a\n\nb\n") == [["a"], [], ["b"]]
    assert rows_of(xlsx([["a"], [], ["b"]])) == [["a"], [""], ["b"]]


def test_an_empty_file_has_no_rows():
    assert rows_of(b"") == []


def test_cells_of_a_workbook_are_read_as_people_see_them():
    row: list[object] = ["元旦", 7, 7.5, date(2027, 1, 1), datetime(2027, 1, 1, 8, 30), time(8, 30), True]  # noqa: DTZ001
    assert rows_of(xlsx([row])) == [
        ["元旦", "7", "7.5", "2027-01-01", "2027-01-01T08:30:00", "08:30", "True"]
    ]


def test_long_numbers_typed_as_text_stay_whole():
    assert rows_of(xlsx([["020-0000 1286"], ["00123"]])) == [["020-0000 1286"], ["00123"]]


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 no workbook at all",
        b"\xff\xfe\x00\x00",
        b"a,b\0c\n",
        b'a,"never closed\n',
        bytes(range(256)),
    ],
)
def test_what_is_no_table_is_refused(content):
    with pytest.raises(Invalid) as refused:
        rows_of(content)
    assert refused.value.code == "file_unreadable"
    assert "file" in refused.value.fields


def test_a_table_without_end_is_refused():
    with pytest.raises(Invalid) as refused:
        rows_of(b"a\n" * 11, most=10)
    assert refused.value.code == "file_long"
    assert "10" in refused.value.words.en


def test_a_few_nul_characters_are_left_to_the_caller_who_asks_for_them():
    content = b"date,asset\n2004-07-01,A\0\n2004-07-02,B\n"
    assert rows_of(content, keep_nul=True)[1] == ["2004-07-01", "A\0"]


def test_a_file_full_of_nul_characters_is_no_table_for_anybody():
    with pytest.raises(Invalid) as refused:
        rows_of("date,asset\n2004-07-01,A\n".encode("utf-16-le"), keep_nul=True)
    assert refused.value.code == "file_unreadable"
